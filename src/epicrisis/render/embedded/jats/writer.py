"""From the finished tree to an article in JATS, with its images beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import panflute as pf

from epicrisis.manuscript.config import as_list
from epicrisis.render.embedded.elements import has_class
from epicrisis.render.embedded.jats.blocks import lay_out, mark_panels
from epicrisis.render.embedded.jats.front import settle_front
from epicrisis.render.embedded.jats.references import labels_of
from epicrisis.render.embedded.jats.tidy import tidied
from epicrisis.render.embedded.pandoc import Tree, write
from epicrisis.render.embedded.print_images import PrintImages
from epicrisis.render.embedded.target import Target
from epicrisis.render.embedded.theme import RESOURCES

WRITER = "jats_publishing+element_citations"


def write_jats(
    document: Tree, target: Target, folder: Path, fonts: Sequence[Path], image_folder: str
) -> tuple[bytes, Mapping[str, bytes]]:
    """Write an article.

    Args:
        document: The tree after all transforms; changed on the way.
        target: The output.
        folder: What image paths are relative to.
        fonts: Folders with fonts for drawings.
        image_folder: Name of the folder for images, beside the article.

    Returns:
        The article, and its images by name.

    Raises:
        RenderFailed: If an image is missing or raw JATS spoils the article.
    """
    images = PrintImages(folder, fonts)
    labels = labels_of(document)
    mark_panels(document)
    lay_out(document, target, images, image_folder)
    settle_front(document, target)
    _move_colophon(document)
    # Pandoc writes structured entries from the bibliography, which is no setting of the document any more.
    document.metadata["bibliography"] = [str(path) for path in as_list(target.options.get("bibliography"))]
    arguments = [f"--template={RESOURCES / 'article.xml'}", "--wrap=none"]
    return tidied(write(document, WRITER, arguments, folder), labels), images.files


def _move_colophon(document: Tree) -> None:
    # It follows the reference list, after which the body of an article holds nothing.
    colophon = [block for block in document.content if has_class(block, "colophon")]
    if colophon:
        document.content = [block for block in document.content if not has_class(block, "colophon")]
        blocks = [inside for block in colophon for inside in block.content]
        document.metadata["colophon"] = pf.MetaBlocks(*blocks)
