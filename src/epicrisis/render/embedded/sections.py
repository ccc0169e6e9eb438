"""Section numbers."""

from __future__ import annotations

import panflute as pf

from epicrisis.render.embedded.elements import Element, body_in_reading_order, has_class
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target

DEFAULT_PATTERN = "1.1.a"
"""Quarto's numbering of sections in Typst."""


def number_sections(document: Tree, target: Target) -> dict[str, str]:
    """Number the sections, if the settings ask for it.

    The numbers become part of the headings; Typst writes its own, by the same rule.

    Args:
        document: The tree, changed in place.
        target: The output.

    Returns:
        The number of every numbered section, by its identifier.
    """
    headings = [*body_in_reading_order(document, pf.Header)]
    if not target.is_html:
        _raise_headings(headings)
    if not target.flag("number-sections"):
        return {}
    numbers: dict[str, str] = {}
    counters: list[int] = []
    top = min((heading.level for heading in headings), default=1)
    for heading in headings:
        if has_class(heading, "unnumbered"):
            continue
        counters = _counted(counters, heading.level - top)
        number = _written(counters, target)
        numbers[heading.identifier] = number
        if not target.is_typst:
            label = pf.Span(pf.Str(number), classes=["header-section-number"])
            heading.content = [label, pf.Space(), *heading.content]
    return numbers


def numbering_pattern(target: Target) -> str:
    """Return Typst's pattern for section numbers; empty if sections are not numbered."""
    if not target.flag("number-sections"):
        return ""
    return str(target.options.get("section-numbering", DEFAULT_PATTERN))


def _raise_headings(headings: list[Element]) -> None:
    # Like Quarto, whose Typst documents start at the first level although their source starts at the second.
    if headings and not any(heading.level == 1 for heading in headings):
        for heading in headings:
            heading.level -= 1


def _counted(counters: list[int], depth: int) -> list[int]:
    deeper = [*counters, *[0] * (depth + 1 - len(counters))][: depth + 1]
    return [*deeper[:-1], deeper[-1] + 1]


def _written(counters: list[int], target: Target) -> str:
    if not target.is_typst:
        return ".".join(str(count) for count in counters)
    symbols = numbering_pattern(target).split(".")
    pairs = zip(counters, [*symbols, *[symbols[-1]] * len(counters)], strict=False)
    return ".".join(_symbol(count, symbol) for count, symbol in pairs)


def _symbol(count: int, symbol: str) -> str:
    if symbol in {"a", "A"} and count > 0:
        return chr(ord(symbol) + count - 1)
    return str(count)
