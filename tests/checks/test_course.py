"""The course of a case: order that cannot be, and windows of engraftment."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.chronology import Chronology
from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.resolution import resolve
from epicrisis.checks.course import check_engraftment, check_order, engraftment_windows
from small_case import TABLES_TEXT, write_case

EVENTS = "id,lane,kind,label,detail,source,basis,note\n"
TIMING = "id,event,edge,reference,reference_edge,min_days,max_days,source,basis,note\n"


def course(root: Path, events: list[str], timing: list[str], facts: str = "") -> tuple[Case, Chronology]:
    """Return a case whose Day 0 is `graft`; events `id,lane,label`, timing `event,least,most` from the graft."""
    rows = ["graft,transplant,Transplantation", *events]
    split = [row.split(",") for row in rows]
    lines = "".join(f"{name},{lane},point,{label},,Test ¶1,synthetic,\n" for name, lane, label in split)
    whens = [row.split(",") for row in timing]
    days = "".join(
        f"t_{n},{e},start,graft,start,{a},{b},Test ¶1,synthetic,\n" for n, (e, a, b) in enumerate(whens)
    )
    empty = {
        name: TABLES_TEXT[name].splitlines()[0] + "\n"
        for name in ("treatments", "mrd", "immune_cells", "lesions", "coverage")
    }
    tables = {"events": EVENTS + lines, "timing": TIMING + days, "facts": TABLES_TEXT["facts"] + facts, **empty}
    case = load_case(write_case(root, tables=tables), "tiny")
    return case, resolve(case)


@pytest.mark.parametrize(
    ("days", "rules"), [("5,5", []), ("9,9", []), ("10,10", ["course.after_death"]), ("0,", []), ("0,20", [])]
)
def test_nothing_begins_after_death(tmp_path: Path, days: str, rules: list[str]) -> None:
    """On the day of death or unsure passes, certainly later does not."""
    events = ["death,outcome,Death of pneumonia", "visit,response,Visit"]
    found = check_order(*course(tmp_path, events, ["death,9,9", f"visit,{days}"]))
    assert [finding.rule for finding in found] == rules


@pytest.mark.parametrize(("day", "rules"), [("30", []), ("20", []), ("19", ["course.response"])])
def test_a_response_does_not_come_before_its_treatment(tmp_path: Path, day: str, rules: list[str]) -> None:
    """The label names the treatment; on the same day passes."""
    events = ["drug,systemic_therapy,Blinatumomab", "better,response,MRD after blinatumomab"]
    found = check_order(*course(tmp_path, events, ["drug,20,20", f"better,{day},{day}"]))
    assert [finding.rule for finding in found] == rules


@pytest.mark.parametrize(("day", "rules"), [("20", []), ("5", ["course.response"])])
def test_a_treatment_given_twice_has_one_name(tmp_path: Path, day: str, rules: list[str]) -> None:
    """The response to the first is no response before the second; one before both is."""
    events = [
        "one,systemic_therapy,Blinatumomab",
        "two,systemic_therapy,Blinatumomab",
        "better,response,Response to blinatumomab",
    ]
    made = course(tmp_path, events, ["one,10,10", "two,40,40", f"better,{day},{day}"])

    assert [finding.rule for finding in check_order(*made)] == rules


@pytest.mark.parametrize("window", engraftment_windows(), ids=lambda entry: f"{entry['graft']} {entry['pattern']}")
def test_every_window_has_two_sides(tmp_path: Path, window: dict[str, object]) -> None:
    """Its first and last day pass, the days beside them do not."""
    source = "cord blood" if window["graft"] != "." else "bone marrow"
    facts = f"src,graft,source,{source},,Test ¶1,synthetic,\n"
    first, last = int(str(window["first"])), int(str(window["last"]))
    label = f"{str(window['pattern']).capitalize()} engraftment"
    for day, is_found in ((first, False), (last, False), (first - 1, True), (last + 1, True)):
        made = course(tmp_path / str(day), [f"taken,transplant,{label}"], [f"taken,{day},{day}"], facts)
        assert bool(list(check_engraftment(*made))) == is_found, day


def test_an_unsure_day_is_not_judged(tmp_path: Path) -> None:
    """Only what is certainly outside of the window is found."""
    made = course(tmp_path, ["taken,transplant,Neutrophil engraftment"], ["taken,3,50"])
    assert list(check_engraftment(*made)) == []
