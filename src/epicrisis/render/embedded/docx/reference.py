"""The reference document: pandoc's own, with the styles and the page of this project."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree

from epicrisis.render.embedded.docx.package import read_parts, write_parts
from epicrisis.render.embedded.pandoc import default_file
from epicrisis.render.embedded.theme import RESOURCES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_FOOTER_ID = "rIdFooter"
# A4 with 2 cm around; lengths in twentieths of a point.
_SECTION = f"""\
<w:sectPr xmlns:w="{W[1:-1]}" xmlns:r="{_RELATION}">
<w:footerReference w:type="default" r:id="{_FOOTER_ID}"/>
<w:pgSz w:w="11906" w:h="16838"/>
<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>
</w:sectPr>"""


def reference_document(target: Path) -> Path:
    """Write the reference document, from pandoc's own and the files `word-*.xml` of the package.

    Args:
        target: The file to write.

    Returns:
        The file.
    """
    default_file("reference.docx", target)
    parts = read_parts(target.read_bytes())
    parts["word/styles.xml"] = _with_own_styles(parts["word/styles.xml"])
    parts["word/document.xml"] = _with_own_section(parts["word/document.xml"])
    parts["word/footer1.xml"] = (RESOURCES / "word-footer.xml").read_bytes()
    parts["word/_rels/document.xml.rels"] = _with_footer_relation(parts["word/_rels/document.xml.rels"])
    parts["[Content_Types].xml"] = _with_footer_type(parts["[Content_Types].xml"])
    target.write_bytes(write_parts(parts, zipfile.ZIP_DEFLATED))
    return target


def _with_own_styles(content: bytes) -> bytes:
    styles = etree.fromstring(content)
    for own in etree.parse(RESOURCES / "word-styles.xml").getroot():
        if not isinstance(own.tag, str):
            continue  # a comment
        name = own.get(f"{W}styleId")
        twins = [style for style in styles.iterfind(own.tag) if style.get(f"{W}styleId") == name]
        for twin in twins:
            styles.replace(twin, own)
        if not twins:
            styles.append(own)
    return bytes(etree.tostring(styles, xml_declaration=True, encoding="UTF-8", standalone=True))


def _with_own_section(content: bytes) -> bytes:
    document = etree.fromstring(content)
    body = document.find(f"{W}body")
    for section in body.findall(f"{W}sectPr"):
        body.remove(section)
    body.append(etree.fromstring(_SECTION))
    return bytes(etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True))


def _with_footer_relation(content: bytes) -> bytes:
    relations = etree.fromstring(content)
    tag = relations[0].tag
    etree.SubElement(relations, tag, Id=_FOOTER_ID, Type=f"{_RELATION}/footer", Target="footer1.xml")
    return bytes(etree.tostring(relations, xml_declaration=True, encoding="UTF-8", standalone=True))


def _with_footer_type(content: bytes) -> bytes:
    types = etree.fromstring(content)
    tag = types.tag.replace("Types", "Override")
    etree.SubElement(types, tag, PartName="/word/footer1.xml", ContentType=_FOOTER_TYPE)
    return bytes(etree.tostring(types, xml_declaration=True, encoding="UTF-8", standalone=True))
