"""The ticks, zones and visible breaks of a `TimeAxis`, on axes whose x is in millimetres."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from epicrisis.figures import measure, style
from epicrisis.figures.canvas import Canvas
from epicrisis.figures.time_axis import Position, Span, TimeAxis, Zone
from epicrisis.figures.when import number

TICK_STEPS = (1, 2, 5, 7, 14, 30, 60, 90, 180, 360, 720, 1800)
TICK_ROOM_MM = 8.0
TICK_MM = 1.0
BREAK_SLANT_MM = 0.7
BREAK_HALF_MM = 1.1
DAY_ZERO_LABEL_MM = 3.6
WHISKER_SAMPLE_MM = 7.0
CAP_PT = 9.5


def tick_days(axis: TimeAxis) -> tuple[int, ...]:
    """Return the days that bear a label: multiples of a step that leaves room for the labels, Day 0 among them."""
    days = axis.last_day - axis.first_day
    step = next((step for step in TICK_STEPS if axis.days.width * step / days >= TICK_ROOM_MM), TICK_STEPS[-1])
    first = -(-axis.first_day // step)
    return tuple(step * count for count in range(first, axis.last_day // step + 1))


def shade_zones(page: Axes, axis: TimeAxis, heights: Span) -> None:
    """Tint the parts of a page in which x is not to scale."""
    for zone, span in axis.zone_spans().items():
        if zone is not Zone.DAYS:
            corner = (span.left, heights.left)
            tint = Rectangle(
                corner, span.width, heights.width, facecolor=style.COLOUR.phase, linewidth=0, zorder=0
            )
            tint.set_gid(f"time:zone:{zone.name.lower()}")
            page.add_patch(tint)


def draw_day_zero(page: Axes, axis: TimeAxis, stretches: Sequence[Span], label: str) -> None:
    """Draw the line of Day 0 with its label on top.

    Args:
        page: Axes in millimetres both ways.
        axis: The time axis.
        stretches: Where the line is drawn; it leaves out rows of text in between.
        label: Label of the Day 0 event.
    """
    x, colour = axis.day_x(0), style.COLOUR.transplant
    for stretch in stretches:
        (line,) = page.plot([x, x], [stretch.left, stretch.right], color=colour, linewidth=0.9, zorder=1.5)
        line.set_gid("time:day_zero")
    top = max(stretch.right for stretch in stretches)
    text = f"Day 0: {lower_first(label)}"
    half = measure.width_mm(text, style.SMALL_PT, 600) / 2
    centre = min(max(x, half + 1), page.get_xlim()[1] - half - 1)
    page.text(
        centre,
        top + DAY_ZERO_LABEL_MM / 2,
        text,
        ha="center",
        va="center_baseline",
        fontsize=style.SMALL_PT,
        fontweight=600,
        color=colour,
    ).set_gid("time:day_zero:label")


def draw_baseline(axes: Axes, axis: TimeAxis, y: float) -> None:
    """Draw the axis line of each zone, with two slanted strokes wherever the axis is broken.

    Args:
        axes: Axes in millimetres both ways.
        axis: The time axis.
        y: Height of the line.
    """
    spans = axis.zone_spans()
    for span in spans.values():
        axes.plot([span.left, span.right], [y, y], color=style.COLOUR.muted, linewidth=0.7, solid_capstyle="butt")
    for count, x in enumerate(_breaks(list(spans.values()))):
        for shift in (-0.5, 0.5):
            (stroke,) = axes.plot(
                [x + shift - BREAK_SLANT_MM / 2, x + shift + BREAK_SLANT_MM / 2],
                [y - BREAK_HALF_MM, y + BREAK_HALF_MM],
                color=style.COLOUR.ink,
                linewidth=0.8,
            )
            stroke.set_gid(f"time:break:{count}")


def _breaks(spans: list[Span]) -> Iterator[float]:
    for left, right in pairwise(spans):
        yield (left.right + right.left) / 2


def draw_days(canvas: Canvas, axis: TimeAxis, y: float) -> None:
    """Draw the ticks of the day axis and their days below a baseline."""
    for day in tick_days(axis):
        x = axis.day_x(day)
        canvas.page.plot([x, x], [y, y - TICK_MM], color=style.COLOUR.muted, linewidth=style.HAIRLINE_PT)
        canvas.lines([number(day)], x, y - TICK_MM - 0.3, f"time:day:{day}", bold=day == 0)


def draw_whisker(axes: Axes, position: Position, y: float, colour: str, gid: str) -> None:
    """Draw the possible days of a mark, if there is more than one, with caps that overtop the markers at its ends.

    Days without a last one are a dashed line without an end.

    Args:
        axes: Axes whose x is in millimetres.
        position: Where the mark stands.
        y: Its height in the axes' own unit.
        colour: Its colour.
        gid: The gid of the line.
    """
    whisker = position.whisker
    if whisker is None:
        return
    dashes = (0, (2.2, 1.4)) if position.open_right else "-"
    ends = [whisker.left, whisker.right]
    (line,) = axes.plot(ends, [y, y], color=colour, linewidth=0.8, linestyle=dashes, zorder=2.5)
    line.set_gid(gid)
    closed, size = (ends[:1], 4.2) if position.open_right else (ends, CAP_PT)
    axes.plot(closed, [y] * len(closed), "|", color=colour, markersize=size, markeredgewidth=0.8, zorder=2.5)


def draw_whisker_sample(page: Axes, x: float, y: float) -> None:
    """Draw the sample of possible days for a legend: a marker at both ends and none between."""
    ends, colour = [x + 1.1, x + WHISKER_SAMPLE_MM - 1.1], style.COLOUR.muted
    page.plot(ends, [y, y], "|-", color=colour, linewidth=0.8, markersize=CAP_PT, markeredgewidth=0.8)
    face = style.pale(colour)
    page.plot(ends, [y, y], "o", markersize=4.6, markerfacecolor=face, markeredgecolor=colour, markeredgewidth=0.8)


def draw_open_whisker_sample(page: Axes, x: float, y: float) -> None:
    """Draw the sample of days without a last one for a legend."""
    ends, colour = [x + 0.4, x + WHISKER_SAMPLE_MM - 0.4], style.COLOUR.muted
    page.plot(ends, [y, y], color=colour, linewidth=0.8, linestyle=(0, (2.2, 1.4)))
    page.plot(ends[:1], [y], "|", color=colour, markersize=4.2, markeredgewidth=0.8)


def captions(axis: TimeAxis, day_zero: str) -> Mapping[Zone, str]:
    """Return what each zone of an axis shows, in words."""
    texts = {
        Zone.BEFORE: "In order, not to scale",
        Zone.DAYS: f"Days from {lower_first(day_zero)} (Day 0)",
        Zone.AFTER: "Later, day not reported",
    }
    return {zone: texts[zone] for zone in axis.zone_spans()}


def draw_captions(canvas: Canvas, axis: TimeAxis, day_zero: str, y: float) -> None:
    """Write under each zone what it shows.

    Args:
        canvas: The page.
        axis: The time axis.
        day_zero: Label of the Day 0 event.
        y: Height of the first line's top.
    """
    for zone, caption in captions(axis, day_zero).items():
        span = axis.zone_spans()[zone]
        lines = measure.wrap(caption, span.width + _overhang(zone), style.TEXT_PT)
        gid = f"time:caption:{zone.name.lower()}"
        canvas.lines(lines, span.centre, y, gid, size_pt=style.TEXT_PT)


def caption_lines(axis: TimeAxis, day_zero: str) -> int:
    """Return how many lines the captions need."""
    spans = axis.zone_spans()
    return max(
        len(measure.wrap(caption, spans[zone].width + _overhang(zone), style.TEXT_PT))
        for zone, caption in captions(axis, day_zero).items()
    )


def _overhang(zone: Zone) -> float:
    """Return how far the caption of a zone may reach beyond it, into the breaks."""
    return 0.0 if zone is Zone.BEFORE else 3.0


def lower_first(label: str) -> str:
    """Begin a label in lower case, unless it begins with an abbreviation.

    >>> lower_first("Cord blood infusion"), lower_first("HSCT"), lower_first("CAR-T cells")
    ('cord blood infusion', 'HSCT', 'CAR-T cells')
    """
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
