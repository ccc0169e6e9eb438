"""The words of the timeline: notes beside labels, alternative text, long description and data table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pandas as pd

from epicrisis.case.chronology import DayBounds
from epicrisis.case.model import Basis
from epicrisis.figures import style, when
from epicrisis.figures.time_axis_drawing import lower_first
from epicrisis.figures.timeline_entries import Entry, Timeline

NOT_REPORTED = "not reported"
TABLE_COLUMNS = (
    "Lane",
    "Event",
    "Kind",
    "Placed by",
    "Earliest start (day)",
    "Latest start (day)",
    "Earliest end (day)",
    "Latest end (day)",
    "Basis",
    "Basis of days",
)
ORDER_NOTES = ("Order known, exact days not reported \u2013 not to scale", "Order known, not to scale")
DAYS_NOTES = ("Day axis \u2013 to scale", "To scale")
DAY_NOT_REPORTED = "day not reported"
# A duration that is known no better is not worth its words: conditioning of "4 to 67 days".
VAGUE_DAYS = 7
NO_BREAK_SPACE = "\u00a0"


@cache
def lane_title(lane: str) -> str:
    """Return the name of a lane as it is printed.

    >>> lane_title("systemic_therapy")
    'Systemic therapy'
    """
    return lane.replace("_", " ").capitalize()


@cache
def day(value: int | None) -> str:
    """Return a day as a number, or that it is not reported.

    >>> day(-7), day(None)
    ('−7', 'not reported')
    """
    return NOT_REPORTED if value is None else when.number(value)


def texts(timeline: Timeline, entry: Entry) -> tuple[str, str]:
    """Return the label of an event and its time in words, both with the marks of what is not reported.

    Args:
        timeline: The timeline that the event is on.
        entry: The event.
    """
    note = time_note(entry)
    label_bases: set[Basis] = {entry.event.basis}
    tells_duration = bool(_duration(entry)) and _duration(entry) in note
    note_bases: set[Basis] = {entry.duration_basis} if tells_duration else set()
    if entry.dated or entry.start.bounded or shows_end(entry):
        note_bases |= {entry.days_basis}
    else:
        label_bases |= {entry.placing_basis}
    return entry.event.label + timeline.mark(label_bases), (note + timeline.mark(note_bases) if note else "")


def shows_end(entry: Entry) -> bool:
    """Say whether an interval left of the break has an end, on or after Day 0, that its note must tell."""
    return entry.is_interval and not entry.dated and entry.end.earliest is not None and entry.end.earliest >= 0


def crowd_text(entries: Sequence[Entry]) -> str:
    """Say of the ticks of a lane how many events they are and when these were.

    Args:
        entries: The events, at least one, on exact days.
    """
    days = [entry.start.earliest or 0 for entry in entries]
    span = f"{_glued(when.day(min(days)))} to {_glued(when.day(max(days)))}"
    return f"{len(entries):,} events, a tick for each day that has any, {span}"


def footnote(timeline: Timeline) -> str:
    """Return the note that explains every mark that the texts bear; empty if they bear none."""
    shown = (*timeline.undated, *timeline.labelled)
    return style.marks_note(text for entry in shown for text in texts(timeline, entry))


def time_note(entry: Entry) -> str:
    """Say when an event was, as briefly as a figure must; empty left of the break if nothing is known.

    Args:
        entry: The event on the timeline.

    Returns:
        Such as `Day 19`, `Days 53 to 67`, `between Days 150 and 184`, `day not reported, Day 164 or later`.
    """
    if not entry.dated:
        return _undated_note(entry)
    return _interval_note(entry) if entry.is_interval else _point_note(entry.start)


def _undated_note(entry: Entry) -> str:
    days = _point_note(entry.start) if entry.start.bounded else ""
    if days and entry.is_interval:
        days = f"start {days}"
    if entry.start == DayBounds(None, None):
        days = "time not reported"
    if shows_end(entry):
        days = f"{days}, end {_edge(entry.end)}".removeprefix(", ")
    return ", ".join(part for part in (_duration(entry), days) if part)


def _duration(entry: Entry) -> str:
    low, high = entry.duration.earliest, entry.duration.latest
    if not entry.is_interval or low is None or high is None or high - low > VAGUE_DAYS:
        return ""
    unit = "day" if high == 1 else "days"
    return _glued(f"{low} {unit}" if low == high else f"{low} to {high} {unit}")


def _glued(text: str) -> str:
    return text.replace(" ", NO_BREAK_SPACE)


def _point_note(bounds: DayBounds) -> str:
    if bounds.exact:
        return _glued(f"Day {day(bounds.earliest)}")
    if bounds.latest is None:
        return f"{DAY_NOT_REPORTED}, {_from(bounds)}"
    return f"between {_glued(f'Days {day(bounds.earliest)}')} {_glued(f'and {day(bounds.latest)}')}"


def _from(bounds: DayBounds) -> str:
    return _glued(f"≥ Day {day(bounds.earliest)}")


def _interval_note(entry: Entry) -> str:
    start, end = entry.start, entry.end
    if start.earliest is None:
        begun = f", {_glued(f'≤ Day {day(start.latest)}')}" if start.latest not in (None, end.latest) else ""
        return f"start {NOT_REPORTED}{begun}, end {_edge(end)}"
    if start.exact and end.bounded:
        last = day(end.earliest) if end.exact else f"{day(end.earliest)}\u2013{day(end.latest)}"
        return _glued(f"Days {day(start.earliest)} to {last}")
    if start.exact:
        known = end.earliest is not None and end.earliest > (start.earliest or 0)
        return f"{_point_note(start)} " + (f"to {_from(end)}" if known else f"on, end {NOT_REPORTED}")
    if start.bounded:
        rest = _duration(entry) if entry.duration.exact else f"end {_edge(end)}"
        return f"start {_edge(start)}, {rest}"
    if _duration(entry):
        return f"{_duration(entry)}, start {NOT_REPORTED}, {_from(start)}"
    if end.earliest is not None and end.earliest > (start.earliest or 0):
        return f"days {NOT_REPORTED}, end {_from(end)}"
    return f"days {NOT_REPORTED}, {_from(start)}"


def _edge(bounds: DayBounds) -> str:
    if bounds.latest is None:
        return NOT_REPORTED if bounds.earliest is None else _from(bounds)
    return _point_note(bounds)


def axis_titles(timeline: Timeline) -> tuple[str, ...]:
    """Return the title of the day axis, and a shorter one for little room."""
    return f"Days from {lower_first(timeline.day_zero.label)} (Day 0)", "Days from Day 0"


def phase_titles(timeline: Timeline) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the phases before and after Day 0, each with a shorter one for little room."""
    name = lower_first(timeline.day_zero.label)
    return (f"Before {name}", "Before Day 0"), (f"After {name}", "After Day 0")


