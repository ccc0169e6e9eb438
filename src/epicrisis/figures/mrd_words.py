"""The alternative text, the long description and the data table of the MRD figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from epicrisis.case.model import Case
from epicrisis.figures import doubt, strip, style
from epicrisis.figures.mrd_marks import THRESHOLD_PERCENT, TestMark, result_text
from epicrisis.figures.strip import Bar
from epicrisis.figures.time_axis import TimeAxis, Zone
from epicrisis.figures.time_axis_drawing import lower_first
from epicrisis.figures.when import capitalise, join, number, when


def alt_text(case: Case, marks: Sequence[TestMark]) -> str:
    """Return the alternative text: what kind of picture, and its main message."""
    if not marks:
        return "Chart of minimal residual disease without any test in the data."
    specimens = join(sorted({mark.test.specimen for mark in marks}))
    measured = [mark.test.value_percent for mark in marks if mark.test.relation == "=" and mark.test.value_percent]
    negative = sum(mark.test.relation == "not_detected" for mark in marks)
    kind = f"Chart of {_count(len(marks), 'MRD test')} over time in {specimens}, on a logarithmic percent axis"
    parts = [f"{kind}{', synthetic data' if case.synthetic else ''}."]
    if measured:
        low, high = number(min(measured)), number(max(measured))
        values = f"{low}%" if low == high else f"from {low}% to {high}%"
        parts.append(f"{_count(len(measured), 'measured value')} {values}; {negative} not detected.")
    else:
        parts.append(f"No measured value; {negative} not detected.")
    last = marks[-1].test
    parts.append(f"The last test: {result_text(last)} in {last.specimen}.")
    return " ".join(parts)


def description(case: Case, axis: TimeAxis, marks: Sequence[TestMark], bars: Sequence[Bar]) -> str:
    """Return the long description: the axes, every test and every treatment."""
    return " ".join(_sentences(case, axis, marks, bars))


def _sentences(case: Case, axis: TimeAxis, marks: Sequence[TestMark], bars: Sequence[Bar]) -> Iterator[str]:
    zero = lower_first(case.event_by_id[case.day_zero].label)
    if case.synthetic:
        yield "All data are synthetic."
    yield f"Days are counted from {zero}, which is Day 0."
    yield f"The percent axis is logarithmic, with a line at {number(THRESHOLD_PERCENT)}% (1 cell in 10,000)."
    if axis.before:
        yield "Of the first part of the time axis only the order is known; it is not to scale."
    for mark in marks:
        test, event = mark.test, case.event_by_id[mark.test.event]
        limit = f", limit of detection {number(test.lod_percent)}%" if test.lod_percent else ""
        if test.relation == "not_detected" and not test.lod_percent:
            limit = ", limit of detection not reported"
        basis = "" if mark.basis in ("reported", "synthetic") else f" ({style.BASIS_NOTES[mark.basis]})"
        moment = when(axis.chronology.at(test.event))
        yield f"{event.label}, {moment}: {result_text(test)} in {test.specimen}{limit}{basis}."
    if any(mark.position.span for mark in marks):
        yield "A test with a range of possible days has its marker at both ends of the range."
    treatments = [f"{case.event_by_id[bar.event].label} {when(axis.chronology.at(bar.event))}" for bar in bars]
    if treatments:
        yield f"{capitalise('treatments, by their start')}: {'; '.join(treatments)}."


def table(case: Case, axis: TimeAxis, marks: Sequence[TestMark], bars: Sequence[Bar]) -> pd.DataFrame:
    """Return the drawn data, one row per mark: the tests, then the treatment bars."""
    rows = [_test_row(case, axis, mark) for mark in marks] + [_bar_row(case, axis, bar) for bar in bars]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    return frame.astype(dict.fromkeys(_DAY_COLUMNS, "Int64"))


_DAY_COLUMNS = ("Earliest day", "Latest day", "Earliest end (day)", "Latest end (day)")
_COLUMNS = (
    "Mark",
    "Event",
    *_DAY_COLUMNS,
    "Part of the time axis",
    "Specimen",
    "Method",
    "Result",
    "Limit of detection (%)",
    "Drawn at (%)",
    "Drawn as",
    "Basis",
    "Basis of days",
)


def _test_row(case: Case, axis: TimeAxis, mark: TestMark) -> dict[str, Any]:
    return _moment(case, axis, mark.test.event, mark.zone) | {
        "Mark": "MRD test",
        "Specimen": mark.test.specimen,
        "Method": mark.test.method or "not reported",
        "Result": result_text(mark.test),
        "Limit of detection (%)": number(mark.test.lod_percent) if mark.test.lod_percent else "",
        "Drawn at (%)": number(mark.percent) if mark.percent else "",
        "Drawn as": mark.drawn_as,
        "Basis": doubt.shown([mark.basis], case),
    }


def _bar_row(case: Case, axis: TimeAxis, bar: Bar) -> dict[str, Any]:
    blank = dict.fromkeys(("Specimen", "Method", "Result", "Limit of detection (%)", "Drawn at (%)"), "")
    own: dict[str, Any] = {"Mark": "treatment", "Drawn as": strip.drawn_as(case, bar)}
    own["Basis"] = doubt.shown([bar.basis], case)
    return blank | _moment(case, axis, bar.event, axis.zone_of(bar.event)) | own


def _moment(case: Case, axis: TimeAxis, event_id: str, zone: Zone) -> dict[str, Any]:
    start, end = axis.chronology.at(event_id), axis.chronology.at(event_id, "end")
    lasts = case.event_by_id[event_id].kind == "interval"
    return {
        "Event": case.event_by_id[event_id].label,
        "Earliest day": start.earliest,
        "Latest day": start.latest,
        "Earliest end (day)": end.earliest if lasts else None,
        "Latest end (day)": end.latest if lasts else None,
        "Basis of days": doubt.days_basis(case, axis.chronology, event_id),
        "Part of the time axis": zone.value,
    }


def _count(number_of: int, noun: str) -> str:
    return f"{number_of} {noun}" if number_of == 1 else f"{number_of} {noun}s"
