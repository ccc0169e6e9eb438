"""Markup that came through, and notes to oneself."""

from __future__ import annotations

import pytest

from epicrisis.checks.leftovers import check_leftovers
from manuscript_text import manuscript_of


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("**Bold**, *leaning* and [a link](#x) and 3 \\* 4.", []),
        ("A **bold word.", ["a pair of asterisks is opened and never closed"]),
        ("a word]{.claim}", ["a span or link is closed and never opened"]),
        ("five &nbsp; words", ["the text shows the markup “&nbsp;”"]),
        ("TODO: ask", ["“TODO” is a note to the author"]),
        ("as shown [citation needed]", ["“citation needed” is a note to the author"]),
        ("as shown (Error! Reference source not found.)", ["“Error! Reference” is a note to the author"]),
        ("`**` and <!-- TODO --> are no text", []),
        ("what??? really", ["“???” is a note to the author"]),
    ],
)
def test_what_no_reader_should_see(text: str, messages: list[str]) -> None:
    """Open marks, entities, and notes; code and comments are left alone."""
    assert [finding.message for finding in check_leftovers(manuscript_of(text + "\n"))] == messages
