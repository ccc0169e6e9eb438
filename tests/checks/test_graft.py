"""The graft: cells, match and engraftment."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.checks.graft import (
    check_engraftment_criteria,
    check_graft_cells,
    check_hla_match,
    graft_kinds,
)
from small_case import TABLES_TEXT, write_case

HEADER = "id,subject,attribute,value,unit,source,basis,note\n"


def case_of(root: Path, *facts: str, **tables: str) -> Case:
    """Return a case with these facts, each `subject,attribute,value,unit`."""
    rows = "".join(f"f_{number},{fact},Test ¶1,synthetic,\n" for number, fact in enumerate(facts))
    return load_case(write_case(root, tables={"facts": HEADER + rows, **tables}), "tiny")


def cord_blood(root: Path, nucleated: str, cd34: str) -> list[str]:
    """Return the rules that a graft of cord blood trips."""
    facts = (
        "graft,source,unrelated umbilical cord blood,",
        f"graft,total nucleated cells infused,{nucleated},cells/kg",
        f"graft,CD34+ cells infused,{cd34},cells/kg",
    )
    return [finding.rule for finding in check_graft_cells(case_of(root, *facts))]


@pytest.mark.parametrize(
    ("nucleated", "cd34", "rules"),
    [
        ("2.0e7", "1.0e5", []),
        ("4.5e7", "2.0e5", []),
        ("1.9e7", "1.0e5", ["graft.cells"]),
        ("2.0e7", "0.9e5", ["graft.cells"]),
        ("2.0e7", "6.0e5", []),
        ("2.0e7", "6.1e5", ["graft.cd34_share"]),
        ("1.06e7", "6.0e5", ["graft.cells", "graft.cd34_share"]),
    ],
)
def test_cord_blood_has_thresholds_and_a_share(
    tmp_path: Path, nucleated: str, cd34: str, rules: list[str]
) -> None:
    """Both sides of the least doses, and of the greatest share of CD34+ cells (3 %)."""
    assert cord_blood(tmp_path, nucleated, cd34) == rules


@pytest.mark.parametrize(("dose", "rules"), [("2.0", []), ("1.9", ["graft.cells"])])
def test_a_dose_may_be_in_a_power_of_ten(tmp_path: Path, dose: str, rules: list[str]) -> None:
    """Both sides of the least dose, written as 10⁷/kg."""
    facts = ("graft,source,cord blood,", f"graft,total nucleated cells,{dose},x10^7/kg")

    assert [finding.rule for finding in check_graft_cells(case_of(tmp_path, *facts))] == rules


@pytest.mark.parametrize("kind", graft_kinds(), ids=lambda kind: kind.name)
def test_every_graft_has_a_source(kind) -> None:  # type: ignore[no-untyped-def]
    """And thresholds that are apart from each other."""
    assert kind.source
    assert 0 < kind.least_cd34 < kind.least_nucleated
    assert 0 < kind.most_cd34_share < 100


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        (["graft,HLA match,10/10,", 'graft,HLA loci,"A, B, C, DRB1, DQB1",'], []),
        (["graft,HLA match,10/10,", "graft,HLA typing,high-resolution,"], []),
        (["graft,HLA match,8/10,"], ["graft.hla_loci"]),
        (["graft,HLA match,11/10,"], ["graft.hla_match"]),
        (["graft,HLA match,5/7,"], ["graft.hla_match"]),
        (["graft,HLA match,full,"], ["graft.hla_match"]),
        (["graft,HLA match,haploidentical,"], []),
        (['graft,HLA match,"10 of 10 (A, B, C, DRB1, DQB1)",'], []),
        (["graft,source,bone marrow,"], []),
    ],
)
def test_a_match_is_n_of_m_alleles_of_named_loci(tmp_path: Path, facts: list[str], rules: list[str]) -> None:
    """The form is an error, loci that are not stated are worth a word."""
    assert [finding.rule for finding in check_hla_match(case_of(tmp_path, *facts))] == rules


@pytest.mark.parametrize(
    ("detail", "rules"),
    [
        ("First of three days with at least 0.5 × 10⁹/L", []),
        ("", ["graft.engraftment"]),
        ("On the ward.", ["graft.engraftment"]),
    ],
)
def test_engraftment_is_defined_by_counts(tmp_path: Path, detail: str, rules: list[str]) -> None:
    """The detail of the event states the threshold."""
    stated = "Neutrophils of at least 0.5 × 10⁹/L for three days."
    events = TABLES_TEXT["events"].replace(f"Engraftment,{stated},", f"Engraftment,{detail},")
    case = case_of(tmp_path, "graft,source,bone marrow,", events=events)
    assert [finding.rule for finding in check_engraftment_criteria(case)] == rules
