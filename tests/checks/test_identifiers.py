"""Identifiers of a person: every form on both sides of its bound. All of them are made up."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epicrisis.checks.identifiers import (
    _HARMLESS,
    MANY,
    Identifier,
    find_identifiers,
    identifiers,
    lines_with_identifiers,
)

CASES: list[tuple[str, list[str]]] = [
    ("on 2024-03-09", ["an absolute date"]),
    ("on 9/3/2024", ["an absolute date"]),
    ("on 09.03.24", ["an absolute date"]),
    ("on 9 March 2024", ["an absolute date"]),
    ("on March 9, 2024", ["an absolute date"]),
    ("in March 2024", ["an absolute date"]),
    ("2024年3月", ["an absolute date"]),
    ("in 2024, on Day 28", []),
    ("3.5/7.2 and 10/10 and 1.2.3", []),
    ("versions 1.22.2024x", []),
    ("may 5 patients", []),
    ("ask jane.roe@ward-3.example.org", ["an e-mail address"]),
    ("data/x@1", []),
    ("+49 30 1234567", ["a telephone number"]),
    ("0049 30 1234567", ["a telephone number"]),
    ("tel. 030 123456", ["a telephone number"]),
    ("(030) 555-0199", ["a telephone number"]),
    ("404–1612 cells/µL and 1.0 × 10⁷", []),
    ("MRN 00012345", ["the number of a record"]),
    ("patient no. A-12345", ["the number of a record"]),
    ("patient 1 and case 2", []),
    ("123-45-6789", ["a national identity number (United States)"]),
    ("000-45-6789", []),
    ("11010519491231002X", ["a national identity number (China)"]),
    ("110105194912310021", []),
    ("943 476 5919", ["a national identity number (United Kingdom)"]),
    ("943 476 5918", []),
    ("2 55 08 14 168 025 38", ["a national identity number (France)"]),
    ("2 55 08 14 168 025 39", []),
    ("12345678Z", ["a national identity number (Spain)"]),
    ("12345678A", []),
    ("RSSMRA85T10A562S", ["a national identity number (Italy)"]),
    ("a 90-year-old man", ["an age over 89"]),
    ("an 89-year-old man", []),
    ("aged 101", ["an age over 89"]),
    ("SW1A 1AA", ["a postal address"]),
    ("12 Long Elm Street", ["a postal address"]),
    ("Lindenstraße 4", ["a postal address"]),
    ("in the village of Nowhere", ["a place smaller than a province"]),
    ("in the county hospital", []),
    ("Mrs Roe came", ["a person's name"]),
    ("Fatima came", ["a person's name"]),
    ("the Anna-Karenina rule", []),
    ("ms after the pulse", []),
]


@pytest.mark.parametrize(("text", "kinds"), CASES)
def test_a_form_is_found_by_its_kind(text: str, kinds: list[str]) -> None:
    """Check digits tell an identifier from a number of the same length."""
    assert [what for _, _, what in find_identifiers(text)] == kinds


def test_names_are_looked_for_on_demand() -> None:
    """Authors may print their own."""
    assert list(find_identifiers("Mrs Fatima Roe", with_persons=False)) == []


def test_a_stretch_is_found_once() -> None:
    """A date inside a longer form is not a second one."""
    assert len(list(find_identifiers("9 March 2024"))) == 1


def test_many_lines_are_looked_over_as_each_alone() -> None:
    """Wherever an identifier stands in its line, and whatever the lines beside it hold."""
    parts = [*(text for text, _ in CASES), "Anna", "2021", "-03-04", "Street", "12 Long", "", "x"]
    lines = [*parts, *(f"{first}{last}" for first in parts for last in parts)]
    alone = {line: tuple(what for _, _, what in find_identifiers(line)) for line in lines}

    assert {line: kinds for line, kinds in alone.items() if kinds} == lines_with_identifiers(lines)


def test_no_form_asks_for_the_end_of_a_line() -> None:
    """Or lines could not be looked over together; a line break is none of the signs that a form may hold."""
    for identifier in identifiers():
        assert not set(re.findall(r"(?<!\[)\^|\$|\\[AZsSW]|\[\^", identifier.pattern.pattern)), identifier.what


@pytest.mark.parametrize("identifier", identifiers(), ids=lambda known: known.pattern.pattern)
@given(data=st.data())
def test_no_form_is_passed_over_as_harmless(identifier: Identifier, data: st.DataObject) -> None:
    """Ids of rows and small numbers are not looked over at all."""
    assert not _HARMLESS.fullmatch(data.draw(st.from_regex(identifier.pattern, fullmatch=True)))


def test_ids_made_of_the_words_of_forms_hold_none() -> None:
    """Such as `mrn_12345`; what may hold one is looked over, such as `mrn12345`."""
    words = {word.lower() for known in identifiers() for word in re.findall("[A-Za-z]{2,}", known.pattern.pattern)}
    numbers = ("12345", "2024", "95", "0049301234567", "9434765919")
    ids = [f"{first}{joint}{last}" for first, last in product(words, (*words, *numbers)) for joint in ("_", "")]
    lines = [*ids, *(f"{id_}_{number}" for id_ in ids for number in numbers), *numbers, "20.24", "1234.1234"]

    assert [line for line in lines if _HARMLESS.fullmatch(line) and [*find_identifiers(line)]] == []
    assert [*lines_with_identifiers(["mrn_12345", "mrn12345"])] == ["mrn12345"]


@given(st.data())
def test_forms_of_many_digits_have_them(data: st.DataObject) -> None:
    """Else a line with fewer would not be searched for them."""
    form = data.draw(st.sampled_from([form for form in identifiers() if form.has_many_digits]))
    found = data.draw(st.from_regex(form.pattern))
    match = form.pattern.search(found)
    assert match is not None
    assert sum(letter.isdecimal() for letter in match[0]) >= MANY
