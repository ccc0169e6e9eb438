"""Wording is bound to questions that the data must answer with true."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.checks.claims import check_claims
from epicrisis.checks.finding import Finding
from epicrisis.claims.book import parse_claims
from epicrisis.claims.verdict import judge
from manuscript_text import manuscript_of
from small_case import write_case

BOOK = """\
values:
  width:
    query: select high - low from reference_ranges where id = 'b'
    format: "{:g} cells/µL"
claims:
  relapsed:
    query: select value_percent > 0.01 from mrd where id = 'relapse'
"""
TEXT = 'The disease [came back]{.claim of="relapsed"}, a width of {{< var tiny.derived.width.text >}}.\n'


def found(root: Path, book: str = BOOK, text: str = TEXT) -> list[Finding]:
    """Return what is found of a book and a manuscript."""
    case = load_case(write_case(root), "tiny")
    claims, problems = parse_claims(book, "report/tiny.claims.yml")
    assert problems == ()
    judgement = judge(claims, case, resolve(case))
    variables = {"tiny": {"derived": {"width": {"text": "470 cells/µL"}}}}
    return list(check_claims(claims, judgement, manuscript_of(text, variables)))


def test_what_the_data_support_passes(tmp_path: Path) -> None:
    """The claim is true, and everything in the book is used."""
    assert found(tmp_path) == []


def test_what_the_data_do_not_support_is_told_with_sentence_query_and_rows(tmp_path: Path) -> None:
    """The rows that the query names are those to look at."""
    (finding,) = found(tmp_path, BOOK.replace("> 0.01", "> 0.5"))

    assert (finding.rule, finding.severity, str(finding.place)) == (
        "claims.broken",
        "error",
        "paper.qmd, line 1, column 14",
    )
    assert "do not support “came back”: the claim 'relapsed' (report/tiny.claims.yml, line" in finding.message
    assert "asks «select value_percent > 0.5 from mrd where id = 'relapse'»" in finding.message
    assert finding.fix == "Look at data/tiny/mrd.csv, row 2 (relapse), or change the words"


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ('of="relapsed"', 'of="relapse"', ["claims.unknown", "claims.unused"]),
        (' of="relapsed"', "", ["claims.unknown", "claims.unused"]),
        ('[came back]{.claim of="relapsed"}', "came back", ["claims.unused"]),
        ("{{< var tiny.derived.width.text >}}", "some cells", ["claims.unused"]),
    ],
)
def test_wording_and_book_go_together(tmp_path: Path, old: str, new: str, rules: list[str]) -> None:
    """A claim without a name or one that is not there, and claims and values that nothing uses."""
    assert [finding.rule for finding in found(tmp_path, text=TEXT.replace(old, new))] == rules


def test_a_name_that_is_close_is_suggested(tmp_path: Path) -> None:
    """A slip of a letter."""
    finding = found(tmp_path, text=TEXT.replace('of="relapsed"', 'of="relapse"'))[0]

    assert finding.message == "there is no claim 'relapse'"
    assert finding.fix == "Perhaps relapsed is meant"


@pytest.mark.parametrize(
    "query",
    [
        "select value from mrd",
        "delete from mrd",
        "select count(*) from mrd",
        "select true from mrd",
        "select now() > 1",
    ],
)
def test_a_question_that_is_none_is_a_finding(tmp_path: Path, query: str) -> None:
    """An unknown column, no select, a number, several rows, and what answers differently tomorrow."""
    book = BOOK.replace("select value_percent > 0.01 from mrd where id = 'relapse'", query)

    assert [finding.rule for finding in found(tmp_path, book)] == ["claims.query"]
