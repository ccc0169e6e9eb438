"""Pandoc is asked for what only it can tell, and once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from epicrisis.render.embedded import pandoc
from epicrisis.render.embedded.pandoc import parse_values
from epicrisis.tracing import memory

PLAIN = ["39", "0.05%", "2026-11-22", "true", "B cell aplasia", "5f3a0c", "12:30", "a,b", "e.g.x", "½ µL"]
LINKED = [
    "[0.05%](#datum-mrd-one){.datum data-source='data/tiny/mrd.csv#one'}",
    "[Days 1, 8, 15](#datum-mrd-one){.datum data-source='data/tiny/mrd.csv#one' data-column='min_days max_days'}",
    "[11\u00a0cells/µL^†^](#claim-a_b){.datum data-source='data/tiny/facts.csv' data-basis='derived'}",
    "[404–1612 and 10%, m²^‡^](#datum-mrd-one){.datum}",
    "[B-cell](#datum-mrd-one){.datum}",
]
MARKED_UP = [
    "[0.05%](#datum-mrd-one){.datum data-source='data/tiny/mrd.csv#one' data-note='it&apos;s'}",
    "[two  spaces](#datum-mrd-one){.datum}",
    "[Mr. Smith](#datum-mrd-one){.datum}",
    "[a -- b](#datum-mrd-one){.datum}",
    "[a^2^](#datum-mrd-one){.datum}",
    "[a](#datum-mrd-one){.datum .other}",
    "[a](https://example.org){.datum}",
    "[a](#datum-mrd-one){.datum} b",
    "*not* detected",
    "a -- b",
    "“quoted”, 'quoted'",
    "Mr. Smith",
    "1. item",
    "a...",
    "snake_case",
    "-1",
    "two  spaces",
    "",
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The texts that pandoc was given, by a process that remembers nothing."""
    texts: list[str] = []
    parse = pandoc.parse
    monkeypatch.setattr(pandoc, "parse", lambda text: texts.append(text) or parse(text))  # type: ignore[func-returns-value]
    memory.forget()
    pandoc._parsed_values.cache_clear()
    yield texts
    memory.forget()
    pandoc._parsed_values.cache_clear()


def as_json(values: list[list[Any]]) -> list[list[Any]]:
    """Return elements as pandoc writes them."""
    return [[element.to_json() for element in elements] for elements in values]


@pytest.mark.parametrize("value", [*PLAIN, *LINKED, *MARKED_UP])
def test_a_value_is_what_pandoc_makes_of_it(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether pandoc was asked or not."""
    parsed = as_json(parse_values([value]))

    monkeypatch.setattr(pandoc, "read_plain_value", lambda _: None)
    assert parsed == as_json(parse_values([value]))


def test_plain_words_and_their_links_need_no_pandoc(asked: list[str]) -> None:
    """They are most of what changes in every build, such as the digest of its recipe."""
    parse_values([*PLAIN, *LINKED])

    assert not asked


@pytest.mark.parametrize("value", MARKED_UP)
def test_what_could_be_markup_is_left_to_pandoc(asked: list[str], value: str) -> None:
    """A sign at the edge of a word, or two of them, may mean something."""
    parse_values([value])

    assert len(asked) == 1


def test_values_are_parsed_once(asked: list[str]) -> None:
    """Whichever plain words stand among them, in whichever order, and in the next process of the project too."""
    parse_values(["5f3a0c", *MARKED_UP])
    pandoc._parsed_values.cache_clear()

    parse_values([*reversed(MARKED_UP), "77aa01", "*not* detected"])

    assert len(asked) == 1


def test_a_long_value_is_not_asked_for_again(asked: list[str]) -> None:
    """The description of a figure whose data are unchanged is remembered, though another value is new."""
    long, other = "A *long* text. " * 20, "Another *long* text. " * 20
    parse_values([long, "*a*"])
    pandoc._parsed_values.cache_clear()

    read = as_json(parse_values([long, other, "*a*"]))

    assert ["A *long*" in text for text in asked] == [True, False]
    assert "*a*" not in asked[1]
    assert read == [
        *as_json(parse_values([long])),
        *as_json(parse_values([other])),
        *as_json(parse_values(["*a*"])),
    ]
