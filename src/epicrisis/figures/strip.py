"""A strip of thin labelled bars along a time axis: treatments, complications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Basis, Case, Event
from epicrisis.figures import doubt, measure, style
from epicrisis.figures.legend import Entry
from epicrisis.figures.time_axis import Extent, Span, TimeAxis

ROW_MM = 3.7
SAMPLE_MM = 5.0
DASHES = (0, (2.2, 1.4))
BAR_MM = 1.5
LEAST_BAR_MM = 1.1
ARROW_MM = 4.0
ARROW_HEAD_MM = 1.1
TICK_PT = 4.2
LABEL_GAP_MM = 0.9
ROW_GAP_MM = 1.6
CLEAR_MM = 0.9

LANE_NAMES: Mapping[str, str] = {
    "systemic_therapy": "systemic therapy",
    "cellular_therapy": "cellular therapy",
    "transplant": "transplantation",
    "complication": "complication",
}


@dataclass(frozen=True)
class Bar:
    """One event as a bar.

    Args:
        event: Id of the event.
        label: Its label with the marks of doubt.
        colour: Its colour.
        extent: Its stretch.
        basis: The basis of the event and of what places it.
    """

    event: str
    label: str
    colour: str
    extent: Extent
    basis: Basis

    @property
    def span(self) -> Span:
        """What the bar covers when drawn: at least a visible width, and the arrow of an open end."""
        right = self.extent.right
        left = self.extent.left
        if self.extent.open_right:
            right += ARROW_MM + ARROW_HEAD_MM
        if self.extent.open_left:
            left -= ARROW_MM + ARROW_HEAD_MM
        shift = max(0.0, (LEAST_BAR_MM - (right - left)) / 2)
        return Span(left - shift, right + shift)


@dataclass(frozen=True)
class PlacedBar:
    """A bar with its row, counted from the top, the left end of its label, and whether a line goes through it."""

    bar: Bar
    row: int
    label_left: float
    struck: bool = False


def bars(case: Case, chronology: Chronology, axis: TimeAxis, events: Iterable[Event]) -> tuple[Bar, ...]:
    """Make the bars of events, in chronological order."""
    wanted = {event.id: event for event in events}
    return tuple(_bar(case, axis, wanted[event_id]) for event_id in chronology.order if event_id in wanted)


def _bar(case: Case, axis: TimeAxis, event: Event) -> Bar:
    basis = doubt.place_basis(case, axis, event.id)
    label, colour = event.label + style.mark_of([basis], case), style.LANE_COLOURS[event.lane]
    return Bar(event.id, label, colour, axis.extent(event.id), basis)


def pack(found: Iterable[Bar], room: Span, line: float | None = None) -> tuple[PlacedBar, ...]:
    """Give each bar the first row in which it and its label cover nothing.

    Args:
        found: The bars.
        room: Where the labels must stay.
        line: A vertical line that labels do not cross if they can help it, such as that of Day 0.

    Returns:
        The bars with their rows. A label stands to the right of its bar, or else to its left.
    """
    rows: list[list[Span]] = []
    placed: list[PlacedBar] = []
    for bar in found:
        row, taken, label_left = _choose(bar, rows, room, line)
        if row == len(rows):
            rows.append([])
        rows[row].append(taken)
        right = label_left + measure.width_mm(bar.label)
        placed.append(PlacedBar(bar, row, label_left, line is not None and label_left < line < right))
    return tuple(placed)


def _choose(bar: Bar, rows: list[list[Span]], room: Span, line: float | None) -> tuple[int, Span, float]:
    width = measure.width_mm(bar.label)
    sides = (
        Span(bar.span.right + LABEL_GAP_MM, bar.span.right + LABEL_GAP_MM + width),
        Span(bar.span.left - LABEL_GAP_MM - width, bar.span.left - LABEL_GAP_MM),
    )
    inside = [side for side in sides if side.left >= room.left and side.right <= room.right] or [sides[1]]
    clear = [
        side for side in inside if line is None or not side.left - CLEAR_MM < line < side.right + CLEAR_MM
    ] or inside
    options = [(side, Span(min(side.left, bar.span.left), max(side.right, bar.span.right))) for side in clear]
    for number, row in enumerate(rows):
        for side, taken in options:
            if _fits(taken, row):
                return number, taken, side.left
    side, taken = options[0]
    return len(rows), taken, side.left


def _fits(span: Span, row: Iterable[Span]) -> bool:
    return all(span.left >= other.right + ROW_GAP_MM or span.right + ROW_GAP_MM <= other.left for other in row)


def height_mm(placed: Iterable[PlacedBar]) -> float:
    """Return the height that packed bars need."""
    return ROW_MM * max((bar.row + 1 for bar in placed), default=0)


def draw(axes: Axes, placed: Iterable[PlacedBar], top: float, stem: str, verticals: Sequence[float] = ()) -> None:
    """Draw packed bars.

    Args:
        axes: Axes in millimetres both ways.
        placed: The bars.
        top: Height of the first row's top.
        stem: First part of the gids, `<stem>:<event>`.
        verticals: Where vertical lines run through the strip.
    """
    for item in placed:
        y = top - (item.row + 0.5) * ROW_MM
        _draw_bar(axes, item.bar, y, f"{stem}:{item.bar.event}")
        text = axes.text(
            item.label_left, y, item.bar.label, ha="left", va="center_baseline", fontsize=style.SMALL_PT
        )
        text.set_gid(f"{stem}:{item.bar.event}:label")
        right = item.label_left + measure.width_mm(item.bar.label)
        if item.struck or any(item.label_left < line < right for line in verticals):
            # lines stop for a label that could not keep clear of them
            text.set_bbox({"facecolor": style.COLOUR.paper, "linewidth": 0, "boxstyle": "square,pad=0.1"})


def _draw_bar(axes: Axes, bar: Bar, y: float, gid: str) -> None:
    span, sure = bar.span, bar.extent.sure
    if sure is not None:
        missing = max(0.0, LEAST_BAR_MM - sure.width)
        patch = axes.barh(
            y, sure.width + missing, BAR_MM, left=sure.left - missing / 2, color=bar.colour, linewidth=0, zorder=3
        )
        patch[0].set_gid(gid)
    right = span.right - (ARROW_HEAD_MM if bar.extent.open_right else 0)
    left = span.left + (ARROW_HEAD_MM if bar.extent.open_left else 0)
    if shows_possible(bar) or bar.extent.open_right or bar.extent.open_left:
        line = Line2D([left, right], [y, y], color=bar.colour, linewidth=0.8, linestyle=DASHES, zorder=2)
        line.set_gid(f"{gid}:possible")
        axes.add_line(line)
    if bar.extent.open_right:
        head = axes.plot(right, y, marker=9, markersize=4, color=bar.colour, markeredgewidth=0, clip_on=False)
        head[0].set_gid(f"{gid}:open")
        if is_undated(bar):
            tick = axes.plot(left, y, "|", color=bar.colour, markersize=TICK_PT, markeredgewidth=0.8)
            tick[0].set_gid(f"{gid}:earliest")
    if bar.extent.open_left:
        head = axes.plot(left, y, marker=8, markersize=4, color=bar.colour, markeredgewidth=0, clip_on=False)
        head[0].set_gid(f"{gid}:open-start")


def shows_possible(bar: Bar) -> bool:
    """Say whether a bar has days, other than those of an open end, on which it only may have gone on."""
    sure = bar.extent.sure
    return sure is None or bar.extent.right - bar.extent.left - sure.width > LEAST_BAR_MM / 2


def is_undated(bar: Bar) -> bool:
    """Say whether neither the start nor the end of a bar has a latest day: it is this day or later."""
    return bar.extent.open_right and bar.extent.start_open and not bar.extent.open_left


def drawn_as(case: Case, bar: Bar) -> str:
    """Say how an event is drawn, for the data table; one that has no length is never called a bar."""
    extent = bar.extent
    if is_undated(bar):
        return "dashed arrow from its earliest day"
    if case.event_by_id[bar.event].kind == "point":
        return "mark" if extent.sure is not None else "dashed line over the possible days"
    possible = shows_possible(bar)
    parts = ["dashed arrow to the left"] if extent.open_left else []
    parts += ["bar"] if extent.sure is not None else []
    parts += ["dashed line over the possible days"] if possible else []
    parts += ["dashed arrow to the right"] if extent.open_right else []
    return ", ".join(parts)


def legend_entries(case: Case, drawn: Sequence[Bar]) -> Iterator[Entry]:
    """Yield the legend of the bars: a colour per lane, and what dashes and arrows mean, if they occur."""
    lanes = dict.fromkeys(case.event_by_id[bar.event].lane for bar in drawn)
    if len(lanes) > 1:
        for lane in lanes:
            yield Entry(LANE_NAMES.get(lane, lane), SAMPLE_MM, partial(_draw_sample, style.LANE_COLOURS[lane]))
    if any(shows_possible(bar) for bar in drawn):
        yield Entry("possible time", SAMPLE_MM, _draw_dashes)
    if any(bar.extent.open_left for bar in drawn):
        yield Entry("start not reported", SAMPLE_MM, _draw_left_arrow)
    if any(bar.extent.open_right and not is_undated(bar) for bar in drawn):
        yield Entry("end not reported", SAMPLE_MM, _draw_arrow)
    if any(is_undated(bar) for bar in drawn):
        yield Entry("day not reported: this day or later", SAMPLE_MM, _draw_undated)


def _draw_sample(colour: str, page: Axes, x: float, y: float) -> None:
    page.barh(y, SAMPLE_MM - 0.6, BAR_MM, left=x + 0.3, color=colour, linewidth=0)


def _draw_dashes(page: Axes, x: float, y: float) -> None:
    page.plot([x, x + SAMPLE_MM], [y, y], color=style.COLOUR.muted, linewidth=0.8, linestyle=DASHES)


def _draw_arrow(page: Axes, x: float, y: float) -> None:
    tip = x + SAMPLE_MM - ARROW_HEAD_MM
    page.barh(y, LEAST_BAR_MM, BAR_MM, left=x, color=style.COLOUR.muted, linewidth=0)
    page.plot([x, tip], [y, y], color=style.COLOUR.muted, linewidth=0.8, linestyle=DASHES)
    page.plot(tip, y, marker=9, markersize=4, color=style.COLOUR.muted, markeredgewidth=0)


def _draw_left_arrow(page: Axes, x: float, y: float) -> None:
    tip, right = x + ARROW_HEAD_MM, x + SAMPLE_MM
    page.barh(y, LEAST_BAR_MM, BAR_MM, left=right - LEAST_BAR_MM, color=style.COLOUR.muted, linewidth=0)
    page.plot([tip, right], [y, y], color=style.COLOUR.muted, linewidth=0.8, linestyle=DASHES)
    page.plot(tip, y, marker=8, markersize=4, color=style.COLOUR.muted, markeredgewidth=0)


def _draw_undated(page: Axes, x: float, y: float) -> None:
    left, tip = x + 0.3, x + SAMPLE_MM - ARROW_HEAD_MM
    page.plot([left, tip], [y, y], color=style.COLOUR.muted, linewidth=0.8, linestyle=DASHES)
    page.plot(left, y, "|", color=style.COLOUR.muted, markersize=TICK_PT, markeredgewidth=0.8)
    page.plot(tip, y, marker=9, markersize=4, color=style.COLOUR.muted, markeredgewidth=0)
