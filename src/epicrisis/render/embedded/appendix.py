"""Appendices: sections that end a page, whatever stands behind them in the source."""

from __future__ import annotations

import panflute as pf

from epicrisis.render.embedded.elements import Element, has_class
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target

_HEADING_LEVEL = 2


def move_appendices(document: Tree, target: Target) -> None:
    """Move every section with the class `appendix` to the end of an HTML page, before references and notes.

    As in Quarto, where only HTML has an appendix: in the other outputs such a section stays where it is.

    Args:
        document: The tree with numbered sections, changed in place.
        target: The output; `appendix-style: none` leaves everything in its place.
    """
    if not target.is_html or target.options.get("appendix-style") in ("none", False):
        return
    kept: list[Element] = []
    appendices: list[Element] = []
    level = 0
    for block in document.content:
        if isinstance(block, pf.Header) and (not level or block.level <= level):
            level = block.level if has_class(block, "appendix") else 0
            block.level = _HEADING_LEVEL if level else block.level
        (appendices if level else kept).append(block)
    document.content = [*kept, *appendices]
