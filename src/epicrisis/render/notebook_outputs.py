"""What the cells of a notebook showed, as its page shows it: pictures, tables that can be followed, text."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from markupsafe import Markup
from nbformat import NotebookNode

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.cell_markdown import MISSING, alternative_text, without_colours
from epicrisis.render.embedded.html import refuse_fetching
from epicrisis.render.notebook_texts import MARKDOWN

# A picture before its description; nothing that would need a script.
_PREFERENCE = ("image/svg+xml", "image/png", "image/jpeg", "text/html", MARKDOWN, "text/plain")
# What a page of ours has of its own, and what it would not run.
_OWN = ("style", "base", "meta", "link")
_NOT_RUN = ("script", "iframe", "object", "embed")
_SIDES = ("width", "height")


@dataclass(frozen=True)
class ShownOutput:
    """One thing that a cell showed; one of the three is there.

    Args:
        html: HTML in the report's style.
        picture: A picture as an address that holds it.
        text: Text as it was printed.
        alt: The words for the picture.
        size: Its width and height in CSS pixels.
    """

    html: Markup = field(default_factory=Markup)
    picture: str = ""
    text: str = ""
    alt: str = ""
    size: Mapping[str, int] = field(default_factory=dict)


def shown_outputs(cell: NotebookNode, texts: Iterator[str]) -> list[ShownOutput]:
    """Return what a cell showed and a page can show.

    Args:
        cell: The cell, executed.
        texts: The next ones are its Markdown texts as HTML.

    Raises:
        RenderFailed: If something would fetch or run when it is read.
    """
    shown = [_shown(output, f"Output of cell {cell.execution_count}", texts) for output in cell.outputs]
    return [output for output in shown if output is not None]


def _shown(output: NotebookNode, name: str, texts: Iterator[str]) -> ShownOutput | None:
    if output.output_type == "stream":
        return ShownOutput(text=without_colours(output.text)) if output.name == "stdout" else None
    data = output.get("data", {})
    markdown = Markup(next(texts)) if MARKDOWN in data else Markup()  # also where something else is preferred
    kind = next((known for known in _PREFERENCE if known in data), "")
    if kind.startswith("image/"):
        size = output.metadata.get(kind, {})
        sides = {side: size[side] for side in _SIDES if side in size}
        return ShownOutput(picture=_address(kind, data[kind]), alt=alternative_text(data) or name, size=sides)
    if kind == "text/html":
        return ShownOutput(Markup(_readable(data[kind], name)))
    if kind == "text/plain":
        return ShownOutput(text=without_colours(data[kind]))
    return ShownOutput(markdown) if kind else None


def _address(kind: str, picture: str) -> str:
    is_drawing = kind == "image/svg+xml"  # the others are in base64 already, in lines
    content = base64.b64encode(picture.encode()).decode() if is_drawing else picture.replace("\n", "")
    return f"data:{kind};base64,{content}"


def _readable(html: str, name: str) -> str:
    """Return the HTML that a cell showed in the report's style, with tables that screen readers can follow."""
    refuse_fetching(html)
    root = etree.fromstring(f"<body>{html}", etree.HTMLParser(huge_tree=True))
    not_run = next(root.iter(*_NOT_RUN), None)
    if not_run is not None:
        raise RenderFailed(f"a cell shows a <{not_run.tag}>, which a page does not run; show a figure or a table")
    etree.strip_elements(root, *_OWN, with_tail=False)
    for element in root.iter(etree.Element):
        for key in [key for key in element.attrib if key.startswith("on")]:
            del element.attrib[key]
    for table in list(root.iter("table")):
        _make_readable(table, name)
    etree.strip_tags(root, "body")
    shown: str = etree.tostring(root, encoding="unicode", method="html")
    return shown.removeprefix("<html>").removesuffix("</html>")


def _make_readable(table: Any, name: str) -> None:
    for element in table.iter("table", "tr"):
        element.attrib.clear()
    for cell in table.iter("td"):
        if "".join(cell.itertext()) in MISSING:
            cell[:], cell.text = [], None
    _set_scopes(list(table.iterfind(".//thead//th")), "col")
    _set_scopes(list(table.iterfind(".//tbody//th")), "row")
    frame = etree.Element("div", {"aria-label": name, "class": "table-frame", "role": "region", "tabindex": "0"})
    table.getparent().replace(table, frame)
    frame.append(table)
    frame.tail, table.tail = table.tail, None


def _set_scopes(cells: Iterable[Any], scope: str) -> None:
    for cell in cells:
        for key in set(cell.attrib) - {"colspan", "rowspan"}:
            del cell.attrib[key]
        if "".join(cell.itertext()).strip():
            cell.set("scope", scope)
        else:
            cell.tag = "td"  # a corner is no heading
