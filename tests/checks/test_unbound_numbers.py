"""Numbers typed by hand are found, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from epicrisis.checks.finding import Finding
from epicrisis.checks.unbound_numbers import check_unbound_numbers
from epicrisis.claims.book import AllowedNumber
from epicrisis.places import Place
from manuscript_text import manuscript_of

ALLOWED = AllowedNumber("CARE 13 items", "name of a list", Place("report/x.claims.yml", line=3))


def found(text: str, *allowed: AllowedNumber, is_bound: bool = True) -> list[Finding]:
    """Return what is found in a text."""
    manuscript = manuscript_of(text + "\n", {"x": {"n": "7"}})
    return list(check_unbound_numbers(allowed, manuscript, is_bound))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("She had 3 cycles.", ["3"]),
        ("She had three cycles.", ["three"]),
        ("The second cycle, twice, in half a year.", ["second", "twice", "half"]),
        ("Counts of 1,240 and 0.05 and 10^7^.", ["1,240", "0.05", "10", "⁷"]),
        ("She had {{< var x.n >}} cycles.", []),
        ('She had [3 cycles]{.claim of="cycles"}.', []),
        ("CD34, PAX-5, B19 and IL6; the band 9p22; Day 0.", []),
        ("As in @fig-2 and [@doe2020], at https://x.org/12 and doi 10.1234/56.", []),
        ("Seen by Doe and colleagues (2020) and by Roe et al. 2021.", []),
        ("No one knew; one of them, at once, at first, once again.", []),
        ("`code 12` is no prose.", []),
        ("| a | 12 |\n|---|----|\n| b | 13 |", ["12", "13"]),
    ],
)
def test_what_is_a_number_of_the_author(text: str, numbers: list[str]) -> None:
    """Digits, powers and words; values, claims, names, references and pronouns are none."""
    messages = [finding.message for finding in found(text)]

    assert messages == [f"the number “{number}” is typed by hand" for number in numbers]


def test_a_finding_has_file_line_and_column() -> None:
    """Where to put the value."""
    (finding,) = found("First line.\n\nShe had 3 cycles.".replace("First line", "A line"))

    assert (str(finding.place), finding.severity) == ("paper.qmd, line 3, column 9", "error")


def test_what_is_allowed_needs_its_reason_and_its_words() -> None:
    """An entry covers its words alone, and one for words that are not there is a finding."""
    assert found("By the CARE 13 items.", ALLOWED) == []
    assert [finding.rule for finding in found("By 13 items.", ALLOWED)] == ["numbers.unbound", "numbers.allowed"]


def test_a_manuscript_without_a_book_gets_one_word() -> None:
    """Nobody is told of each number who binds none."""
    (finding,) = found("She had 3 cycles in 4 weeks.", is_bound=False)

    assert finding.severity == "warning"
    assert finding.message == "2 numbers of the text typed by hand, at first “3”"
    assert found("She had many cycles.", is_bound=False) == []
