"""What a case of transplantation and cellular therapy must state, on both sides of each statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.checks.care_profile import check_profile, stated, statements
from small_case import TABLES_TEXT, write_case

FACTS = (
    "graft,source,cord blood,",
    "graft,HLA match,8/10,",
    "graft,total nucleated cells,3.0e7,cells/kg",
    "graft,donor chimerism on Day 28,100,%",
    "patient,grade of acute GVHD,II,",
    "patient,grade of cytokine release syndrome,1,",
    "patient,neurotoxicity after CAR-T cells,none,",
    "transplantation,conditioning,myeloablative,",
)
CONDITIONING = "conditioning,transplant,interval,Conditioning,,Test ¶2,synthetic,\n"
BEFORE = "conditioning_start,conditioning,start,graft,start,-7,-7,Test ¶2,synthetic,\n"


def case_of(root: Path, *facts: str, conditioning: bool = True, **tables: str) -> Case:
    """Return `tiny` with these facts, each `subject,attribute,value,unit`."""
    rows = "".join(f"f_{number},{fact},Test ¶1,synthetic,\n" for number, fact in enumerate(facts))
    told = {"facts": "id,subject,attribute,value,unit,source,basis,note\n" + rows}
    if conditioning:
        told |= {"events": TABLES_TEXT["events"] + CONDITIONING, "timing": TABLES_TEXT["timing"] + BEFORE}
    return load_case(write_case(root, tables={**told, **tables}), "tiny")


def rules(case: Case) -> list[str]:
    """Return the rules that a case trips."""
    return [finding.rule for finding in check_profile(case)]


def test_a_case_that_states_everything_has_no_finding(tmp_path: Path) -> None:
    """Graft, match, dose, conditioning, chimerism, GVHD, CRS, neurotoxicity, and MRD with method and limit."""
    assert rules(case_of(tmp_path, *FACTS)) == []


@pytest.mark.parametrize(
    ("left_out", "rule"),
    [
        ("HLA match", "match"),
        ("chimerism", "chimerism"),
        ("GVHD", "gvhd"),
        ("cytokine", "crs"),
        ("neuro", "icans"),
    ],
)
def test_what_is_left_out_is_told(tmp_path: Path, left_out: str, rule: str) -> None:
    """Each statement alone."""
    facts = [fact for fact in FACTS if left_out not in fact]

    assert rules(case_of(tmp_path, *facts)) == [f"care.{rule}"]


@pytest.mark.parametrize(
    "fact", ["patient,acute GVHD,none,", "patient,GVHD,not observed,", "graft,type,autologous,"]
)
def test_that_there_was_none_is_a_statement(tmp_path: Path, fact: str) -> None:
    """Also of an autologous graft, which cannot cause it."""
    facts = [known for known in FACTS if "GVHD" not in known]

    assert rules(case_of(tmp_path, *facts, fact)) == []


def test_conditioning_is_an_event_or_a_regimen(tmp_path: Path) -> None:
    """A fact that uses the word gives no agents."""
    assert rules(case_of(tmp_path, *FACTS, conditioning=False)) == ["care.conditioning"]


def test_a_graft_is_not_asked_of_a_case_without_transplantation(tmp_path: Path) -> None:
    """Nor the grade of a reaction to cells that nobody gave."""
    events = TABLES_TEXT["events"].replace(",transplant,", ",disease,")
    treatments = TABLES_TEXT["treatments"].replace("CAR-T cells", "donor lymphocytes")
    case = case_of(tmp_path, conditioning=False, events=events, treatments=treatments)

    assert [*stated(case)] == ["mrd_method", "mrd_limit"]
    assert rules(case) == []


@pytest.mark.parametrize(("old", "new", "expected"), [("flow cytometry", "", []), ("PCR", "PCR", [])])
def test_a_method_of_some_test_is_stated(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    """One of another kind is enough here; what a series mixes is another rule's."""
    mrd = TABLES_TEXT["mrd"].replace(old, new)

    assert rules(case_of(tmp_path, *FACTS, mrd=mrd)) == expected


def test_no_method_at_all_is_told(tmp_path: Path) -> None:
    """A value without its method cannot be compared with anything."""
    mrd = TABLES_TEXT["mrd"].replace("flow cytometry", "").replace("PCR", "")

    assert rules(case_of(tmp_path, *FACTS, mrd=mrd)) == ["care.mrd_method"]


@pytest.mark.parametrize("statement", statements(), ids=lambda statement: str(statement.id))
def test_every_statement_has_a_source(statement) -> None:  # type: ignore[no-untyped-def]
    """And says where it can stand."""
    assert statement.source
    assert statement.rows or statement.column
