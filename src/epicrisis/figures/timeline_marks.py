"""The marks of the timeline: solid is what is known, hollow and pale what is possible, an arrow has no limit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from epicrisis.figures import style
from epicrisis.figures.timeline_entries import Entry, Timeline
from epicrisis.figures.timeline_layout import (
    BAR_REACH,
    CUT_MM,
    EDGE_MM,
    FADE_MM,
    POINT_MM,
    THINNEST_MM,
    Panel,
    fades_from,
    on_axis,
    open_until,
)

CAP_MM = 1.0
OPEN_MM = FADE_MM + 1.5
_FADE_STEPS = 15
_ARROW_PT = 3.4


@dataclass(frozen=True)
class Pen:
    """Draws the marks of one event.

    Args:
        axes: Axes whose x is slots or days and whose y is millimetres from the top of the figure.
        panel: The scale of x.
        y: Middle of the mark.
        colour: Colour of the mark.
        name: The gid of the main artist; that of each further one adds a part to it.
    """

    axes: Axes
    panel: Panel
    y: float
    colour: str
    name: str

    @property
    def pale(self) -> str:
        """The colour of what is possible."""
        return style.pale(self.colour)

    def value(self, value: float, mm: float) -> float:
        """Return the value that lies some millimetres right of another."""
        return value + mm / self.panel.per_unit

    def gid(self, part: str) -> str:
        """Return the gid of a part; the main artist is the part without a name."""
        return f"{self.name}:{part}" if part else self.name

    def dot(self, value: float, *, hollow: bool = False) -> None:
        """Draw a point in time, or the first day on which it may have been."""
        size = style.points(POINT_MM)
        face = self.pale if hollow else self.colour
        line = Line2D([value], [self.y], marker="o", markersize=size - 0.8, markerfacecolor=face)
        line.set(linestyle="none", markeredgecolor=self.colour, markeredgewidth=0.8, gid=self.name, zorder=4)
        self.axes.add_line(line)

    def pill(self, first: float, last: float) -> None:
        """Draw a point that lies between two values: a hollow dot, stretched."""
        for width, colour, part in ((POINT_MM, self.colour, ""), (POINT_MM - 0.56, self.pale, "possible")):
            line = Line2D([first, last], [self.y, self.y], color=colour, linewidth=style.points(width))
            line.set(solid_capstyle="round", gid=self.gid(part), zorder=3)
            self.axes.add_line(line)

    def bar(self, first: float, last: float, *, hollow: bool = False, part: str = "") -> None:
        """Draw a stretch of time."""
        width = max(last - first, THINNEST_MM / self.panel.per_unit)
        bar = Rectangle((first, self.y - POINT_MM / 2), width, POINT_MM, gid=self.gid(part))
        bar.set(facecolor=self.pale if hollow else self.colour, zorder=3)
        bar.set(edgecolor=self.colour if hollow else "none", linewidth=0.8 if hollow else 0)
        self.axes.add_patch(bar)

    def shade(self, first: float, last: float) -> None:
        """Draw a piece of the ground in which the order is not fully reported."""
        piece = Rectangle((first, self.y - POINT_MM / 2), last - first, POINT_MM, gid=self.gid(""))
        piece.set(facecolor=style.COLOUR.grid, edgecolor=style.COLOUR.rule, linewidth=style.HAIRLINE_PT)
        self.axes.add_patch(piece)

    def fade(self, first: float, mm: float, part: str) -> None:
        """Draw what has no limit: paler and paler, with an arrow; to the left if the length is negative."""
        last = self.value(first, mm)
        steps = [first + (last - first) * step / _FADE_STEPS for step in range(_FADE_STEPS + 1)]
        segments = [[(a, self.y), (b, self.y)] for a, b in pairwise(steps)]
        colours = [(*to_rgb(self.colour), 0.42 * (1 - step / _FADE_STEPS)) for step in range(_FADE_STEPS)]
        tail = LineCollection(segments, colors=colours, linewidths=style.points(POINT_MM), capstyle="butt")
        tail.set(gid=self.gid(part), zorder=2)
        self.axes.add_collection(tail, autolim=False)
        tip = Line2D([last], [self.y], marker=_arrow(mm > 0), markersize=_ARROW_PT, linestyle="none")
        tip.set(markerfacecolor="none", markeredgecolor=self.colour, markeredgewidth=0.9)
        tip.set(gid=self.gid(f"{part or 'open-start'}-arrow"), zorder=4)
        self.axes.add_line(tip)


def _arrow(right: bool) -> Path:
    """Return the path of an arrow's head, which is open at its back."""
    back = -1.0 if right else 1.0
    return Path([(back, 1.0), (0.0, 0.0), (back, -1.0)], [Path.MOVETO, Path.LINETO, Path.LINETO])


