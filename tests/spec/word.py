"""What a reader gets from a Word document, read from its parts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CAPTIONS = {"ImageCaption", "TableCaption"}
EMU_PER_CM = 360000


@dataclass(frozen=True)
class Caption:
    """A caption: the bookmark of its label, the sequence that counts it, and its words."""

    bookmark: str
    sequence: str
    text: str


class Word:
    """A Word document.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            self.entries = package.infolist()
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.body = etree.fromstring(self.parts["word/document.xml"]).find(f"{W}body")

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """Style and text of every paragraph."""
        return [(style_of(paragraph), text_of(paragraph)) for paragraph in self.body.iter(f"{W}p")]

    def styled(self, style: str) -> list[str]:
        """The texts of the paragraphs in a style."""
        return [text for name, text in self.paragraphs if name == style]

    @property
    def captions(self) -> list[Caption]:
        """The captions in order."""
        return [_caption(item) for item in self.body.iter(f"{W}p") if style_of(item) in CAPTIONS]

    @property
    def bookmarks(self) -> list[str]:
        """The names of all bookmarks."""
        return [mark.get(f"{W}name") for mark in self.body.iter(f"{W}bookmarkStart")]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Text and target of every link, `#name` for one within the document."""
        relations = etree.fromstring(self.parts["word/_rels/document.xml.rels"])
        targets = {
            relation.get("Id"): relation.get("Target") for relation in relations.iter(f"{RELATIONS}Relationship")
        }
        return [(text_of(link), _target(link, targets)) for link in self.body.iter(f"{W}hyperlink")]

    @property
    def tables(self) -> list[tuple[tuple[str, ...], ...]]:
        """The cells of every table of data, row by row."""
        return [
            tuple(tuple(text_of(cell) for cell in row.iter(f"{W}tc")) for row in table.iter(f"{W}tr"))
            for table in self.data_tables
        ]

    @property
    def data_tables(self) -> list[Any]:
        """The tables that are not there for layout."""
        path = f"{W}tblPr/{W}tblStyle"
        return [table for table in self.body.iter(f"{W}tbl") if table.find(path).get(f"{W}val") == "Table"]

    @property
    def pictures(self) -> list[tuple[str, float]]:
        """Alternative text and width in centimetres of every picture."""
        return [
            (picture.find(f"{WP}docPr").get("descr"), int(picture.find(f"{WP}extent").get("cx")) / EMU_PER_CM)
            for picture in self.body.iter(f"{WP}inline")
        ]

    @property
    def footnotes(self) -> list[str]:
        """The texts of the footnotes."""
        root = etree.fromstring(self.parts["word/footnotes.xml"])
        return [text_of(note) for note in root.iter(f"{W}footnote") if note.get(f"{W}type") is None]

    @property
    def headings(self) -> list[tuple[str, str]]:
        """Level and text of every heading."""
        return [(style[-1], text) for style, text in self.paragraphs if style.startswith("Heading")]

    def properties(self) -> dict[str, str]:
        """The properties of the file that other programs show."""
        root = etree.fromstring(self.parts["docProps/core.xml"])
        return {etree.QName(item).localname: item.text for item in root}


def style_of(paragraph: Any) -> str:
    """The style of a paragraph."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else str(style.get(f"{W}val"))


def text_of(element: Any) -> str:
    """The words inside an element, with white space folded."""
    return " ".join("".join(_pieces(element)).replace("\u00a0", " ").split())


def _pieces(element: Any) -> Iterator[str]:
    for item in element.iter():
        if item.tag in {f"{W}tab", f"{W}br"}:
            yield " "
        elif etree.QName(item).localname == "t":
            yield item.text or ""


def _caption(paragraph: Any) -> Caption:
    mark, field = paragraph.find(f"{W}bookmarkStart"), paragraph.find(f"{W}fldSimple")
    return Caption(
        bookmark="" if mark is None else mark.get(f"{W}name"),
        sequence="" if field is None else field.get(f"{W}instr").strip(),
        text=text_of(paragraph),
    )


def _target(link: Any, targets: dict[str, str]) -> str:
    anchor = link.get(f"{W}anchor")
    return f"#{anchor}" if anchor else targets[link.get(f"{R}id")]
