"""Small things to do with the elements of a syntax tree."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
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


WITH_ATTRIBUTES: tuple[type, ...] = (
    *(pf.Code, pf.CodeBlock, pf.Div, pf.Figure, pf.Header, pf.Image, pf.Link, pf.Span),
    *(pf.Table, pf.TableBody, pf.TableCell, pf.TableFoot, pf.TableHead, pf.TableRow),
)
"""The classes of elements that have an identifier, classes and attributes."""


@dataclass(frozen=True)
class _Way:
    """What a walk does with an element: whether it is asked for, and where its children are."""

    is_asked: bool
    children: Sequence[str]


class _Ways(dict[type, _Way | None]):
    """The way of a walk by the class of an element, none for what it passes by: most of a tree is words."""

    def __init__(self, kinds: tuple[type, ...]) -> None:
        self._kinds = kinds

    def __missing__(self, kind: type) -> _Way | None:
        children: Sequence[str] = getattr(kind, "_children", ())
        way = _Way(not self._kinds or issubclass(kind, self._kinds), children)
        self[kind] = way if way.is_asked or children else None
        return self[kind]


_ways = lru_cache(maxsize=64)(_Ways)


def in_reading_order(element: Element, *kinds: type) -> Iterator[Element]:
    """Yield an element and everything inside it, parents before children; with some classes, only those."""
    return _walk([element], kinds)


def body_in_reading_order(document: Element, *kinds: type) -> Iterator[Element]:
    """Yield everything in the body of a document, parents before children; with some classes, only those."""
    return _walk([*reversed(document.content)], kinds)


def _walk(waiting: list[Element], kinds: tuple[type, ...]) -> Iterator[Element]:
    ways = _ways(kinds)
    while waiting:
        found = waiting.pop()
        way = ways[type(found)]
        if way is None:
            continue
        if way.is_asked:
            yield found
        for name in reversed(way.children):
            waiting += [item for item in reversed(_elements(getattr(found, name))) if ways[type(item)]]


def lists_inside(element: Element) -> Iterator[list[Element]]:
    """Yield the lists of an element's children, as the element holds them, in the order of pandoc's own walks."""
    for name in sorted(element._children, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST)):
        held = getattr(element, name)
        if isinstance(held, DictContainer):
            yield [held.dict[key] for key in sorted(held.dict)]
        else:
            yield _elements(held)


def change_each(element: Element, change: Callable[[Element], Any], *kinds: type) -> None:
    """Show what is inside an element to a change, children before parents.

    As panflute's own walk, which makes every list of a tree anew, and with it takes most of the time of a render.

    Args:
        element: Where to start, such as a document; changed in place.
        change: Returns what takes the place of an element, one or a list, or None if it stays.
        kinds: The classes of elements that the change is for; without any, all.
    """
    _change_inside(element, change, _ways(kinds))


def _change_inside(element: Element, change: Callable[[Element], Any], ways: _Ways) -> None:
    for name in element._children:
        held = getattr(element, name)
        results = _results(held, change, ways)
        if results and isinstance(held, ListContainer):
            numbered = enumerate(held.list)
            held[:] = [new for number, old in numbered for new in results.get(number, (old,))]


def _results(held: Any, change: Callable[[Element], Any], ways: _Ways) -> dict[int, list[Element]]:
    """Return what takes the place of the items of a list, by their numbers; those that stay are left out."""
    results: dict[int, list[Element]] = {}
    is_container = isinstance(held, ListContainer | DictContainer)
    for number, item in enumerate(_elements(held)):
        way = ways[type(item)]
        if way is None:
            continue
        if is_container:  # an item knows what it stands in, as one does that a container is asked for
            item.parent, item.location, item.index = held.parent, held.location, number
        if way.children:
            _change_inside(item, change, ways)
        if way.is_asked and (result := change(item)) is not None:
            results[number] = result if isinstance(result, list) else [result]
    return results


def _elements(held: Any) -> list[Element]:
    """Return what an element holds under one name: a list, a dictionary, or a child on its own."""
    # From the containers' own lists: to iterate over a container asks it for every index up to an error.
    if isinstance(held, ListContainer):
        return held.list  # type: ignore[no-any-return]  # panflute has no types
    if isinstance(held, DictContainer):
        return [*held.dict.values()]
    return [] if held is None else [held]


def copies(elements: Iterable[Element]) -> list[Element]:
    """Return copies of elements, which stand nowhere yet; panflute's own take along what the elements stand in."""
    text = json.dumps([element.to_json() for element in elements])
    return json.loads(text, object_hook=pf.elements.from_json)  # type: ignore[no-any-return]  # it is a list


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
