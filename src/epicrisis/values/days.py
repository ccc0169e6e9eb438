"""When something happened, in words: no more exact than the statements of the case."""

from __future__ import annotations

from epicrisis.case.chronology import Chronology, DayBounds
from epicrisis.case.model import Case, Edge, Event
from epicrisis.values.datum import Datum, row_anchor
from epicrisis.values.numerals import NO_BREAK_SPACE, day, number

DAY_NOT_REPORTED = "day not reported"


def day_text(bounds: DayBounds) -> str:
    """Return the bounds of a day as Markdown.

    Args:
        bounds: Earliest and latest day.

    Returns:
        `Day 28`, `between Day 150 and Day 184`, `on or after Day 28`, or `day not reported`.
    """
    if bounds.earliest is None and bounds.latest is None:
        return DAY_NOT_REPORTED
    if bounds.latest is None:
        assert bounds.earliest is not None
        return f"on or after {day(bounds.earliest)}"
    if bounds.earliest is None:
        return f"no later than {day(bounds.latest)}"
    if bounds.exact:
        return day(bounds.earliest)
    return f"between {day(bounds.earliest)} and {day(bounds.latest)}"


def event_days(event: Event, chronology: Chronology) -> str:
    """Return when an event was, as Markdown: a point's day, or the days an interval spans.

    Args:
        event: The event.
        chronology: The resolved time network.
    """
    start, end = chronology.at(event.id, "start"), chronology.at(event.id, "end")
    if event.kind == "point" or start == end:
        return day_text(start)
    if start.exact and end.exact:
        return f"Days{NO_BREAK_SPACE}{number(str(start.earliest))} to {number(str(end.earliest))}"
    if not (start.bounded or end.bounded):
        return DAY_NOT_REPORTED if _same_side(start, end) else f"{day_text(start)}, end {day_text(end)}"
    return f"start {day_text(start)}, end {day_text(end)}"


def _same_side(start: DayBounds, end: DayBounds) -> bool:
    return start.earliest is start.latest is end.earliest is end.latest is None


def day_datum(case: Case, event: Event, edge: Edge, chronology: Chronology) -> Datum:
    """Return the day of one edge of an event, with its basis and the row that states it where one row does.

    Args:
        case: The case.
        event: The event.
        edge: Which edge.
        chronology: The resolved time network.
    """
    return _datum(case, event, day_text(chronology.at(event.id, edge)), (edge,), chronology)


def event_datum(case: Case, event: Event, chronology: Chronology) -> Datum:
    """Return when an event was, with its basis and the row that states it where one row does.

    Args:
        case: The case.
        event: The event.
        chronology: The resolved time network.
    """
    edges: tuple[Edge, ...] = ("start", "end") if event.kind == "interval" else ("start",)
    return _datum(case, event, event_days(event, chronology), edges, chronology)


def _datum(case: Case, event: Event, text: str, edges: tuple[Edge, ...], chronology: Chronology) -> Datum:
    basis = chronology.basis_of(event.id, *edges)
    rows = {row.id: row for edge in edges for row in chronology.rows_behind(event.id, edge)}
    states = len(rows) == 1 and all(row.basis == basis for row in rows.values())
    source, anchor = f"data/{case.id}/timing.csv", row_anchor("times", event.id)
    if states:
        row = next(iter(rows))
        source, anchor = f"{source}#{row}", row_anchor("timing", row)
    return Datum(text, source, basis, mark=not (case.synthetic and basis == "synthetic"), anchor=anchor)
