"""Walks over a tree find everything, in pandoc's order, and leave alone what nobody asked for."""

from __future__ import annotations

from typing import Any

import panflute as pf
import pytest

from epicrisis.render.embedded import pandoc
from epicrisis.render.embedded.elements import (
    WITH_ATTRIBUTES,
    change_each,
    copies,
    in_reading_order,
    lists_inside,
)

TEXT = "---\nb: two\na: one\n---\n\nSome *old words* here.\n\n| h |\n|---|\n| c |\n\n: Caption\n"


@pytest.fixture
def tree() -> Any:
    """A text with metadata, a paragraph and a table."""
    return pandoc.load(pandoc.parse(TEXT))


def words_of(element: Any) -> list[str]:
    """Return the words of an element in pandoc's order."""
    if isinstance(element, pf.Str):
        return [element.text]
    return [word for items in lists_inside(element) for item in items for word in words_of(item)]


def test_lists_come_in_the_order_of_pandoc(tree: Any) -> None:
    """Metadata by their names, and the caption of a table before its cells."""
    assert words_of(tree) == ["one", "two", "Some", "old", "words", "here.", "Caption", "h", "c"]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), ["Str", "Space", "Str", "Emph"]),
        ((pf.Str,), ["Str", "Str"]),
        ((pf.Emph,), ["Emph"]),
        ((pf.Emph, pf.Space), ["Space", "Emph"]),
    ],
)
def test_a_change_is_shown_what_it_is_for(tree: Any, kinds: tuple[type, ...], expected: list[str]) -> None:
    """Children before parents; without a kind, everything."""
    emphasis = tree.content[0].content[2]
    seen: list[str] = []

    change_each(pf.Para(emphasis), lambda element: seen.append(element.tag), *kinds)

    assert seen == expected


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (None, "Some old words here."),
        (pf.Str("NEW"), "Some NEW words here."),
        ([pf.Str("NEW"), pf.Space(), pf.Str("ONE")], "Some NEW ONE words here."),
        ([], "Some  words here."),
    ],
)
def test_what_a_change_returns_takes_the_place_of_the_element(tree: Any, new: Any, expected: str) -> None:
    """One element or several, or none."""
    change_each(tree, lambda element: new if element.text == "old" else None, pf.Str)

    assert pf.stringify(tree.content[0], newlines=False) == expected


def test_an_element_that_is_shown_knows_what_it_stands_in(tree: Any) -> None:
    """Up to the document, as a change may ask for it."""
    above: list[str] = []

    def climb(element: Any) -> None:
        found = element.parent if element.text == "old" else None
        while found is not None:
            above.append(found.tag)
            found = found.parent

    change_each(tree, climb, pf.Str)

    assert above == ["Emph", "Para", "Doc"]


def test_copies_stand_nowhere(tree: Any) -> None:
    """Equal to what they were made of, and to change them changes nothing else."""
    paragraph = tree.content[0]

    (copy,) = copies([paragraph])
    change_each(copy, lambda _: pf.Str("new"), pf.Str)

    assert copy.parent is None
    assert [element.tag for element in in_reading_order(copy)] == [e.tag for e in in_reading_order(paragraph)]
    assert pf.stringify(paragraph, newlines=False) == "Some old words here."


def test_all_that_have_an_identifier_have_attributes() -> None:
    """The classes are those of panflute, so that a walk for identifiers passes none by."""
    classes = [kind for kind in vars(pf).values() if isinstance(kind, type) and issubclass(kind, pf.Element)]

    assert {kind for kind in classes if "identifier" in getattr(kind, "__slots__", ())} == {*WITH_ATTRIBUTES}