def draw_entry(pen: Pen, entry: Entry, *, is_cut: bool) -> None:
    """Draw the mark of one event.

    Args:
        pen: Where and in which colour.
        entry: The event.
        is_cut: Whether it may have begun before the first day of the axis.
    """
    if entry.slot is not None:
        last = entry.last_slot or entry.slot
        pen.bar(entry.slot - BAR_REACH, last + BAR_REACH) if entry.is_interval else pen.dot(entry.slot)
    elif entry.starts_open:
        _draw_open(pen, entry, is_cut or entry.begins_open)
    elif entry.begins_open:
        _draw_open_start(pen, entry)
    else:
        first = _draw_cut(pen) if is_cut else entry.start.earliest or 0
        _draw_interval(pen, entry, first) if entry.is_interval else _draw_point(pen, entry, first)


def draw_ticks(axes: Axes, days: Sequence[int], y: float, colour: str, lane: str) -> None:
    """Draw a row of ticks, one for each day on which a crowded lane has events.

    Args:
        axes: Axes whose x is days and whose y is millimetres from the top of the figure.
        days: The days.
        y: Middle of the row.
        colour: Colour of the lane.
        lane: The lane, for the gid.
    """
    size = style.points(POINT_MM)
    ticks = Line2D(days, [y] * len(days), marker="|", markersize=size, linestyle="none", gid=f"crowd:{lane}")
    ticks.set(color=colour, markeredgewidth=style.HAIRLINE_PT, zorder=4)
    axes.add_line(ticks)


def _draw_cut(pen: Pen) -> float:
    """Draw that something may have begun before the axis does; return where the axis has room for the rest."""
    first = pen.value(pen.panel.first, pen.panel.lead)
    pen.fade(first, EDGE_MM - pen.panel.lead, "open-start")
    return first


def _draw_open(pen: Pen, entry: Entry, is_cut: bool) -> None:
    """Draw something that began on or after a day; if it may be before the axis begins, none is shown.

    It fades from its earliest day, however long it lasted: a box of that length would show days for it.
    """
    earliest, faded = entry.start.earliest or 0, fades_from(entry, pen.panel)
    if is_cut:
        pen.fade(faded, (pen.panel.first - faded) * pen.panel.per_unit + EDGE_MM, "")
    elif entry.is_interval:
        pen.bar(earliest, pen.value(earliest, CAP_MM), hollow=True)
    else:
        pen.dot(earliest, hollow=True)
    pen.fade(faded, FADE_MM, "open-end")


def _draw_open_start(pen: Pen, entry: Entry) -> None:
    """Draw something that began on a day or earlier: it fades to the left of what is known."""
    first = on_axis(open_until(entry), pen.panel)
    room = (first - pen.panel.first) * pen.panel.per_unit - EDGE_MM
    pen.fade(first, -min(FADE_MM, room), "open-start")
    _draw_interval(pen, entry, first)


def _draw_point(pen: Pen, entry: Entry, first: float) -> None:
    pen.dot(first) if entry.start.exact else pen.pill(first, entry.start.latest or 0)


def _draw_interval(pen: Pen, entry: Entry, first: float) -> None:
    start, end = entry.start, entry.end
    begun: float = start.latest if start.latest is not None else first
    begun = max(begun, first) if entry.begins_open else begun
    ended = end.earliest if end.earliest is not None else begun
    last = end.latest if end.latest is not None else max(begun, ended)
    sure = surely_lasts(entry)
    if sure:
        pen.bar(begun, ended)
    elif (start.exact or entry.begins_open) and end.latest is None:
        pen.bar(begun, pen.value(begun, CAP_MM))
    for low, high, part in _possible(first, begun, ended, last, sure):
        pen.bar(low, high, hollow=True, part=part)
    if end.latest is None:
        pen.fade(last, FADE_MM, "open-end")


def _possible(first: float, begun: float, ended: float, last: float, sure: bool) -> list[tuple[float, float, str]]:
    """Return the stretches in which something may have lasted, beside the one in which it surely did."""
    if not sure:
        return [(first, last, "")] if last > first else []
    stretches = [(first, begun, "possible-start"), (ended, last, "possible-end")]
    return [stretch for stretch in stretches if stretch[1] > stretch[0]]


