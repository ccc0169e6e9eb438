"""Events and statements on time for tests, said briefly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Basis, Case, Edge, Event, TimingStatement

BLANK: dict[str, Any] = {"source": "made up", "basis": "synthetic", "note": "", "printed": {}}
DAY_0 = "day_0"


def event(name: str, kind: Literal["point", "interval"] = "point") -> Event:
    """Make an event."""
    return Event(id=name, row=0, lane="disease", kind=kind, label=name, detail="", **BLANK)


def says(
    row: int, text: str, least: int | None = None, most: int | None = None, basis: Basis = "synthetic"
) -> TimingStatement:
    """Make a statement on `event reference`, where an edge other than the start is written `event.end`."""
    (name, edge), (reference, reference_edge) = (split_edge(part) for part in text.split())
    return TimingStatement(
        id=f"t{row}",
        row=row,
        event=name,
        edge=edge,
        reference=reference,
        reference_edge=reference_edge,
        min_days=least,
        max_days=most,
        **{**BLANK, "basis": basis},
    )


def split_edge(text: str) -> tuple[str, Edge]:
    """Split `event.end`."""
    return (text.removesuffix(".end"), "end") if text.endswith(".end") else (text, "start")


def case_of(events: Sequence[Event], timing: Sequence[TimingStatement], *, synthetic: bool = True) -> Case:
    """Make a case whose Day 0 is `day_0`."""
    day_zero = () if any(item.id == DAY_0 for item in events) else (event(DAY_0),)
    return Case(
        "some",
        "",
        "1.0.0",
        date(2025, 1, 1),
        DAY_0,
        synthetic,
        events=(*day_zero, *events),
        timing=tuple(timing),
    )


def bounds(chronology: Chronology, name: str) -> tuple[int | None, int | None]:
    """Return the bounds of an event, `event.end` for its end."""
    found = chronology.at(*split_edge(name))
    return found.earliest, found.latest
