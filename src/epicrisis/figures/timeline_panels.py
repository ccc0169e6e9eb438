"""The ground of the timeline: lanes, phases, both scales with the break between them, and the legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from epicrisis.figures import style
from epicrisis.figures.measure import width_mm
from epicrisis.figures.time_axis_drawing import TICK_STEPS
from epicrisis.figures.timeline_entries import Timeline
from epicrisis.figures.timeline_layout import (
    BREAK_MM,
    LANE_PAD_MM,
    LEGEND_ROW_MM,
    MARGIN_MM,
    PITCH_MM,
    Layout,
    Panel,
)
from epicrisis.figures.timeline_marks import Pen, Sample
from epicrisis.figures.timeline_words import DAYS_NOTES, ORDER_NOTES, axis_titles, phase_titles
from epicrisis.figures.when import number

# From the middle of a line of text down to its baseline.
BASELINE_MM = 0.85
LEGEND_GAP_MM = 5.0
LEGEND_TEXT_MM = 1.2
TICK_MM = 1.0
TICK_ROOM_MM = 11.0
SLOT_STEP = 5
SLOT_ROOM_MM = 5.0


def make_axes(figure: Figure, name: str, panel: Panel, top: float, bottom: float) -> Axes:
    """Make bare axes whose y is millimetres from the top of the figure.

    Args:
        figure: The figure, at its final size.
        name: The gid of the axes.
        panel: Where they stand and the scale of x.
        top: Their upper end.
        bottom: Their lower end.
    """
    _, height = style.size_mm(figure)
    place = style.box(figure, panel.left, height - bottom, panel.right - panel.left, bottom - top)
    axes = figure.add_axes(place, label=name)
    axes.set(xlim=(panel.first, panel.last), ylim=(bottom, top), gid=name)
    axes.patch.set_visible(False)
    axes.set_axis_off()
    return axes


# Any: what a Text or a Line2D takes is many-typed, and both check it themselves.
def write(sheet: Axes, x: float, y: float, text: str, **options: Any) -> None:
    """Write a line of text; y is the middle of its small letters."""
    settings: dict[str, Any] = {"fontsize": style.SMALL_PT, "color": style.COLOUR.ink, "va": "baseline"}
    sheet.text(x, y + BASELINE_MM, text, **{**settings, **options})


def rule(sheet: Axes, x: tuple[float, float], y: tuple[float, float], **options: Any) -> None:
    """Draw a straight line."""
    settings: dict[str, Any] = {"color": style.COLOUR.rule, "linewidth": style.HAIRLINE_PT, "zorder": 1}
    sheet.add_line(Line2D(x, y, **{**settings, **options}))


def draw_ground(sheet: Axes, timeline: Timeline, layout: Layout) -> None:
    """Draw the phases, the lanes with their names, and the line of Day 0."""
    for count, (panel, right) in enumerate(_before_day_zero(timeline, layout)):
        _shade(sheet, layout, panel.left, right, style.COLOUR.phase, f"phase:before:{count}")
    for first, last in timeline.unordered:
        assert layout.slots is not None  # only slots can be without order
        left, right = layout.slots.x(first - 0.5), layout.slots.x(last + 0.5)
        _shade(sheet, layout, left, right, style.COLOUR.grid, f"unordered:{first}:{last}")
    for lane in layout.lanes:
        for count, ends in enumerate(_stretches(layout)):
            rule(sheet, ends, (lane.top, lane.top), gid=f"lane:{lane.name}:{count}")
        for count, line in enumerate(lane.title):
            y = lane.top + LANE_PAD_MM + (count + 0.5) * PITCH_MM
            colour = style.LANE_COLOURS[lane.name]
            write(sheet, MARGIN_MM, y, line, fontsize=style.TEXT_PT, fontweight=600, color=colour)
    zero, colour = layout.days.x(0), style.LANE_COLOURS[timeline.day_zero.lane]
    for count, ends in enumerate(_day_zero_line(layout)):
        rule(sheet, (zero, zero), ends, color=colour, linewidth=0.8, gid=f"day-zero:{count}")


def _day_zero_line(layout: Layout) -> Iterator[tuple[float, float]]:
    """Yield the pieces of the line of Day 0, which stops for the labels that could not keep clear of it."""
    top = layout.top
    for label in sorted(
        (found.place.label for found in layout.placed if found.place.struck), key=lambda at: at.top
    ):
        if label.top > top:
            yield top, label.top
        top = max(top, label.bottom)
    yield top, layout.bottom


def _shade(sheet: Axes, layout: Layout, left: float, right: float, colour: str, gid: str) -> None:
    """Tint a stretch of all lanes."""
    band = Rectangle((left, layout.top), right - left, layout.bottom - layout.top, gid=gid)
    band.set(facecolor=colour, linewidth=0, zorder=0)
    sheet.add_patch(band)


def _before_day_zero(timeline: Timeline, layout: Layout) -> Iterator[tuple[Panel, float]]:
    if layout.slots and timeline.undated_before_day_zero:
        yield layout.slots, layout.slots.right
    yield layout.days, layout.days.x(0)


def _stretches(layout: Layout) -> Iterator[tuple[float, float]]:
    """Yield the stretches of a horizontal line, which stops at the break."""
    if layout.slots:
        yield MARGIN_MM, layout.slots.right
        yield layout.days.left, layout.days.right
    else:
        yield MARGIN_MM, layout.days.right


def draw_headings(sheet: Axes, timeline: Timeline, layout: Layout) -> None:
    """Write which phase a stretch shows, and whether it is to scale."""
    before, after = phase_titles(timeline)
    zero, badge = layout.days.x(0), style.BADGE_MM + MARGIN_MM if timeline.synthetic else 0.0
    _write_heading(sheet, layout, (zero, layout.days.right - badge), after, DAYS_NOTES if layout.slots else ())
    if layout.slots:
        titles = before if timeline.undated_before_day_zero else ()
        _write_heading(sheet, layout, (layout.slots.left, layout.slots.right), titles, ORDER_NOTES)
    elif timeline.days[0] < 0:
        _write_heading(sheet, layout, (layout.days.left, zero - 2), before, ())


def _write_heading(
    sheet: Axes, layout: Layout, room: tuple[float, float], titles: Sequence[str], notes: Sequence[str]
) -> None:
    """Write the longest title, and under it the longest note, for which there is room."""
    left, right = room
    for texts, rise, size, weight, colour in (
        (titles, 6.0 if notes else 2.8, style.TITLE_PT, 600, style.COLOUR.ink),
        (notes, 2.2, style.SMALL_PT, 400, style.COLOUR.muted),
    ):
        text = next((text for text in texts if width_mm(text, size, weight) <= right - left), None)
        if text:
            write(sheet, left, layout.top - rise, text, fontsize=size, fontweight=weight, color=colour)


def draw_scales(sheet: Axes, timeline: Timeline, layout: Layout) -> None:
    """Draw the ticks of both scales, their titles and the break between them."""
    y = layout.bottom
    for day in tick_days(layout.days):
        gid, weight = f"day:{day}", 600 if day == 0 else 400
        _draw_tick(sheet, layout.days.x(day), y, TICK_MM, number(day), fontweight=weight, gid=gid)
    _draw_scale_line(sheet, layout.days, y, axis_titles(timeline))
    if layout.slots is None:
        return
    step = 1 if layout.slots.per_unit >= SLOT_ROOM_MM else SLOT_STEP
    for slot in range(1, timeline.slots + 1):
        named = slot == 1 or slot % step == 0
        length, text = (TICK_MM, str(slot)) if named else (TICK_MM / 2, "")
        _draw_tick(sheet, layout.slots.x(slot), y, length, text, gid=f"slot:{slot}")
    _draw_scale_line(sheet, layout.slots, y, ("Order of events",))
    middle = layout.slots.right + BREAK_MM / 2
    for name, end in (("top", layout.top), ("bottom", layout.bottom)):
        for count, x in enumerate((middle - 0.6, middle + 0.6)):
            stroke = {"color": style.COLOUR.ink, "linewidth": 0.8, "gid": f"break:{name}:{count}"}
            rule(sheet, (x - 0.5, x + 0.5), (end + 1.4, end - 1.4), **stroke)


def _draw_tick(sheet: Axes, x: float, y: float, length: float, text: str, **options: Any) -> None:
    rule(sheet, (x, x), (y, y + length), color=style.COLOUR.muted)
    if text:
        write(sheet, x, y + TICK_MM + 1.7, text, ha="center", **options)


def _draw_scale_line(sheet: Axes, panel: Panel, y: float, titles: Sequence[str]) -> None:
    rule(sheet, (panel.left, panel.right), (y, y), color=style.COLOUR.muted, linewidth=0.7)
    room, middle = panel.right - panel.left, (panel.left + panel.right) / 2
    title = next((title for title in titles if width_mm(title, style.TEXT_PT) <= room), titles[-1])
    write(sheet, middle, y + 5.9, title, ha="center", fontsize=style.TEXT_PT)


def tick_days(panel: Panel) -> tuple[int, ...]:
    """Return the round days that bear a label and have room for it, Day 0 among them."""
    step = next((step for step in TICK_STEPS if panel.per_unit * step >= TICK_ROOM_MM), TICK_STEPS[-1])
    days = (step * count for count in range(ceil(panel.first / step), floor(panel.last / step) + 1))
    return tuple(day for day in days if panel.x(day) + width_mm(number(day)) / 2 <= panel.right + MARGIN_MM / 2)


def legend_rows(found: Sequence[Sample]) -> list[list[tuple[float, Sample]]]:
    """Break the legend into rows; each sample comes with its place from the left."""
    rows: list[list[tuple[float, Sample]]] = []
    x = MARGIN_MM
    for sample in found:
        width = sample.length + LEGEND_TEXT_MM + width_mm(sample.text, style.SMALL_PT)
        if not rows or x + width > style.DOUBLE_COLUMN_MM - MARGIN_MM:
            rows.append([])
            x = MARGIN_MM
        rows[-1].append((x, sample))
        x += width + LEGEND_GAP_MM
    return rows


def draw_legend(sheet: Axes, rows: Sequence[Sequence[tuple[float, Sample]]], top: float) -> None:
    """Draw what the marks mean.

    Args:
        sheet: Axes in millimetres both ways.
        rows: The samples, from `legend_rows`.
        top: Upper end of the legend.
    """
    scale = Panel(0, 1, 0, 1)
    for count, row in enumerate(rows):
        y = top + (count + 0.5) * LEGEND_ROW_MM
        for x, sample in row:
            sample.draw(Pen(sheet, scale, y, style.COLOUR.muted, f"legend:{sample.name}"), x)
            write(sheet, x + sample.length + LEGEND_TEXT_MM, y, sample.text, gid=f"legend:{sample.name}:text")
