"""Recovery of immune cells: one panel per population with its normal band, and the complications above them.

A result without a number ("lower than normal") is a stretch of possible counts, never a count. A population of
which the case only has the normal range keeps its panel, which says that nothing is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Event, Row
from epicrisis.case.resolution import resolve
from epicrisis.figures import doubt, immune_words, legend, measure, strip, style, time_axis, time_axis_drawing
from epicrisis.figures.canvas import Canvas, new_canvas
from epicrisis.figures.drawing import Drawing
from epicrisis.figures.immune_marks import Population, populations, runs
from epicrisis.figures.immune_panel import (
    LEAST_BLOCK_MM,
    SAME_SAMPLE_MM,
    Frame,
    draw_hatch_sample,
    draw_population,
    draw_same_sample,
    highest,
)
from epicrisis.figures.time_axis import Span, TimeAxis, has_open_start

STEM = "immune_cells"

LEFT_MM = 25.0
RIGHT_MM = 5.0
TOP_MM = 1.5
PANEL_MM = 24.0
LEAST_PANEL_MM = 17.0
ALL_PANELS_MM = 100.0
TITLE_MM = 5.6
SLOT_MM = 13.5


@dataclass(frozen=True)
class Layout:
    """Heights of the parts of the figure, in millimetres from its bottom edge."""

    height: float
    strip_top: float
    panels: tuple[Span, ...]
    baseline: float
    captions: float


def draw(case: Case) -> Drawing:
    """Draw the immune-cell figure of a case.

    Args:
        case: The case.

    Returns:
        The figure, 180 mm wide, with its words and its data.
    """
    chronology = resolve(case)
    complications = complication_events(case, chronology)
    axis = _time_axis(case, chronology, complications)
    found = populations(case, axis)
    with style.context():
        bars = strip.pack(
            strip.bars(case, chronology, axis, complications), Span(LEFT_MM, _right()), axis.day_x(0)
        )
        keys = legend.flow(_legend_entries(case, found, bars), _right() - LEFT_MM - style.BADGE_MM)
        names = slot_names(case, axis)
        notes = foot_notes(case, _said(found, bars, names))
        layout = _lay_out(case, axis, found, bars, keys, names, notes)
        canvas = new_canvas(layout.height)
        _draw_frame(canvas, case, axis, layout, names)
        strip.draw(canvas.page, bars, layout.strip_top, "immune:complication", [*onsets(bars).values()])
        _draw_onsets(canvas, bars, layout)
        frame = _frame(case, axis, found, bars)
        for number, (item, heights) in enumerate(zip(found, layout.panels, strict=True)):
            draw_population(canvas, frame, item, heights, f"immune:panel:{number}")
        legend.draw(canvas.page, keys, LEFT_MM, layout.height - TOP_MM, "immune:legend")
        canvas.finish(notes, LEFT_MM, is_synthetic=style.is_synthetic(case, _rows(case, found)))
    drawn = [item.bar for item in bars]
    return Drawing(
        stem=STEM,
        figure=canvas.figure,
        alt=immune_words.alt_text(case, found),
        description=immune_words.description(case, axis, found, drawn),
        make_table=partial(immune_words.table, case, axis, found, drawn),
    )


def _frame(case: Case, axis: TimeAxis, found: tuple[Population, ...], bars: tuple[strip.PlacedBar, ...]) -> Frame:
    """Return what all panels share."""
    return Frame(
        axis=axis,
        left=LEFT_MM,
        right=_right(),
        top=highest(found),
        missing=immune_words.missing_text(case),
        verticals=(axis.day_x(0), *onsets(bars).values()),
    )


def _right() -> float:
    return style.DOUBLE_COLUMN_MM - RIGHT_MM


def complication_events(case: Case, chronology: Chronology) -> tuple[Event, ...]:
    """Return the complications that began when the counts or Day 0 did, or later, or that lasted until then."""
    counted = [chronology.at(row.event).earliest for row in case.immune_cells]
    first = min([0, *(day for day in counted if day is not None)])
    return tuple(
        event for event in case.events if event.lane == "complication" and _reaches(chronology, event.id, first)
    )


def _reaches(chronology: Chronology, event_id: str, first: int) -> bool:
    start, end = chronology.at(event_id), chronology.at(event_id, "end")
    return start.earliest >= first if start.earliest is not None else has_open_start(start, end)


def _time_axis(case: Case, chronology: Chronology, complications: tuple[Event, ...]) -> TimeAxis:
    counted = {row.event for row in case.immune_cells}
    events = {event.id for event in complications} | counted | {case.day_zero}
    return time_axis.lay_out(
        case,
        chronology,
        marks=counted,
        bars=[event.id for event in complications],
        left_mm=LEFT_MM,
        width_mm=style.DOUBLE_COLUMN_MM - LEFT_MM - RIGHT_MM,
        slot_mm=dict.fromkeys(events, SLOT_MM),
    )


def slot_names(case: Case, axis: TimeAxis) -> dict[str, tuple[str, ...]]:
    """Return the wrapped names of the counts that stand in slots and so have no day to be known by."""
    slots = {**axis.before, **axis.after}
    return {
        row.event: measure.wrap(
            case.event_by_id[row.event].label + style.mark_of([doubt.place_basis(case, axis, row.event)], case),
            slots[row.event].width - 1,
        )
        for row in case.immune_cells
        if row.event in slots
    }


def _rows(case: Case, found: tuple[Population, ...]) -> list[Row]:
    ranges = [item.range for item in found if item.range is not None]
    return [*case.immune_cells, *ranges]


def _said(
    found: tuple[Population, ...], bars: tuple[strip.PlacedBar, ...], names: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    """Yield every text that may bear a mark of doubt."""
    yield from (mark.label for item in found for mark in item.marks)
    yield from (item.bar.label for item in bars)
    yield from (line for lines in names.values() for line in lines)


def foot_notes(case: Case, said: Iterable[str]) -> list[str]:
    """Return the notes at the foot: the methods, and what the marks of doubt in the texts mean."""
    methods = list(dict.fromkeys(row.method for row in case.immune_cells if row.method))
    note = f"Counts and assessments by {' or '.join(methods)}." if methods else ""
    return [note, style.marks_note(said)]


def _legend_entries(
    case: Case, found: tuple[Population, ...], bars: tuple[strip.PlacedBar, ...]
) -> list[legend.Entry]:
    entries = list(strip.legend_entries(case, [item.bar for item in bars]))
    marks = [mark for item in found for mark in item.marks]
    numbered = [mark.position for mark in marks if mark.has_number]
    width = time_axis_drawing.WHISKER_SAMPLE_MM
    if len(numbered) < len(marks):
        entries.append(legend.Entry("assessed, no count", LEAST_BLOCK_MM + 1.6, draw_hatch_sample))
    if any(len(run) > 1 for item in found for run in runs(item.marks)):
        entries.append(legend.Entry(immune_words.SAME_RESULT, SAME_SAMPLE_MM, draw_same_sample))
    if any(position.span for position in numbered):
        sample = time_axis_drawing.draw_whisker_sample
        entries.append(legend.Entry("on one day of this range", width, sample))
    if any(position.open_right for position in numbered):
        entries.append(legend.Entry("this day or later", width, time_axis_drawing.draw_open_whisker_sample))
    return entries


def _lay_out(
    case: Case,
    axis: TimeAxis,
    found: tuple[Population, ...],
    bars: tuple[strip.PlacedBar, ...],
    keys: tuple[tuple[legend.Entry, ...], ...],
    names: dict[str, tuple[str, ...]],
    notes: list[str],
) -> Layout:
    label = case.event_by_id[case.day_zero].label
    captions = 2.8 + sum(bool(note) for note in notes) * style.FOOT_LINE_MM
    captions += measure.height_mm(time_axis_drawing.caption_lines(axis, label), style.TEXT_PT)
    baseline = captions + 2.2 + measure.height_mm(max((len(lines) for lines in names.values()), default=1))
    panel = max(LEAST_PANEL_MM, min(PANEL_MM, ALL_PANELS_MM / max(len(found), 1)))
    bottoms = [baseline + (len(found) - 1 - place) * (panel + TITLE_MM) for place in range(len(found))]
    panels = tuple(Span(bottom, bottom + panel) for bottom in bottoms)
    strip_top = baseline + len(found) * (panel + TITLE_MM) + 1.0 + strip.height_mm(bars)
    head = max(len(keys), 1) * legend.ROW_MM if keys or case.synthetic else 0.0
    height = strip_top + time_axis_drawing.DAY_ZERO_LABEL_MM + 1.0 + head + TOP_MM
    return Layout(height, strip_top, panels, baseline, captions)


def _draw_frame(
    canvas: Canvas, case: Case, axis: TimeAxis, layout: Layout, names: dict[str, tuple[str, ...]]
) -> None:
    label = case.event_by_id[case.day_zero].label
    time_axis_drawing.draw_day_zero(canvas.page, axis, _line_stretches(layout, layout.strip_top + 0.2), label)
    time_axis_drawing.draw_baseline(canvas.page, axis, layout.baseline)
    time_axis_drawing.draw_days(canvas, axis, layout.baseline)
    time_axis_drawing.draw_captions(canvas, axis, label, layout.captions)
    for event, lines in names.items():
        canvas.lines(lines, axis.position(event).x, layout.baseline - 1.3, f"immune:slot:{event}")
    top = layout.panels[0].right if layout.panels else layout.baseline
    if layout.panels:
        canvas.margin_label(["Cells per µL"], LEFT_MM - 2, top + 1.9, "immune:title:cells", bold=True)
    if layout.strip_top - top > TITLE_MM + 1.5:
        first_row = layout.strip_top - strip.ROW_MM / 2
        canvas.margin_label(["Complications"], LEFT_MM - 2, first_row, "immune:title:complications", bold=True)


def _line_stretches(layout: Layout, top: float) -> tuple[Span, ...]:
    """Return the panels and the strip of complications: vertical lines leave out the titles between them."""
    upper = layout.panels[0].right + TITLE_MM - 1.0 if layout.panels else layout.baseline
    return (*layout.panels, Span(upper, top))


def onsets(bars: tuple[strip.PlacedBar, ...]) -> dict[str, float]:
    """Return the place of every complication whose first day is known."""
    return {
        item.bar.event: item.bar.extent.sure.left
        for item in bars
        if item.bar.extent.sure is not None
        and item.bar.extent.sure.left <= item.bar.extent.left
        and not item.bar.extent.open_left
    }


def _draw_onsets(canvas: Canvas, bars: tuple[strip.PlacedBar, ...], layout: Layout) -> None:
    """Drop a hairline from the onset of each complication whose day is known through all panels."""
    places = onsets(bars)
    for item in bars:
        if item.bar.event not in places:
            continue
        x, top = places[item.bar.event], layout.strip_top - (item.row + 0.5) * strip.ROW_MM
        for stretch in _line_stretches(layout, top):
            (line,) = canvas.page.plot(
                [x, x],
                [stretch.left, stretch.right],
                color=item.bar.colour,
                linewidth=style.HAIRLINE_PT,
                linestyle=(0, (3, 2)),
                zorder=0.9,
            )
            line.set_gid(f"immune:complication:{item.bar.event}:onset")
