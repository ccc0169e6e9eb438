"""The reference list of an article in JATS: structured entries with the labels that citations print."""

from __future__ import annotations

from epicrisis.render.embedded.elements import Element, body_in_reading_order, has_class, plain_text
from epicrisis.render.embedded.pandoc import Tree


def labels_of(document: Tree) -> list[str]:
    """Return the label of every entry in order; empty where the citation style has none.

    Args:
        document: The tree with its reference list.
    """
    entries = [element for element in body_in_reading_order(document) if has_class(element, "csl-entry")]
    return [_label(entry) for entry in entries]


def _label(entry: Element) -> str:
    margins = [inline for inline in _inlines(entry) if has_class(inline, "csl-left-margin")]
    return plain_text(margins[0].content).rstrip(".") if margins else ""


def _inlines(entry: Element) -> list[Element]:
    return [inline for block in entry.content for inline in getattr(block, "content", [])]
