"""Small things to do with the elements of a syntax tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import panflute as pf

Element = Any
"""A panflute element; panflute has no types of its own."""

FLOAT, FLOAT_CONTENT, FLOAT_CAPTION = "epicrisis-float", "epicrisis-float-content", "epicrisis-float-caption"
EQUATION = "epicrisis-equation"
LAYOUT = "epicrisis-layout"


def in_reading_order(element: Element) -> Iterator[Element]:
    """Yield an element and everything inside it, parents before children."""
    yield element
    for name in getattr(element, "_children", ()):
        child = getattr(element, name, None)
        if isinstance(child, pf.Element):
            yield from in_reading_order(child)
        elif child is not None and not isinstance(child, str):
            values = child.values() if hasattr(child, "values") else child
            for item in values:
                if isinstance(item, pf.Element):
                    yield from in_reading_order(item)


def body_in_reading_order(document: Element) -> Iterator[Element]:
    """Yield everything in the body of a document, parents before children."""
    for block in document.content:
        yield from in_reading_order(block)


def has_class(element: Element, name: str) -> bool:
    """Whether an element carries a class."""
    return name in getattr(element, "classes", ())


def words(text: str) -> list[Element]:
    """Turn plain text into inline elements, with real spaces between the words."""
    result: list[Element] = []
    for word in text.split(" "):
        result += [pf.Space(), pf.Str(word)] if word else [pf.Space()]
    return result[1:]


def plain_text(elements: Iterable[Element]) -> str:
    """Return what a reader reads in inline elements, on one line."""
    return " ".join("".join(pf.stringify(element, newlines=False) for element in elements).split())


def raw_typst(text: str) -> Element:
    """Return Typst markup as an inline element."""
    return pf.RawInline(text, format="typst")


def typst_string(text: str) -> str:
    """Return a Typst string literal.

    >>> typst_string('a "b"')
    '"a \\\\"b\\\\""'
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
