"""The alternative text, the long description and the data table of the immune-cell figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from epicrisis.case.model import Case
from epicrisis.figures import doubt, strip, style
from epicrisis.figures.immune_marks import CountMark, Population, normal_text, printed_count, runs
from epicrisis.figures.strip import Bar
from epicrisis.figures.time_axis import TimeAxis
from epicrisis.figures.time_axis_drawing import lower_first
from epicrisis.figures.when import join, when

_DAY_COLUMNS = ("Earliest day", "Latest day", "Earliest end (day)", "Latest end (day)")
_COLUMNS = (
    "Mark",
    "Population or event",
    *_DAY_COLUMNS,
    "Result",
    "Normal range",
    "Method",
    "Drawn as",
    "Basis",
    "Basis of days",
)
_DRAWN = {
    "=": "point at the count",
    "<": "open point at the limit, arrow down",
    ">": "open point at the limit, arrow up",
    "below_range": "hatched stretch below the normal band",
    "in_range": "hatched stretch inside the normal band",
}


SAME_RESULT = "same result at both ends, nothing reported between"


def result_text(mark: CountMark) -> str:
    """Return a result in words."""
    row = mark.count
    if row.cells_per_ul is not None and row.relation in ("=", "<", ">"):
        return f"{'' if row.relation == '=' else row.relation}{printed_count(row.cells_per_ul)} cells/µL"
    words = {"below_range": "below the normal range", "in_range": "within the normal range"}
    return f"{words.get(row.relation, row.relation)}, count not reported"


def alt_text(case: Case, found: Sequence[Population]) -> str:
    """Return the alternative text: what kind of picture, and the last result of each population."""
    if not found:
        return "Chart of immune cells without any population in the data."
    names = join([item.name for item in found])
    start = f"Panels of absolute counts over time for {names}, on a log-like axis with normal bands"
    parts = [f"{start}{', synthetic data' if case.synthetic else ''}."]
    last = [f"{item.name} {result_text(item.marks[-1])}" for item in found if item.marks]
    if last:
        parts.append(f"Last results: {'; '.join(last)}.")
    empty = [item.name for item in found if not item.marks]
    if empty:
        parts.append(f"No counts for {join(empty)}: {missing_text(case)}.")
    return " ".join(parts)


def missing_text(case: Case) -> str:
    """Return what a panel without counts says."""
    return "no data" if case.synthetic else "not reported in the source"


def description(case: Case, axis: TimeAxis, found: Sequence[Population], bars: Sequence[Bar]) -> str:
    """Return the long description: every panel with its band and results, then the complications."""
    return " ".join(_sentences(case, axis, found, bars))


def _sentences(case: Case, axis: TimeAxis, found: Sequence[Population], bars: Sequence[Bar]) -> Iterator[str]:
    if case.synthetic:
        yield "All data are synthetic."
    yield f"Days are counted from {lower_first(case.event_by_id[case.day_zero].label)}, which is Day 0."
    yield "All panels share one axis of cells per microlitre, linear below 1 and logarithmic above."
    for item in found:
        normal = normal_text(item.limits)
        head = f"{item.name} ({f'normal {normal}' if normal else 'no normal range given'})"
        if item.marks:
            results = (f"{when(axis.chronology.at(mark.count.event))} {result_text(mark)}" for mark in item.marks)
            yield f"{head}: {'; '.join(results)}."
            if any(len(run) > 1 for run in runs(item.marks)):
                yield f"A dotted line joins them: {SAME_RESULT}."
        else:
            yield f"{head}: {missing_text(case)}."
    complications = [_complication(case, axis, bar) for bar in bars]
    if complications:
        yield f"Complications: {'; '.join(complications)}."


def _complication(case: Case, axis: TimeAxis, bar: Bar) -> str:
    event = case.event_by_id[bar.event]
    start, end = axis.chronology.at(event.id), axis.chronology.at(event.id, "end")
    text = f"{event.label} {when(start)}"
    if axis.extent(bar.event).open_left:
        known = f", {when(start)}" if start.latest is not None else ""
        text = f"{event.label}, start not reported{known}"
    if event.kind == "interval":
        text += f", end {when(end)}" if end.latest is not None else ", end not reported"
    return text + ("" if bar.basis in ("reported", "synthetic") else f" ({style.BASIS_NOTES[bar.basis]})")


def table(case: Case, axis: TimeAxis, found: Sequence[Population], bars: Sequence[Bar]) -> pd.DataFrame:
    """Return the drawn data, one row per mark: the counts, the panels without any, then the complications."""
    rows: list[dict[str, Any]] = []
    for item in found:
        rows += [_count_row(case, axis, item, mark) for mark in item.marks]
        if not item.marks:
            own = {
                "Mark": "panel without counts",
                "Result": missing_text(case),
                "Drawn as": "normal band and text",
            }
            basis = item.range.basis if item.range else ""
            rows.append(own | {"Population or event": item.name, "Basis": basis, "Normal range": _normal(item)})
    rows += [_bar_row(case, axis, bar) for bar in bars]
    blank = dict.fromkeys(_COLUMNS, "") | dict.fromkeys(_DAY_COLUMNS, None)
    frame = pd.DataFrame([blank | row for row in rows], columns=list(_COLUMNS))
    return frame.astype(dict.fromkeys(_DAY_COLUMNS, "Int64"))


def _normal(item: Population) -> str:
    return normal_text(item.limits) or "not reported"


def _count_row(case: Case, axis: TimeAxis, item: Population, mark: CountMark) -> dict[str, Any]:
    bounds = axis.chronology.at(mark.count.event)
    return {
        "Mark": "count",
        "Population or event": item.name,
        "Earliest day": bounds.earliest,
        "Latest day": bounds.latest,
        "Result": result_text(mark),
        "Normal range": _normal(item),
        "Method": mark.count.method or "not reported",
        "Drawn as": _drawn_as(item, mark),
        "Basis": doubt.shown([mark.basis], case),
        "Basis of days": doubt.days_basis(case, axis.chronology, mark.count.event),
    }


def _drawn_as(item: Population, mark: CountMark) -> str:
    drawn = _DRAWN[mark.count.relation]
    if mark.has_number:
        return drawn if mark.position.span is None else f"{drawn}, at both ends of its possible days"
    joined = any(mark in run[:-1] for run in runs(item.marks))
    return f"{drawn}, dotted line to the next one" if joined else drawn


def _bar_row(case: Case, axis: TimeAxis, bar: Bar) -> dict[str, Any]:
    event = case.event_by_id[bar.event]
    start, end = axis.chronology.at(event.id), axis.chronology.at(event.id, "end")
    lasts = event.kind == "interval"
    return {
        "Mark": "complication",
        "Population or event": event.label,
        "Earliest day": start.earliest,
        "Latest day": start.latest,
        "Earliest end (day)": end.earliest if lasts else None,
        "Latest end (day)": end.latest if lasts else None,
        "Drawn as": strip.drawn_as(case, bar),
        "Basis": doubt.shown([bar.basis], case),
        "Basis of days": doubt.days_basis(case, axis.chronology, event.id),
    }
