"""The completed checklist: where an item stands, why it does not, or that it is missing."""

from __future__ import annotations

from pathlib import Path

from epicrisis.case.load import load_case
from epicrisis.checks.care_checklist import ChecklistLine, care_checklist, profile_checklist
from epicrisis.checks.finding import Finding
from epicrisis.places import Place
from manuscript_text import manuscript_of
from small_case import TABLES_TEXT, write_case

TEXT = """\
## Diagnosis {#sec-d care="8a"}

Text.

## Course {care="7 8b"}

HLA {{< var tiny.facts.match.value >}}.
"""
MATCH = "match,graft,HLA match,8/10,,Test ¶2,synthetic,\n"


def finding(rule: str, reason: str = "") -> Finding:
    """Return a finding, acknowledged with a reason."""
    return Finding(rule, "info", Place("paper.qmd"), "something", acknowledged=reason)


def line_of(number: str, *findings: Finding) -> ChecklistLine:
    """Return the line of one item."""
    return next(line for line in care_checklist(manuscript_of(TEXT), findings) if line.number == number)


def test_an_item_stands_in_the_section_that_names_it() -> None:
    """With the section's anchor, for a link."""
    line = line_of("8a")

    assert [(section.title, section.identifier) for section in line.sections] == [("Diagnosis", "sec-d")]
    assert not line.is_missing


def test_a_missing_item_has_the_reason_of_its_acknowledgement() -> None:
    """That of the part, or of the whole item."""
    missing = line_of("8c", finding("care.8c"))
    of_part = line_of("8c", finding("care.8c", "nobody says"))
    of_whole = line_of("12", finding("care.12", "nobody was asked"))

    assert (missing.is_missing, missing.reason) == (True, "")
    assert of_part.reason == "nobody says"
    assert of_whole.reason == "nobody was asked"


def test_a_statement_stands_where_its_row_is_printed(tmp_path: Path) -> None:
    """A row that no sentence prints is in the data alone."""
    case = load_case(write_case(tmp_path, tables={"facts": TABLES_TEXT["facts"] + MATCH}), "tiny")
    text = manuscript_of(TEXT, {"tiny": {"facts": {"match": {"value": "8/10"}}}})

    lines = {line.name: line for line in profile_checklist(case, text, [])}

    assert [section.identifier for section in lines["match"].sections] == ["course"]
    assert (lines["graft_dose"].sections, lines["graft_dose"].in_data) == ((), True)
    assert (lines["chimerism"].in_data, lines["chimerism"].is_missing) == (False, True)


def test_a_statement_in_part_has_the_reason_of_the_rule_that_found_it(tmp_path: Path) -> None:
    """Engraftment is told, and what defines it is not."""
    case = load_case(write_case(tmp_path), "tiny")
    findings = [finding("graft.engraftment", "no definition is given")]

    lines = {line.name: line for line in profile_checklist(case, manuscript_of(TEXT), findings)}

    assert (lines["engraftment"].in_data, lines["engraftment"].reason) == (True, "no definition is given")
