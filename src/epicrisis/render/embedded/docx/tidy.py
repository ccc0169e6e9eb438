"""What pandoc's writer of Word leaves to do: widths in real lengths, whole rows, pictures without a margin."""

from __future__ import annotations

from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_INLINE_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline"
_DATA_TABLE = "Table"
_CURRENT_MODE = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": "15"}
Element = Any
"""An XML element; lxml has no types of its own."""


def tidied(content: bytes) -> bytes:
    """Return the part `word/document.xml` with its tables and pictures in order.

    Args:
        content: The part as pandoc wrote it.
    """
    document = etree.fromstring(content)
    width = _text_width(document)
    for table in document.iter(f"{W}tbl"):
        _set_widths(table, width)
        if table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val") == _DATA_TABLE:
            _keep_rows_whole(table)
    for picture in document.iter(_INLINE_PICTURE):
        # Without them, some readers put a margin of their own around a picture.
        for side in ("distT", "distB", "distL", "distR"):
            picture.set(side, "0")
    return bytes(etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True))


def with_current_mode(content: bytes) -> bytes:
    """Return the part `word/settings.xml` saying that the document is of today, not of Word 2007.

    Args:
        content: The part as pandoc wrote it.
    """
    settings = etree.fromstring(content)
    if settings.find(f"{W}compat") is None:
        compat = etree.Element(f"{W}compat")
        setting = etree.SubElement(compat, f"{W}compatSetting")
        for name, value in _CURRENT_MODE.items():
            setting.set(f"{W}{name}", value)
        # The schema has a fixed order, in which this comes right before the editing sessions.
        sessions = settings.find(f"{W}rsids")
        settings.insert(len(settings) if sessions is None else settings.index(sessions), compat)
    return bytes(etree.tostring(settings, xml_declaration=True, encoding="UTF-8", standalone=True))


def _text_width(document: Element) -> int:
    section = document.find(f"{W}body/{W}sectPr")
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margins is None:
        return 9026  # Word's own page: A4 with an inch around
    return int(size.get(f"{W}w")) - int(margins.get(f"{W}left")) - int(margins.get(f"{W}right"))


def _set_widths(table: Element, text_width: int) -> None:
    # Pandoc counts the columns of every page as if it were of one size; readers trust these more than the share.
    whole = table.find(f"{W}tblPr/{W}tblW")
    columns = table.findall(f"{W}tblGrid/{W}gridCol")
    if whole.get(f"{W}type") != "pct":
        return
    total = text_width * int(whole.get(f"{W}w")) // 5000
    counted = sum(int(column.get(f"{W}w")) for column in columns) or 1
    widths = [total * int(column.get(f"{W}w")) // counted for column in columns]
    for column, width in zip(columns, widths, strict=True):
        column.set(f"{W}w", str(width))
    whole.set(f"{W}type", "dxa")
    whole.set(f"{W}w", str(sum(widths)))


def _keep_rows_whole(table: Element) -> None:
    for row in table.findall(f"{W}tr"):
        properties = _properties(row, "trPr")
        # A row that breaks over a page is hard to read; a header is repeated on every page.
        properties.insert(0, etree.Element(f"{W}cantSplit"))
        if properties.find(f"{W}tblHeader") is not None:
            _keep_with_next(row)


def _keep_with_next(header: Element) -> None:
    # Otherwise a page may end with a header and nothing under it.
    for paragraph in header.iter(f"{W}p"):
        properties = _properties(paragraph, "pPr")
        style = properties.find(f"{W}pStyle")
        properties.insert(0 if style is None else 1, etree.Element(f"{W}keepNext"))


def _properties(element: Element, name: str) -> Element:
    found = element.find(f"{W}{name}")
    if found is None:
        found = etree.Element(f"{W}{name}")
        element.insert(0, found)
    return found
