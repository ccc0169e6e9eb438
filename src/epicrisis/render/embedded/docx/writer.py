"""From the finished tree to a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from epicrisis.manuscript.config import as_list
from epicrisis.render.embedded.docx.blocks import lay_out
from epicrisis.render.embedded.docx.front import properties, title_block
from epicrisis.render.embedded.docx.package import finished
from epicrisis.render.embedded.docx.reference import reference_document
from epicrisis.render.embedded.pandoc import Tree, write
from epicrisis.render.embedded.pdf import build_time
from epicrisis.render.embedded.print_images import PrintImages
from epicrisis.render.embedded.target import Target

# The title block is written as paragraphs of the body, where affiliations and ORCIDs have their place.
_TEMPLATE = """\
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:v="urn:schemas-microsoft-com:vml">
<w:body>
$body$
$sectpr$
</w:body>
</w:document>
"""


def write_docx(document: Tree, target: Target, folder: Path, fonts: Sequence[Path], work: Path) -> bytes:
    """Write a Word document.

    Args:
        document: The tree after all transforms; changed on the way.
        target: The output; its `reference-doc` takes the place of our styles.
        folder: What image paths are relative to.
        fonts: Folders with fonts for drawings.
        work: An empty folder.

    Returns:
        The file, the same bytes for the same tree.

    Raises:
        RenderFailed: If an image is missing.
    """
    images = PrintImages(folder, fonts)
    lay_out(document, target, images)
    document.content = [*title_block(document), *document.content]
    date = document.get_metadata("date-meta", "")
    document.metadata = properties(document)
    for name, content in images.files.items():
        (work / name).write_bytes(content)
    (work / "template.openxml").write_text(_TEMPLATE, encoding="utf-8")
    own = [Path(path) for path in as_list(target.options.get("reference-doc"))]
    reference = own[0] if own else reference_document(work / "reference.docx")
    output = work / "document.docx"
    arguments = [f"--reference-doc={reference}", "--template=template.openxml", f"--output={output}"]
    write(document, "docx", arguments, work)
    return finished(output.read_bytes(), build_time(), str(date))
