"""What a journal gets from an article in JATS."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

DTD = Path(__file__).parents[1] / "fixtures" / "jats" / "publishing.dtd"
XLINK = "{http://www.w3.org/1999/xlink}"
FLOATS = {"fig", "fig-group", "table-wrap", "table-wrap-group", "supplementary-material"}
UNREAD = {"alt-text", "tex-math", "object-id"}


@dataclass(frozen=True)
class Item:
    """A figure, table or supplementary item: its element, id, label, caption, alternative texts and cells."""

    element: str
    identifier: str
    label: str
    caption: str
    alts: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Article:
    """An article in JATS.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = etree.parse(path)
        self.root = self.tree.getroot()
        self.meta = self.root.find("front/article-meta")
        self.body = self.root.find("body")

    def faults(self) -> list[str]:
        """What the document type says against the article."""
        dtd = etree.DTD(DTD)
        dtd.validate(self.tree)
        return [f"line {entry.line}: {entry.message}" for entry in dtd.error_log]

    def texts(self, path: str) -> list[str]:
        """The texts of the elements at a path."""
        return [text_of(element) for element in self.root.findall(path)]

    @property
    def items(self) -> list[Item]:
        """Everything with a label or a caption that is no box, in order."""
        found = (element for element in self.body.iter() if element.tag in FLOATS)
        return [_item(element) for element in found if element.find("caption") is not None or element.get("id")]

    @property
    def tables(self) -> list[tuple[tuple[str, ...], ...]]:
        """The cells of every table, row by row."""
        return [_rows(table) for table in self.body.iter("table")]

    @property
    def alts(self) -> list[str]:
        """The alternative texts of all images, in order."""
        images = (image for image in self.body.iter() if image.tag in {"graphic", "inline-graphic"})
        return [text_of(image.find("alt-text")) if image.find("alt-text") is not None else "" for image in images]

    @property
    def image_files(self) -> list[str]:
        """The files that images name, in order."""
        images = (image for image in self.body.iter() if image.tag in {"graphic", "inline-graphic"})
        return [image.get(f"{XLINK}href") for image in images]

    @property
    def references_within(self) -> list[tuple[str, str, str]]:
        """Kind, target and words of every reference in the body, but for those to notes."""
        links = (link for link in self.body.iter("xref") if link.get("ref-type") != "fn")
        return [(link.get("ref-type"), link.get("rid"), text_of(link)) for link in links]

    @property
    def identifiers(self) -> set[str]:
        """Every id."""
        return {element.get("id") for element in self.root.iter() if element.get("id")}


def text_of(element: Any) -> str:
    """The words inside an element, with white space folded."""
    return " ".join("".join(_pieces(element)).replace("\u00a0", " ").split())


def _pieces(element: Any) -> list[str]:
    pieces = [element.text or ""]
    for child in element:
        is_read = isinstance(child.tag, str) and child.tag not in UNREAD
        pieces += [*(_pieces(child) if is_read else []), child.tail or ""]
    return pieces


def _item(element: Any) -> Item:
    caption = element.find("caption")
    table = element.find(".//table")
    return Item(
        element=element.tag,
        identifier=element.get("id", ""),
        label=element.findtext("label", ""),
        caption="" if caption is None else text_of(caption),
        alts=tuple(text_of(alt) for alt in element.iter("alt-text")),
        rows=() if table is None else _rows(table),
    )


def _rows(table: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(text_of(cell) for cell in row) for row in table.iter("tr"))
