"""What Word does when all tracked changes are accepted or rejected, for tests."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paragraphs(content: bytes, part: str = "word/document.xml") -> list[str]:
    """Return the text of every paragraph of a document, tables included; a picture is a sign."""
    return [_text(paragraph) for paragraph in _part(content, part).iter(f"{W}p")]


def settled(content: bytes, keep: str, part: str = "word/document.xml") -> list[str]:
    """Return the paragraphs after all changes are accepted (`keep` is `ins`) or rejected (`del`)."""
    root = _part(content, part)
    drop = {"ins": "del", "del": "ins"}[keep]
    for row in list(root.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{W}{drop}") is not None:
            row.getparent().remove(row)
    for table in list(root.iter(f"{W}tbl")):
        if table.find(f"{W}tr") is None:
            table.getparent().remove(table)
    for mark in list(root.iter(f"{W}{drop}")):
        if mark.getparent().tag == f"{W}rPr":
            paragraph = mark.getparent().getparent().getparent()
            paragraph.set("drop", "yes")
        else:
            mark.getparent().remove(mark)
    for paragraph in list(root.iter(f"{W}p")):
        if paragraph.get("drop"):
            assert not _text(paragraph), "a paragraph whose mark goes has words that stay"
            paragraph.getparent().remove(paragraph)
    return [_text(paragraph) for paragraph in root.iter(f"{W}p")]


def marks(content: bytes, part: str = "word/document.xml") -> list[Any]:
    """Return every `w:ins` and `w:del` of a document."""
    return list(_part(content, part).iter(f"{W}ins", f"{W}del"))


def _part(content: bytes, part: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(part))


def _text(paragraph: Any) -> str:
    nodes = paragraph.iter(f"{W}t", f"{W}delText", f"{W}drawing", f"{W}br", f"{W}footnoteReference")
    signs = {"drawing": "▣", "br": "\n", "footnoteReference": "*"}
    return "".join(signs.get(node.tag.removeprefix(W), node.text or "") for node in nodes)
