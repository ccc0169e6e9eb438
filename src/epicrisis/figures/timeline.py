"""The timeline: every event of a case in its lane, on a true day axis where its days are known."""

from __future__ import annotations

from functools import partial

from matplotlib.axes import Axes

from epicrisis.case.model import Case
from epicrisis.figures import style
from epicrisis.figures.drawing import Drawing
from epicrisis.figures.timeline_entries import read_timeline
from epicrisis.figures.timeline_layout import (
    AXIS_MM,
    LEGEND_ROW_MM,
    MARGIN_MM,
    PITCH_MM,
    Layout,
    Panel,
    Placed,
    arrange,
)
from epicrisis.figures.timeline_marks import Pen, draw_entry, draw_ticks, samples
from epicrisis.figures.timeline_panels import (
    draw_ground,
    draw_headings,
    draw_legend,
    draw_scales,
    legend_rows,
    make_axes,
    write,
)
from epicrisis.figures.timeline_words import alt_text, data_table, description, footnote

STEM = "timeline"
FOOT_LINE_MM = 3.4


def draw(case: Case) -> Drawing:
    """Draw the timeline of a case.

    Args:
        case: The case.

    Returns:
        The picture, 180 mm wide and as high as the events need, with its words and its data.
    """
    timeline = read_timeline(case)
    with style.context():
        layout = arrange(timeline)
        rows = legend_rows(samples(timeline))
        note = footnote(timeline)
        legend_top = layout.bottom + AXIS_MM
        height = legend_top + len(rows) * LEGEND_ROW_MM + (FOOT_LINE_MM if note else 0) + MARGIN_MM
        figure = style.new_figure(style.DOUBLE_COLUMN_MM, height)
        sheet = make_axes(figure, "sheet", Panel(0, style.DOUBLE_COLUMN_MM, 0, style.DOUBLE_COLUMN_MM), 0, height)
        draw_ground(sheet, timeline, layout)
        draw_headings(sheet, timeline, layout)
        draw_scales(sheet, timeline, layout)
        scales = {
            dated: make_axes(figure, name, panel, layout.top, layout.bottom)
            for dated, name, panel in ((False, "slots", layout.slots), (True, "days", layout.days))
            if panel
        }
        for placed in layout.placed:
            _draw_placed(sheet, scales[placed.entry.dated], layout, placed, timeline.is_cut(placed.entry))
        for crowd in layout.crowds:
            draw_ticks(
                scales[True], crowd.days, crowd.top + PITCH_MM / 2, style.LANE_COLOURS[crowd.lane], crowd.lane
            )
            y = crowd.top + 1.5 * PITCH_MM
            write(sheet, crowd.left, y, crowd.text, color=style.COLOUR.muted, gid=f"crowd:{crowd.lane}:text")
        draw_legend(sheet, rows, legend_top)
        style.draw_foot(figure, [note])
        if timeline.synthetic:
            style.mark_synthetic(figure)
        style.settle(figure)
    return Drawing(STEM, figure, alt_text(timeline), description(timeline), partial(data_table, timeline))


def _draw_placed(sheet: Axes, scale: Axes, layout: Layout, placed: Placed, is_cut: bool) -> None:
    event, place = placed.entry.event, placed.place
    panel = layout.days if placed.entry.dated or layout.slots is None else layout.slots
    y = place.mark.top + PITCH_MM / 2
    pen = Pen(scale, panel, y, style.LANE_COLOURS[event.lane], f"event:{event.id}")
    draw_entry(pen, placed.entry, is_cut=is_cut)
    side, x = ("right", place.label.right) if place.side == "left" else ("left", place.label.left)
    for count, line in enumerate((*placed.label, *placed.note)):
        is_note = count >= len(placed.label)
        write(
            sheet,
            x,
            place.label.top + (count + 0.5) * PITCH_MM,
            line,
            ha=side,
            fontsize=style.SMALL_PT if is_note else style.TEXT_PT,
            color=style.COLOUR.muted if is_note else style.COLOUR.ink,
            gid=f"{'note' if is_note else 'label'}:{event.id}:{count}",
        )
