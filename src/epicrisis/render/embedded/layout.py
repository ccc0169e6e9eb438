"""Layouts: blocks side by side, in rows of given widths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import panflute as pf

from epicrisis.manuscript.layouts import parsed_layout
from epicrisis.render.embedded.elements import Element

LAYOUT_KEYS = ("layout-ncol", "layout-nrow", "layout")
ALIGNMENT_KEYS = ("layout-align", "layout-valign")


@dataclass(frozen=True)
class Cell:
    """One place in a row.

    Args:
        width: Its share of the row.
        blocks: What stands there; nothing in a spacer.
    """

    width: float
    blocks: tuple[Element, ...]


def has_layout(element: Element) -> bool:
    """Whether a div says how its blocks are placed."""
    return any(key in getattr(element, "attributes", {}) for key in LAYOUT_KEYS)


def rows_of(attributes: Any, blocks: list[Element]) -> list[list[Cell]]:
    """Place blocks in rows.

    A heading stays with the block under it. A negative width is a space. Blocks that a `layout` has no place for
    stand below it, each in a row of its own.

    Args:
        attributes: Those of the div: `layout-ncol`, `layout-nrow` or `layout`.
        blocks: What to place.
    """
    contents = _contents(blocks)
    rows: list[list[Cell]] = []
    left = iter(contents)
    for widths in _widths(attributes, len(contents)):
        row = [Cell(abs(width), next(left, ()) if width > 0 else ()) for width in widths]
        rows += [row] if any(cell.blocks for cell in row) else []
    return rows + [[Cell(1.0, content)] for content in left]


def _widths(attributes: Any, count: int) -> Iterator[list[float]]:
    if "layout" in attributes:
        yield from parsed_layout(attributes["layout"])
        return
    columns = int(attributes.get("layout-ncol", 1))
    if "layout-nrow" in attributes and "layout-ncol" not in attributes:
        columns = -(-count // int(attributes["layout-nrow"]))
    for _ in range(0, count, max(columns, 1)):
        yield [1.0] * columns


def _contents(blocks: list[Element]) -> list[tuple[Element, ...]]:
    contents: list[tuple[Element, ...]] = []
    headings: tuple[Element, ...] = ()
    for block in blocks:
        if isinstance(block, pf.Header):
            headings = (*headings, block)
        else:
            contents.append((*headings, block))
            headings = ()
    return [*contents, *([headings] if headings else [])]
