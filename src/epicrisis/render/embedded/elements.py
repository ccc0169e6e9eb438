"""Small things to do with the elements of a syntax tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import panflute as pf
from panflute.containers import DictContainer, ListContainer

Element = Any
"""A panflute element; panflute has no types of its own."""

FLOAT, FLOAT_CONTENT, FLOAT_CAPTION = "epicrisis-float", "epicrisis-float-content", "epicrisis-float-caption"
EQUATION = "epicrisis-equation"
LAYOUT = "epicrisis-layout"

_FIRST = ("short_caption", "caption", "head")
"""What pandoc has before the other children of an element, and panflute after them."""


def in_reading_order(element: Element) -> Iterator[Element]:
    """Yield an element and everything inside it, parents before children."""
    waiting = [element]
    while waiting:
        found = waiting.pop()
        yield found
        if found._children:  # most elements are words and spaces, which have none
            waiting += reversed([child for held in _held(found) for child in _elements(held)])


def body_in_reading_order(document: Element) -> Iterator[Element]:
    """Yield everything in the body of a document, parents before children."""
    for block in document.content:
        yield from in_reading_order(block)


def lists_inside(element: Element) -> Iterator[list[Element]]:
    """Yield the lists of an element's children, as the element holds them, in the order of pandoc's own walks."""
    for name in sorted(element._children, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST)):
        held = getattr(element, name)
        if isinstance(held, DictContainer):
            yield [held.dict[key] for key in sorted(held.dict)]
        else:
            yield held.list if isinstance(held, ListContainer) else [*_elements(held)]


def change_each(element: Element, change: Callable[[Element], Any], *kinds: type) -> None:
    """Show what is inside an element to a change, children before parents.

    As panflute's own walk, which makes every list of a tree anew, and with it takes most of the time of a render.

    Args:
        element: Where to start, such as a document; changed in place.
        change: Returns what takes the place of an element, one or a list, or None if it stays.
        kinds: The classes of elements that the change is for; without any, all.
    """
    for held in _held(element):
        results = [_shown(item, change, kinds) for item in _attached(held)]
        if isinstance(held, ListContainer) and any(result is not None for result in results):
            pairs = zip(list(held.list), results, strict=True)
            held[:] = [new for old, result in pairs for new in ([old] if result is None else result)]


def _shown(element: Element, change: Callable[[Element], Any], kinds: tuple[type, ...]) -> list[Element] | None:
    if element._children:
        change_each(element, change, *kinds)
    if kinds and not isinstance(element, kinds):
        return None
    result = change(element)
    return result if result is None or isinstance(result, list) else [result]


def _held(element: Element) -> list[Any]:
    """Return the lists of an element's children, and those of its children that stand in no list."""
    return [getattr(element, name) for name in element._children]


def _elements(held: Any) -> Iterable[Element]:
    # From the containers' own lists: to iterate over a container asks it for every index up to an error.
    if isinstance(held, ListContainer):
        return held.list  # type: ignore[no-any-return]  # panflute has no types
    if isinstance(held, DictContainer):
        return held.dict.values()  # type: ignore[no-any-return]  # panflute has no types
    return () if held is None else (held,)


def _attached(held: Any) -> Iterator[Element]:
    """Yield elements that know what they stand in, as those do that a container is asked for."""
    is_container = isinstance(held, ListContainer | DictContainer)
    for index, item in enumerate(_elements(held)):
        if is_container:
            item.parent, item.location = held.parent, held.location
            item.index = index
        yield item


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
