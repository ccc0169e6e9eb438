"""Sites of disease: sides and words of response."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.checks.sites import check_response_words, check_sides
from small_case import write_case

HEADER = "id,event,site,laterality,modality,status,source,basis,note\n"


def case_of(root: Path, *rows: str, note: str = "") -> Case:
    """Return a case with these lesions, each `event,site,laterality,modality,status`."""
    lines = "".join(f"l_{number},{row},Test ¶1,synthetic,{note}\n" for number, row in enumerate(rows))
    return load_case(write_case(root, tables={"lesions": HEADER + lines}), "tiny")


@pytest.mark.parametrize(
    ("rows", "rules"),
    [
        (["relapse,kidney,left,CT,involved"], []),
        (["relapse,uterus,,CT,involved"], []),
        (["relapse,uterus,left,CT,involved"], ["sites.side"]),
        (["relapse,kidney,,CT,involved", "relapse,breast,,CT,involved"], ["sites.no_side"]),
        (["relapse,kidney,,CT,not involved"], []),
        (["relapse,breast,right,CT,involved", "visit_1,breast,right,CT,smaller"], []),
        (["relapse,breast,right,CT,involved", "visit_1,breast,left,CT,smaller"], ["sites.side_changes"]),
    ],
)
def test_paired_organs_have_a_side_that_stays(tmp_path: Path, rows: list[str], rules: list[str]) -> None:
    """A side that is not stated is one finding for the table, one on an unpaired organ is an error."""
    assert [finding.rule for finding in check_sides(case_of(tmp_path, *rows))] == rules


def test_one_assessment_has_one_word(tmp_path: Path) -> None:
    """Two statuses of one site in one assessment contradict; so does a note that says almost."""
    twice = case_of(tmp_path / "a", "visit_1,spleen,,CT,resolved", "visit_1,spleen,,CT,smaller")
    assert [finding.rule for finding in check_response_words(twice)] == ["sites.response"]
    apart = case_of(tmp_path / "b", "visit_1,spleen,,CT,smaller", "visit_2,spleen,,CT,resolved")
    assert list(check_response_words(apart)) == []
    hedged = case_of(tmp_path / "c", "visit_1,spleen,,CT,resolved", note="elsewhere almost undetectable")
    assert [finding.severity for finding in check_response_words(hedged)] == ["info"]
