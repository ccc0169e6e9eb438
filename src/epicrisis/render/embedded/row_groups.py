"""Groups of table rows: a cell that only says "as above" becomes part of the cell above it."""

from __future__ import annotations

import panflute as pf

from epicrisis.render.embedded.elements import Element, body_in_reading_order, has_class
from epicrisis.render.embedded.pandoc import Tree

SAME = "same"
"""Class of the empty span that says "as above"."""


def join_row_groups(document: Tree) -> None:
    """Join every first cell of a row that says "as above" with the one above it, over all rows of the group.

    Args:
        document: The tree, changed in place.
    """
    for body in body_in_reading_order(document, pf.TableBody):
        _join(body)


def _join(body: Element) -> None:
    above: Element | None = None
    for row in body.content:
        first = row.content[0] if len(row.content) else None
        if above is not None and _says_same(first):
            above.rowspan += 1
            row.content = list(row.content)[1:]
        else:
            above = first


def _says_same(cell: Element | None) -> bool:
    inlines = [inline for block in cell.content for inline in getattr(block, "content", [])] if cell else []
    return len(inlines) == 1 and has_class(inlines[0], SAME)
