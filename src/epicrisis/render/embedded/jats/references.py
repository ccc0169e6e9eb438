"""The reference list of an article in JATS: structured entries with the labels that citations print."""

from __future__ import annotations

from epicrisis.render.embedded.elements import Element, body_in_reading_order, has_class, plain_text
from epicrisis.render.embedded.pandoc import Tree


def labels_of(document: Tree) -> dict[str, str]:
    """Return the label of every entry, where the citation style has labels.

    Args:
        document: The tree with its reference list.
    """
    labels: dict[str, str] = {}
    for element in body_in_reading_order(document):
        if has_class(element, "csl-entry"):
            margins = [inline for inline in _inlines(element) if has_class(inline, "csl-left-margin")]
            text = plain_text(margins[0].content) if margins else ""
            if text:
                labels[element.identifier] = text.rstrip(".")
    return labels


def _inlines(entry: Element) -> list[Element]:
    return [inline for block in entry.content for inline in getattr(block, "content", [])]