@dataclass(frozen=True)
class Sample:
    """One entry of the legend: what it says, how it is drawn and how long its mark is."""

    text: str
    draw: Callable[[Pen, float], None]
    length: float

    @property
    def name(self) -> str:
        """What its artists are called."""
        return "-".join(self.text.replace(":", "").split())


def samples(timeline: Timeline) -> list[Sample]:
    """Return the legend of what the timeline shows, and of nothing else."""
    single = (*timeline.undated, *timeline.labelled)
    points = [entry for entry in single if not entry.is_interval]
    intervals = [entry for entry in single if entry.is_interval]
    solid_points = [entry for entry in points if not entry.dated or entry.start.exact]
    shown: dict[Sample, Collection[object]] = {
        Sample("event", _sample_dot, POINT_MM): solid_points or timeline.crowds,
        Sample("duration", _sample_bar, 6): [entry for entry in intervals if surely_lasts(entry)],
        Sample("event on one day of this range", _sample_pill, 6): [entry for entry in points if entry.uncertain],
        Sample("start or end in this range", _sample_edge, 7): [
            entry for entry in intervals if entry.uncertain and not entry.starts_open
        ],
        Sample("day not reported: this day or later", _sample_open_point, OPEN_MM): [
            entry for entry in points if entry.starts_open and not _is_cut(timeline, entry)
        ],
        Sample("start not reported: this day or earlier", _sample_open_start, OPEN_MM): [
            entry for entry in intervals if entry.begins_open and not entry.starts_open
        ],
        Sample("start not reported: this day or later", partial(_sample_open_bar, True), OPEN_MM): [
            entry for entry in intervals if entry.starts_open and not _is_cut(timeline, entry)
        ],
        Sample("end not reported", partial(_sample_open_bar, False), OPEN_MM): [
            entry for entry in intervals if entry.ends_open and not entry.starts_open
        ],
        Sample("day not reported", _sample_cut, 2 * OPEN_MM): [
            entry for entry in timeline.labelled if _is_cut(timeline, entry) and entry.starts_open
        ],
        Sample("may begin before the axis", _sample_cut_range, OPEN_MM): [
            entry for entry in timeline.labelled if timeline.is_cut(entry) and not entry.starts_open
        ],
        Sample("order not fully reported", _sample_shade, 6): timeline.unordered,
    }
    return [sample for sample, occurrences in shown.items() if occurrences]


def _is_cut(timeline: Timeline, entry: Entry) -> bool:
    return timeline.is_cut(entry) or entry.begins_open


def surely_lasts(entry: Entry) -> bool:
    """Say whether there is a stretch in which an interval surely lasts."""
    if not entry.dated:
        return True
    start, end = entry.start.latest, entry.end.earliest
    return start is not None and end is not None and (end > start or (entry.start.exact and entry.end.exact))


def _sample_dot(pen: Pen, x: float) -> None:
    pen.dot(x + POINT_MM / 2)


def _sample_bar(pen: Pen, x: float) -> None:
    pen.bar(x, x + 6)


def _sample_shade(pen: Pen, x: float) -> None:
    pen.shade(x, x + 6)


def _sample_cut(pen: Pen, x: float) -> None:
    pen.fade(x + OPEN_MM, -FADE_MM, "")
    pen.fade(x + OPEN_MM, FADE_MM, "open-end")


def _sample_cut_range(pen: Pen, x: float) -> None:
    pen.fade(x + CUT_MM, -CUT_MM, "open-start")
    pen.bar(x + CUT_MM, x + OPEN_MM, hollow=True)


def _sample_pill(pen: Pen, x: float) -> None:
    pen.pill(x + POINT_MM / 2, x + 6 - POINT_MM / 2)


def _sample_edge(pen: Pen, x: float) -> None:
    pen.bar(x, x + 4)
    pen.bar(x + 4, x + 7, hollow=True, part="possible")


def _sample_open_point(pen: Pen, x: float) -> None:
    pen.fade(x + POINT_MM / 2, FADE_MM, "open-end")
    pen.dot(x + POINT_MM / 2, hollow=True)


def _sample_open_start(pen: Pen, x: float) -> None:
    pen.fade(x + FADE_MM, -FADE_MM, "open-start")
    pen.bar(x + FADE_MM, x + OPEN_MM)


def _sample_open_bar(hollow: bool, pen: Pen, x: float) -> None:
    pen.fade(x, FADE_MM, "open-end")
    pen.bar(x, x + CAP_MM, hollow=hollow)