def alt_text(timeline: Timeline) -> str:
    """Return the alternative text: what the timeline covers and how well its days are known."""
    name = lower_first(timeline.day_zero.label)
    whose = " of a synthetic case" if timeline.synthetic else ""
    lanes = when.join([lane_title(lane).lower() for lane in timeline.lanes])
    sentences = [f"Timeline{whose} with {_events(len(timeline.entries))}, in lanes for {lanes}"]
    first, last = timeline.days
    axis = f"{_events(len(timeline.dated))} on an axis from {when.day(first)} to {when.day(last)}"
    if timeline.undated:
        axis = f"{_events(len(timeline.undated))} in order only, not to scale, and {axis}"
    sentences.append(f"It shows {axis}; Day 0 is {name}")
    unknown = sum(entry.starts_open or entry.begins_open for entry in timeline.labelled)
    if unknown:
        sentences.append(f"The start of {unknown} of these is not reported; they are drawn open-ended")
    return ". ".join(sentences) + "."


def _events(count: int) -> str:
    return f"{count} event" if count == 1 else f"{count} events"


def description(timeline: Timeline) -> str:
    """Return the long description: every event in order, with what is known of its days."""
    sentences: list[str] = []
    if timeline.synthetic:
        sentences.append("The data are synthetic")
    if timeline.undated:
        title = phase_titles(timeline)[0][0] if timeline.undated_before_day_zero else "Left of the break"
        sentences.append(f"{title}, {_events(len(timeline.undated))} in order, not to scale")
        sentences += [f"Event {entry.slot}: {_account(timeline, entry)}" for entry in timeline.undated]
        sentences += [
            f"The order of events {first} {'and' if last == first + 1 else 'to'} {last} is not fully reported"
            for first, last in timeline.unordered
        ]
    name = lower_first(timeline.day_zero.label)
    sentences.append(f"On the day axis, {_events(len(timeline.dated))} to scale; Day 0 is {name}")
    sentences += [_account(timeline, entry) for entry in timeline.labelled]
    sentences += [f"{lane_title(lane)}: {crowd_text(crowd)}" for lane, crowd in timeline.crowds.items()]
    return ". ".join(sentences) + "."


