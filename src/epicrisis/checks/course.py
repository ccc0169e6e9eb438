"""The course of a case: what cannot have come before what, and engraftment outside of its window."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Edge, Event
from epicrisis.checks.finding import Finding
from epicrisis.places import Place

_DEATH = re.compile(r"\bdeath\b|\bdied\b", re.IGNORECASE)
_RESPONSE_TO = re.compile(r"\b(?:after|to|with|following)\s+(?P<treatment>[\w\s+-]+)", re.IGNORECASE)


@cache
def engraftment_windows() -> list[dict[str, Any]]:
    """Return every window of `course.toml`, those of a named graft first."""
    entries: list[dict[str, Any]] = tomllib.loads(
        files("epicrisis.checks").joinpath("course.toml").read_text("utf-8")
    )["engraftment"]
    return entries


def check_order(case: Case, chronology: Chronology) -> Iterable[Finding]:
    """Find what certainly happened after death, and a response that certainly came before its treatment."""
    deaths = [event for event in case.events if event.lane == "outcome" and _DEATH.search(event.label)]
    for death in deaths:
        for event in case.events:
            if event is not death and _is_certainly_after(chronology, death, "start", event, "start"):
                message = f"'{event.label}' begins after the death of the patient"
                yield _finding(case, event, "course.after_death", message, "Look at the statements on both")
    for response, treatments in _responses(case):
        # one treatment given twice has the same name twice; a response before all of them is none
        if all(_is_certainly_after(chronology, response, "start", given, "start") for given in treatments):
            treatment = treatments[0]
            message = f"'{response.label}' comes before '{treatment.label}', to which it responds"
            yield _finding(case, response, "course.response", message, "Look at the statements on both")


def _responses(case: Case) -> Iterator[tuple[Event, list[Event]]]:
    """Yield responses with the treatments that their label can mean, if it means any."""
    lanes = ("systemic_therapy", "cellular_therapy", "transplant")
    treatments = [event for event in case.events if event.lane in lanes]
    for response in (event for event in case.events if event.lane == "response"):
        if named := _RESPONSE_TO.search(response.label):
            words = set(named["treatment"].lower().split())
            meant = [treatment for treatment in treatments if words & _names(case, treatment)]
            if meant:
                yield response, meant


def _names(case: Case, treatment: Event) -> set[str]:
    """Return the words that name a treatment: those of its label and agents that tell it from others."""
    texts = [treatment.label, *(row.agent for row in case.treatments if row.event == treatment.id)]
    words = {word for text in texts for word in text.lower().split()}
    return {word for word in words if len(word) > 3} - {"with", "cells", "after"}


def check_engraftment(case: Case, chronology: Chronology) -> Iterable[Finding]:
    """Find engraftment that certainly lies outside of the window of its graft.

    Source: see `course.toml`.
    """
    graft = " ".join(row.value for row in case.facts if row.subject == "graft" and "source" in row.attribute)
    graft = graft or " ".join(row.agent for row in case.treatments)
    for event in case.events:
        if "engraft" not in event.label.lower():
            continue
        window = next((entry for entry in engraftment_windows() if _applies(entry, graft, event)), None)
        days = chronology.at(event.id)
        if window is None:
            continue
        is_early = days.latest is not None and days.latest < window["first"]
        is_late = days.earliest is not None and days.earliest > window["last"]
        if is_early or is_late:
            day = days.latest if is_early else days.earliest
            message = f"{event.label.lower()} on Day {day} is {'earlier' if is_early else 'later'} than expected"
            fix = f"Expected is Day {window['first']} to Day {window['last']}; look the day up in the source"
            yield _finding(case, event, "course.engraftment", message, fix, str(window["source"]))


def _applies(window: dict[str, Any], graft: str, event: Event) -> bool:
    is_graft = re.search(str(window["graft"]), graft or "-", re.IGNORECASE)
    return bool(is_graft and re.search(str(window["pattern"]), event.label, re.IGNORECASE))


def _is_certainly_after(chronology: Chronology, first: Event, edge: Edge, second: Event, other: Edge) -> bool:
    least = chronology.between(first.id, second.id, edge, other).earliest
    return least is not None and least > 0


def _finding(case: Case, event: Event, rule: str, message: str, fix: str, source: str = "") -> Finding:
    place = Place(f"data/{case.id}/events.csv", row=event.row, column="label")
    return Finding(rule, "warning", place, message, fix, source)
