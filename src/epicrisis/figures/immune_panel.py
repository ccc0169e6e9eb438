"""One panel of the immune-cell figure: a population with its normal band and its counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from epicrisis.figures import measure, style
from epicrisis.figures.canvas import Canvas
from epicrisis.figures.immune_marks import CountMark, Population, links, normal_text, printed_count, runs
from epicrisis.figures.lines import Stroke, draw_strokes, marker
from epicrisis.figures.placement import Box, Label, Trail, place
from epicrisis.figures.time_axis import Span, TimeAxis
from epicrisis.figures.time_axis_drawing import draw_whisker, shade_zones

LINEAR_BELOW = 1.0
LINEAR_SHARE = 0.5
BOTTOM = 0.0
LEAST_BLOCK_MM = 2.4
MARKER_PT = 4.4
ARROW_PT = 8.5
HATCH = "/////"
DOTS = (0, (1, 1.6))
SIGN_MM = 2.2
TICK_CLEARANCE = 1.8
SAME_SAMPLE_MM = 5.0
LINK_STEPS = 24
BETWEEN_GRID_LINES = 3.2
WORDS = {"below_range": "below range, count not reported", "in_range": "in range, count not reported"}


@dataclass(frozen=True)
class Frame:
    """What all panels share.

    Args:
        axis: The time axis.
        left: Left end of the panels.
        right: Right end of the panels.
        top: Upper end of the count axis.
        missing: What a panel without counts says.
        verticals: Places of the lines that fall through all panels.
        colour: Colour of the counts.
    """

    axis: TimeAxis
    left: float
    right: float
    top: float
    missing: str
    verticals: tuple[float, ...] = ()
    colour: str = style.COLOUR.bone_marrow


def highest(found: Sequence[Population]) -> float:
    """Return the upper end of the count axis that all panels share."""
    values = [mark.count.cells_per_ul for item in found for mark in item.marks if mark.count.cells_per_ul]
    limits = [limit for item in found for limit in item.limits if limit is not None]
    return max([10.0, *values, *limits]) * 2.2


def ticks(top: float) -> tuple[float, ...]:
    """Return the labelled counts: 0, 1 and the powers of ten well below the upper end, where the unit stands."""
    powers: list[float] = [0.0]
    power = 1.0
    while power * TICK_CLEARANCE < top:
        powers.append(power)
        power *= 10
    return tuple(powers)


def draw_population(canvas: Canvas, frame: Frame, item: Population, heights: Span, stem: str) -> Axes:
    """Draw the panel of one population.

    Args:
        canvas: The page.
        frame: What all panels share.
        item: The population.
        heights: Bottom and top of the panel.
        stem: First part of the gids.

    Returns:
        The panel, whose y is cells per microlitre: linear below 1, logarithmic above.
    """
    panel = canvas.panel(heights.left, heights.width, zorder=1)
    panel.set_yscale("symlog", linthresh=LINEAR_BELOW, linscale=LINEAR_SHARE)
    panel.set_ylim(BOTTOM, frame.top)
    # Not on the page, which lies over the panels.
    shade_zones(panel, frame.axis, Span(BOTTOM, frame.top))
    _draw_grid(canvas, panel, frame, heights, stem)
    _draw_title(canvas, frame, item, heights, stem)
    _draw_band(panel, frame, item, stem)
    for run in runs(item.marks):
        _draw_run(canvas, panel, frame, item, run, heights)
    pairs = [*links(item.marks)]
    draw_strokes(panel, [_link(*pair, frame.colour) for pair in pairs])
    _draw_counts(panel, [mark for mark in item.marks if mark.has_number], frame.colour)
    _draw_labels(canvas, panel, frame, item, heights, pairs)
    if not item.marks:
        text = canvas.page.text(
            frame.axis.days.centre,
            height_of(panel, BETWEEN_GRID_LINES, heights),
            frame.missing,
            ha="center",
            va="center",
            fontsize=style.TEXT_PT,
            color=style.COLOUR.muted,
        )
        text.set_gid(f"{stem}:missing")
    return panel


def height_of(panel: Axes, count: float, heights: Span) -> float:
    """Return the height of a count on the page, in millimetres."""
    return _heights_on(panel, heights)(count)


def _heights_on(panel: Axes, heights: Span) -> Callable[[float], float]:
    """Return what tells the height of a count on the page, with the ends of the axis worked out once for all."""
    transform = panel.yaxis.get_transform()
    low, high = (float(transform.transform([y])[0]) for y in panel.get_ylim())

    def height(count: float) -> float:
        value = float(transform.transform([count])[0])
        return heights.left + heights.width * (value - low) / (high - low)

    return cache(height)  # of the thousands of counts of a long case most say what others say, too


def _draw_grid(canvas: Canvas, panel: Axes, frame: Frame, heights: Span, stem: str) -> None:
    for count in ticks(frame.top):
        y = height_of(panel, count, heights)
        canvas.margin_label([printed_count(count)], frame.left - 2, y, f"{stem}:tick:{printed_count(count)}")
        for span in frame.axis.zone_spans().values():
            panel.plot(
                [span.left, span.right],
                [count, count],
                color=style.COLOUR.muted if count == 0 else style.COLOUR.grid,
                linewidth=style.HAIRLINE_PT,
                zorder=1,
            )


def _draw_title(canvas: Canvas, frame: Frame, item: Population, heights: Span, stem: str) -> None:
    y = heights.right + 1.9
    canvas.page.text(
        frame.left, y, item.name, va="center_baseline", fontsize=style.TEXT_PT, fontweight=600
    ).set_gid(f"{stem}:title")
    normal = normal_text(item.limits)
    if not normal:
        return
    x = frame.left + measure.width_mm(item.name, style.TEXT_PT, 600) + 3.5
    swatch = Rectangle((x, y - 0.9), 4.0, 1.8, facecolor=style.COLOUR.band, edgecolor=style.COLOUR.transplant)
    swatch.set_linewidth(style.HAIRLINE_PT)
    canvas.page.add_patch(swatch)
    canvas.page.text(
        x + 4.8, y, f"normal {normal}", va="center_baseline", fontsize=style.SMALL_PT, color=style.COLOUR.ink
    ).set_gid(f"{stem}:normal")


def _draw_band(panel: Axes, frame: Frame, item: Population, stem: str) -> None:
    low, high = item.limits
    if low is None and high is None:
        return
    bottom, top = low if low is not None else BOTTOM, high if high is not None else frame.top
    for count, span in enumerate(frame.axis.zone_spans().values()):
        band = Rectangle((span.left, bottom), span.width, top - bottom, facecolor=style.COLOUR.band, linewidth=0)
        band.set_zorder(0.5)
        band.set_gid(f"{stem}:band:{count}")
        panel.add_patch(band)
        for limit in (low, high):
            if limit is not None:
                ends = [span.left, span.right]
                panel.plot(
                    ends, [limit] * 2, color=style.COLOUR.transplant, linewidth=style.HAIRLINE_PT, zorder=1.2
                )


def stretch(item: Population, relation: str, top: float) -> tuple[float, float]:
    """Return the counts between which a result without a number lies."""
    low, high = item.limits
    if relation == "below_range":
        return BOTTOM, low if low is not None else top
    return (low if low is not None else BOTTOM), (high if high is not None else top)


def _block(mark: CountMark) -> Span:
    whisker = mark.position.whisker
    span = whisker or Span(mark.position.x, mark.position.x)
    missing = max(0.0, LEAST_BLOCK_MM - span.width) / 2
    return Span(span.left - missing, span.right + missing)


def _draw_run(
    canvas: Canvas, panel: Axes, frame: Frame, item: Population, run: Sequence[CountMark], heights: Span
) -> None:
    """Draw results without a number as hatched stretches of counts; nothing is drawn for the time in between."""
    relation = run[0].count.relation
    low, high = stretch(item, relation, frame.top)
    blocks = [_block(mark) for mark in run]
    for mark, block in zip(run, blocks, strict=True):
        patch = Rectangle((block.left, low), block.width, high - low, hatch=HATCH, facecolor="none")
        patch.set(edgecolor=frame.colour, linewidth=style.HAIRLINE_PT, zorder=3, gid=f"immune:{mark.count.id}")
        panel.add_patch(patch)
    # Between two grid lines, if the stretch reaches that far.
    inside = low < BETWEEN_GRID_LINES < high
    middle = (height_of(panel, low, heights) + height_of(panel, high, heights)) / 2
    y = height_of(panel, BETWEEN_GRID_LINES, heights) if inside else middle
    label = _draw_run_words(canvas, frame, run, blocks, y)
    for first, (left, right) in zip(run, pairwise(blocks), strict=False):
        for part, ends in enumerate(_around(Span(left.right + SIGN_MM, right.left - 0.6), label)):
            (line,) = canvas.page.plot([ends.left, ends.right], [y, y], color=frame.colour, linewidth=0.7)
            line.set(linestyle=DOTS, zorder=2, gid=f"immune:{first.count.id}:same:{part}")


def _draw_run_words(
    canvas: Canvas, frame: Frame, run: Sequence[CountMark], blocks: Sequence[Span], y: float
) -> Span:
    """Write what the results of a run say, and the mark of doubt of each beside it; return where the words are."""
    signs = {mark.sign for mark in run}
    words = WORDS[run[0].count.relation] + (run[0].sign if len(signs) == 1 else "")
    # Any: what a Text takes is many-typed, and it checks it itself.
    options: dict[str, Any] = {"va": "center_baseline", "fontsize": style.SMALL_PT, "color": frame.colour}
    for mark, block in zip(run, blocks, strict=True):
        if len(signs) > 1 and mark.sign:
            text = canvas.page.text(block.right + 0.4, y, mark.sign, **options)
            text.set_gid(f"immune:{mark.count.id}:basis")
    gap = max((Span(a.right, b.left) for a, b in pairwise(blocks)), key=_width, default=None)
    width, whole = measure.width_mm(words), Span(blocks[0].left, blocks[-1].right)
    if gap is not None and gap.width > width + 2 * SIGN_MM + 2:
        x = gap.centre - width / 2
    else:
        x = whole.right + SIGN_MM if whole.right + SIGN_MM + width < frame.right else whole.left - 1 - width
    canvas.page.text(x, y, words, **options).set_gid(f"immune:{run[0].count.id}:label")
    return Span(x, x + width)


def _around(line: Span, label: Span) -> Iterator[Span]:
    """Yield the pieces of a line that keep clear of a label."""
    if label.right < line.left or line.right < label.left:
        yield line
        return
    yield from (
        piece for piece in (Span(line.left, label.left - 1), Span(label.right + 1, line.right)) if piece.width > 0
    )


def draw_same_sample(page: Axes, x: float, y: float) -> None:
    """Draw the sample of two equal results that follow each other for a legend."""
    page.plot([x, x + SAME_SAMPLE_MM], [y, y], color=style.COLOUR.muted, linewidth=0.7, linestyle=DOTS)


def _width(span: Span) -> float:
    return span.width


def _link(first: CountMark, second: CountMark, colour: str) -> Stroke:
    exact = first.count.relation == second.count.relation == "="
    look = {"color": colour, "linewidth": 0.7, "linestyle": "-" if exact else (0, (1, 1.6)), "zorder": 2}
    counts = [first.count.cells_per_ul or 0, second.count.cells_per_ul or 0]
    return Stroke([first.position.x, second.position.x], counts, look)


def _draw_counts(panel: Axes, marks: Sequence[CountMark], colour: str) -> None:
    """Draw each count at its day, or at both ends of its possible days, never between them."""
    strokes: list[Stroke] = []
    for mark in marks:
        y, gid, exact = mark.count.cells_per_ul or 0.0, f"immune:{mark.count.id}", mark.count.relation == "="
        draw_whisker(panel, mark.position, y, colour, f"{gid}:days")
        if not exact:
            _draw_arrow(panel, mark, y, colour)
        face = style.COLOUR.paper if not exact else style.pale(colour) if mark.position.span else colour
        look = {"color": colour, "markerfacecolor": face, "markeredgewidth": 0.9, "markersize": MARKER_PT}
        for part, x in zip(("", ":latest"), mark.position.places, strict=False):
            strokes.append(marker("o", x, y, gid + part, **look, zorder=4, clip_on=False))
    draw_strokes(panel, strokes)


def _draw_arrow(panel: Axes, mark: CountMark, y: float, colour: str) -> None:
    """Draw towards which side of a limit a count lies."""
    arrow = {"arrowstyle": "<-,head_length=0.25,head_width=0.14", "color": colour, "linewidth": 0.9}
    arrow |= {"shrinkA": 0, "shrinkB": 0}
    reach, place = (0, -ARROW_PT if mark.count.relation == "<" else ARROW_PT), (mark.position.x, y)
    panel.annotate("", xy=place, xytext=reach, textcoords="offset points", arrowprops=arrow, annotation_clip=False)


def labelled(item: Population) -> tuple[CountMark, ...]:
    """Return the marks that bear their number: limits, doubtful ones, the lowest exact count and the last one."""
    exact = [mark for mark in item.marks if mark.count.relation == "=" and mark.has_number]
    chosen = {min(exact, key=_count_of).count.id, exact[-1].count.id} if exact else set()
    return tuple(
        mark
        for mark in item.marks
        if mark.has_number
        and (mark.count.id in chosen or mark.count.relation != "=" or not mark.label[-1:].isdigit())
    )


def _count_of(mark: CountMark) -> float:
    return mark.count.cells_per_ul or 0.0


def draw_hatch_sample(page: Axes, x: float, y: float) -> None:
    """Draw the sample of an assessment without a count for a legend."""
    colour = style.COLOUR.muted
    patch = Rectangle((x + 0.8, y - 1.3), LEAST_BLOCK_MM, 2.6, hatch=HATCH, facecolor="none", edgecolor=colour)
    patch.set_linewidth(style.HAIRLINE_PT)
    page.add_patch(patch)


def _draw_labels(
    canvas: Canvas,
    panel: Axes,
    frame: Frame,
    item: Population,
    heights: Span,
    pairs: Iterable[tuple[CountMark, CountMark]],
) -> None:
    height = _heights_on(panel, heights)
    points = {
        mark.count.id: (mark.position.x, height(mark.count.cells_per_ul or 0))
        for mark in item.marks
        if mark.has_number
    }
    labels = [Label(mark.count.id, mark.label, *points[mark.count.id]) for mark in labelled(item)]
    taken: list[Box | Trail] = [Box(x - 0.9, y - 0.9, x + 0.9, y + 0.9) for x, y in points.values()]
    taken += [
        Box(span.left - 0.9, y - 1.7, span.right + 0.9, y + 1.7)
        for mark in item.marks
        if mark.has_number and (span := mark.position.span) and (y := points[mark.count.id][1])
    ]
    taken += [_arrow_box(mark, *points[mark.count.id]) for mark in item.marks if mark.count.relation in ("<", ">")]
    taken += [Box(x - 0.2, heights.left, x + 0.2, heights.right) for x in frame.verticals]
    for limit in item.limits:
        if limit is not None:
            y = height(limit)
            taken.append(Box(frame.left, y - 0.1, frame.right, y + 0.1))
    for first, second in pairs:
        taken.append(Trail(points[first.count.id], points[second.count.id], LINK_STEPS))
    room = Box(frame.left, heights.left, style.DOUBLE_COLUMN_MM - 1, heights.right + 0.5)
    for label in place(labels, taken, room, gap_mm=1.3):
        canvas.page.text(
            label.x,
            label.y,
            label.label.text,
            ha="center",
            va="center",
            fontsize=style.SMALL_PT,
            color=frame.colour,
        ).set_gid(f"immune:{label.label.key}:label")


def _arrow_box(mark: CountMark, x: float, y: float) -> Box:
    reach = ARROW_PT / 72 * style.MM_PER_INCH
    return (
        Box(x - 0.6, y - reach, x + 0.6, y) if mark.count.relation == "<" else Box(x - 0.6, y, x + 0.6, y + reach)
    )