def _account(timeline: Timeline, entry: Entry) -> str:
    """Tell one event as the picture does, in a sentence."""
    lane = lane_title(entry.event.lane).lower()
    known = entry.dated and entry.start.exact
    said = ", ".join(part for part in ("" if known else _duration(entry), _days_in_words(entry)) if part)
    unsure = (basis for basis in _bases(timeline, entry) if basis in style.BASIS_NOTES)
    bases = [
        style.BASIS_NOTES[basis] for basis in unsure if not (timeline.case.synthetic and basis == "synthetic")
    ]
    basis = f" ({'; '.join(bases)})" if bases else ""
    return f"{entry.event.label} ({lane}): {said}{basis}".replace(NO_BREAK_SPACE, " ")


def _days_in_words(entry: Entry) -> str:
    if not entry.dated and not entry.start.bounded:
        return "time not reported" if entry.start == DayBounds(None, None) else DAY_NOT_REPORTED
    if not entry.is_interval:
        return _when(entry.start)
    start = f"start {_when(entry.start)}"
    return f"{start}, end {_when(entry.end)}" if entry.dated else start


def _when(bounds: DayBounds) -> str:
    words = when.when(bounds)
    if bounds == DayBounds(None, None):
        return NOT_REPORTED
    return words if bounds.bounded else f"{NOT_REPORTED}, {words}"


def _bases(timeline: Timeline, entry: Entry) -> tuple[str, ...]:
    """Return the bases that the texts of an entry are marked with."""
    if entry.dated and not entry.is_interval:  # nearly all of a long case, in which nobody reads the words
        borne = entry.event.label + timeline.marks[entry.event.basis] + timeline.marks[entry.days_basis]
    else:
        borne = "".join(texts(timeline, entry))
    return tuple(basis for basis, mark in style.BASIS_MARKS.items() if mark in borne) or (entry.event.basis,)


def _basis(timeline: Timeline, entry: Entry) -> str:
    """Return the weakest of the bases that the texts of an entry are marked with."""
    return _bases(timeline, entry)[-1]


def data_table(timeline: Timeline) -> pd.DataFrame:
    """Return one row per event: its lane, how it is placed, and the limits of the days of both edges."""
    rows = [
        (
            lane_title(entry.event.lane),
            entry.event.label,
            entry.event.kind,
            "day" if entry.slot is None else f"order {entry.slot}",
            day(entry.start.earliest),
            day(entry.start.latest),
            day(entry.end.earliest),
            day(entry.end.latest),
            _basis(timeline, entry),
            entry.days_basis,
        )
        for entry in timeline.entries
    ]
    # By columns, which pandas takes as they are.
    return pd.DataFrame(dict(zip(TABLE_COLUMNS, zip(*rows, strict=True), strict=True)), dtype=str)
