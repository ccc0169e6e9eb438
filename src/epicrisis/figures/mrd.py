"""Minimal residual disease over time: a logarithmic percent axis, and strips for what has no percentage.

A result without a number never gets one. What was not detected stands as an open triangle at the test's own limit
of detection, or below the axis if that limit is not reported; nothing stands at zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Event
from epicrisis.case.resolution import resolve
from epicrisis.figures import (
    doubt,
    legend,
    measure,
    mrd_panel,
    mrd_words,
    strip,
    style,
    time_axis,
    time_axis_drawing,
)
from epicrisis.figures.canvas import Canvas, new_canvas
from epicrisis.figures.drawing import Drawing
from epicrisis.figures.mrd_legend import legend_entries
from epicrisis.figures.mrd_marks import Form, TestMark, test_marks
from epicrisis.figures.time_axis import Span, TimeAxis

STEM = "mrd"

LEFT_MM = 25.0
RIGHT_MM = 3.0
TOP_MM = 1.5
DAY_ZERO_MM = 4.2
TITLE_MM = 5.6
PANEL_MM = 42.0
SIDE_STRIP_MM = 9.8
TEST_SLOT_MM = 13.5
BAR_SLOT_MM = 3.0
LATE_TEST_SLOT_MM = 15.0


@dataclass(frozen=True)
class Layout:
    """Heights of the parts of the figure, in millimetres from its bottom edge."""

    height: float
    treatment_top: float
    panel: Span
    strips: dict[Form, Span]
    baseline: float
    captions: float


def draw(case: Case) -> Drawing:
    """Draw the MRD figure of a case.

    Args:
        case: The case.

    Returns:
        The figure, 180 mm wide, with its words and its data.
    """
    chronology = resolve(case)
    treatments = treatment_events(case)
    axis = _time_axis(case, chronology, treatments)
    marks = test_marks(case, axis)
    with style.context():
        bars = strip.pack(strip.bars(case, chronology, axis, treatments), Span(LEFT_MM, _right()), axis.day_x(0))
        names = slot_names(case, axis)
        room = _right() - LEFT_MM - style.BADGE_MM
        bar_keys = strip.legend_entries(case, [item.bar for item in bars])
        keys = legend.flow([*legend_entries(marks), *bar_keys], room)
        said = [mark.label for mark in marks] + [item.bar.label for item in bars]
        notes = foot_notes(marks, [*said, *(line for lines in names.values() for line in lines)])
        layout = _lay_out(case, axis, marks, bars, names, len(keys), notes)
        canvas = new_canvas(layout.height)
        _draw_frame(canvas, case, axis, layout, names)
        strip.draw(canvas.page, bars, layout.treatment_top, "mrd:treatment")
        mrd_panel.draw_bands(canvas.page, bars, Span(_lowest(layout), layout.panel.right))
        mrd_panel.draw_values(canvas, axis, marks, layout.panel, LEFT_MM, _right())
        for form, span in layout.strips.items():
            mrd_panel.draw_side_strip(canvas, axis, marks, form, span, LEFT_MM)
        legend.draw(canvas.page, keys, LEFT_MM, layout.height - TOP_MM, "mrd:legend")
        canvas.finish(notes, LEFT_MM, is_synthetic=style.is_synthetic(case, case.mrd))
    drawn = [item.bar for item in bars]
    return Drawing(
        stem=STEM,
        figure=canvas.figure,
        alt=mrd_words.alt_text(case, marks),
        description=mrd_words.description(case, axis, marks, drawn),
        make_table=partial(mrd_words.table, case, axis, marks, drawn),
    )


def _right() -> float:
    return style.DOUBLE_COLUMN_MM - RIGHT_MM


def treatment_events(case: Case) -> tuple[Event, ...]:
    """Return the events that the treatment strip shows: those of a therapy lane in which something was given."""
    given = {treatment.event for treatment in case.treatments}
    lanes = ("systemic_therapy", "cellular_therapy", "transplant")
    return tuple(
        event for event in case.events if event.id in given and event.lane in lanes and event.id != case.day_zero
    )


def _time_axis(case: Case, chronology: Chronology, treatments: tuple[Event, ...]) -> TimeAxis:
    slot_mm = {event.id: BAR_SLOT_MM for event in treatments} | {case.day_zero: BAR_SLOT_MM}
    for test in case.mrd:
        slot_mm[test.event] = TEST_SLOT_MM
    return time_axis.lay_out(
        case,
        chronology,
        marks={test.event for test in case.mrd},
        bars=[event.id for event in treatments],
        left_mm=LEFT_MM,
        width_mm=style.DOUBLE_COLUMN_MM - LEFT_MM - RIGHT_MM,
        slot_mm=slot_mm,
    )


def slot_names(case: Case, axis: TimeAxis) -> dict[str, tuple[str, ...]]:
    """Return the wrapped names of the tests that stand in slots and so have no day to be known by."""
    names: dict[str, tuple[str, ...]] = {}
    for test in case.mrd:
        slot = axis.before.get(test.event) or axis.after.get(test.event)
        if slot:
            basis = doubt.place_basis(case, axis, test.event)
            label = case.event_by_id[test.event].label + style.mark_of([basis], case)
            names[test.event] = measure.wrap(label, slot.width + BAR_SLOT_MM - 1)
    return names


def foot_notes(marks: tuple[TestMark, ...], said: Iterable[str]) -> list[str]:
    """Return the notes at the foot: the methods, and what the marks of doubt in the texts mean."""
    methods = sorted({mark.test.method for mark in marks if mark.test.method})
    method = f"Tests by {', '.join(methods)}" if methods else ""
    if methods and any(not mark.test.method for mark in marks):
        method += ", or by a method that is not reported"
    return [f"{method}." if method else "", style.marks_note(said)]


def _lay_out(
    case: Case,
    axis: TimeAxis,
    marks: tuple[TestMark, ...],
    bars: tuple[strip.PlacedBar, ...],
    names: dict[str, tuple[str, ...]],
    legend_rows: int,
    notes: list[str],
) -> Layout:
    label = case.event_by_id[case.day_zero].label
    captions = 1.8 + measure.height_mm(sum(bool(note) for note in notes)) + 1.0
    captions += measure.height_mm(time_axis_drawing.caption_lines(axis, label), style.TEXT_PT)
    baseline = captions + 2.2 + measure.height_mm(max((len(lines) for lines in names.values()), default=1))
    level = baseline
    strips: dict[Form, Span] = {}
    for form in (Form.NO_LIMIT, Form.UNQUANTIFIED):
        if any(mark.form is form for mark in marks):
            strips[form] = Span(level, level + SIDE_STRIP_MM)
            level += SIDE_STRIP_MM
    panel = Span(level + (1.5 if strips else 0), level + (1.5 if strips else 0) + PANEL_MM)
    treatment_top = panel.right + TITLE_MM + strip.height_mm(bars)
    return Layout(
        height=treatment_top + DAY_ZERO_MM + 1.5 + legend_rows * legend.ROW_MM + TOP_MM,
        treatment_top=treatment_top,
        panel=panel,
        strips=strips,
        baseline=baseline,
        captions=captions,
    )


def _lowest(layout: Layout) -> float:
    return min((span.left for span in layout.strips.values()), default=layout.panel.left)


def _draw_frame(
    canvas: Canvas, case: Case, axis: TimeAxis, layout: Layout, names: dict[str, tuple[str, ...]]
) -> None:
    page = canvas.page
    label = case.event_by_id[case.day_zero].label
    time_axis_drawing.shade_zones(page, axis, Span(layout.baseline, layout.treatment_top))
    time_axis_drawing.draw_day_zero(page, axis, [Span(layout.baseline, layout.treatment_top + 0.2)], label)
    time_axis_drawing.draw_baseline(page, axis, layout.baseline)
    time_axis_drawing.draw_days(canvas, axis, layout.baseline)
    time_axis_drawing.draw_captions(canvas, axis, label, layout.captions)
    for event, lines in names.items():
        canvas.lines(lines, axis.position(event).x, layout.baseline - 1.3, f"mrd:slot:{event}")
    if layout.treatment_top > layout.panel.right + TITLE_MM:
        first_row = layout.treatment_top - strip.ROW_MM / 2
        canvas.margin_label(["Treatment"], LEFT_MM - 2, first_row, "mrd:title:treatment", bold=True)
    title = layout.panel.right + TITLE_MM - 2.4
    canvas.margin_label(["Leukaemic cells"], LEFT_MM - 2, title, "mrd:title:cells", bold=True)
