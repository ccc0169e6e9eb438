"""The panels of the MRD figure: the percent axis with its marks, and the strips below it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, NullFormatter

from epicrisis.figures import measure, style
from epicrisis.figures.canvas import Canvas
from epicrisis.figures.lines import Stroke, draw_strokes, marker
from epicrisis.figures.mrd_marks import THRESHOLD_PERCENT, Form, TestMark
from epicrisis.figures.placement import Box, Label, Trail, place
from epicrisis.figures.strip import PlacedBar
from epicrisis.figures.time_axis import Span, TimeAxis
from epicrisis.figures.time_axis_drawing import draw_whisker
from epicrisis.figures.when import number

MARKER_PT = 5.2
TRIANGLE_PT = 6.4
INNER_PT = 1.9
MARKER_MM = 2.0
LINK_STEP_MM = 0.4
ARROW_PT = 8.5
CAP_MM = 3.4
SIDE_LABELS = {
    Form.NO_LIMIT: ("not detected,", "limit of detection", "not reported"),
    Form.UNQUANTIFIED: ("detected,", "percentage", "not reported"),
}


def percent_range(marks: Sequence[TestMark]) -> tuple[float, float]:
    """Return the ends of the percent axis: room around all values and the threshold, and never zero."""
    values = [mark.percent for mark in marks if mark.percent] + [THRESHOLD_PERCENT]
    return min(values) / 2.2, max(1.0, max(values) * 2.0)


def draw_bands(page: Axes, bars: Sequence[PlacedBar], heights: Span) -> None:
    """Let each treatment fall through the panels as a faint band: it shows what came between two tests."""
    for item in bars:
        sure = item.bar.extent.sure
        if sure is not None and sure.width > 0:
            page.add_patch(
                Rectangle(
                    (sure.left, heights.left),
                    sure.width,
                    heights.width,
                    facecolor=item.bar.colour,
                    alpha=0.09,
                    linewidth=0,
                    zorder=0.5,
                )
            )


def draw_values(
    canvas: Canvas, axis: TimeAxis, marks: Sequence[TestMark], heights: Span, left: float, right: float
) -> Axes:
    """Draw the percent axis and every mark that stands on it.

    Args:
        canvas: The page.
        axis: The time axis.
        marks: All marks of the figure.
        heights: Bottom and top of the panel.
        left: Left end of the panel.
        right: Right end of the panel.

    Returns:
        The panel, whose y is percent.
    """
    panel = canvas.panel(heights.left, heights.width, zorder=3)
    panel.set_yscale("log")
    low, high = percent_range(marks)
    panel.set_ylim(low, high)
    panel.yaxis.set_minor_locator(FixedLocator([]))
    panel.yaxis.set_minor_formatter(NullFormatter())
    _draw_percent_grid(canvas, panel, axis, heights, left)
    drawn = [mark for mark in marks if mark.form.on_axis]
    heights_of = {mark.test.id: mark.percent for mark in drawn if mark.percent is not None}
    draw_strokes(panel, [_link(*pair) for pair in links(marks)])
    _draw_marks(panel, drawn, heights_of)
    _draw_labels(canvas.page, drawn, heights, (low, high), Span(left, right))
    return panel


def _draw_percent_grid(canvas: Canvas, panel: Axes, axis: TimeAxis, heights: Span, left: float) -> None:
    low, high = panel.get_ylim()
    spans = list(axis.zone_spans().values())
    for percent in decades((low, high)):
        at_threshold = math.isclose(percent, THRESHOLD_PERCENT)
        colour = style.COLOUR.muted if at_threshold else style.COLOUR.rule
        for span in spans:
            (line,) = panel.plot(
                [span.left, span.right],
                [percent, percent],
                color=colour,
                linewidth=0.8 if at_threshold else 0.4,
                linestyle=(0, (4, 2)) if at_threshold else "-",
                zorder=1,
            )
            line.set_gid(f"mrd:grid:{number(percent)}")
        text = f"{number(percent)}%"
        label = f"{text} ($10^{{-4}}$)" if at_threshold else text
        y = _height(percent, (low, high), heights)
        (words,) = canvas.margin_label([label], left - 2, y, f"mrd:percent:{number(percent)}", bold=at_threshold)
        words.set_parse_math(at_threshold)  # the only formula of a figure


def decades(limits: tuple[float, float]) -> tuple[float, ...]:
    """Return the powers of ten between two percentages."""
    low, high = limits
    return tuple(
        10.0**exponent for exponent in range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    )


def _height(percent: float, limits: tuple[float, float], heights: Span) -> float:
    low, high = limits
    return heights.left + heights.width * math.log(percent / low) / math.log(high / low)


def _link(first: TestMark, second: TestMark) -> Stroke:
    """Return the line between two tests of one specimen; dotted where one of them is only an upper limit."""
    censored = first.form.censored or second.form.censored
    look = {"color": first.look.colour, "linewidth": 0.7, "linestyle": (0, (1, 1.6)) if censored else "-"}
    x, y = [first.position.x, second.position.x], [first.percent or 0, second.percent or 0]
    return Stroke(x, y, {**look, "zorder": 2}, f"mrd:link:{second.test.id}")


def links(marks: Sequence[TestMark]) -> Iterator[tuple[TestMark, TestMark]]:
    """Yield the pairs of tests that a line joins: neighbours of one specimen, both on the percent axis.

    No line leads to a result with a range of days: it would have to meet it on one of them.
    """
    for specimen in sorted({mark.test.specimen for mark in marks}):
        for first, second in pairwise(mark for mark in marks if mark.test.specimen == specimen):
            if first.position.span or second.position.span or first.zone is not second.zone:
                continue
            if first.percent is not None and second.percent is not None:
                yield first, second


def _draw_marks(panel: Axes, marks: Sequence[TestMark], heights: Mapping[str, float]) -> None:
    """Draw the marker of each test at its day, or at both ends of its possible days, never between them.

    Args:
        panel: Where to draw.
        marks: The tests.
        heights: Where each stands in y, by its id.
    """
    strokes: list[Stroke] = []
    for mark in marks:
        gid, y = f"mrd:{mark.test.id}", heights[mark.test.id]
        draw_whisker(panel, mark.position, y, mark.look.colour, f"{gid}:days")
        for part, x in zip(("", ":latest"), mark.position.places, strict=False):
            if mark.form is Form.BELOW:
                draw_arrow(panel, mark.look.colour, x, y)
            strokes += glyph(mark, x, y, gid + part)
    draw_strokes(panel, strokes)


def glyph(mark: TestMark, x: float, y: float, gid: str | None = None) -> list[Stroke]:
    """Return the marker of a test; an open triangle holds a small copy of its specimen's, unless marrow's.

    Args:
        mark: The test; to one that is below a value belongs an arrow as well.
        x: Place in x.
        y: Place in y.
        gid: The name of the marker.

    Returns:
        The marker, and the small copy if there is one.
    """
    look = mark.look
    if mark.form is Form.BELOW:
        return [open_marker(look.marker, look.colour, x, y, gid)]
    if not mark.form.is_triangle:
        pale = mark.position.span is not None
        face, edge = (style.pale(look.colour), 0.8) if pale else (look.colour, 0.0)
        size = _size(look.marker) - edge
        options: dict[str, Any] = {"markerfacecolor": face, "markeredgewidth": edge, "markersize": size}
        return [marker(look.marker, x, y, gid, color=look.colour, zorder=4, **options)]
    strokes = [_open("v", look.colour, x, y, TRIANGLE_PT, gid)]
    if look.marker != "o":
        options = {"markersize": INNER_PT, "markeredgewidth": 0.0}
        strokes.append(marker(look.marker, x, y, color=look.colour, zorder=5, **options))
    return strokes


def draw_arrow(axes: Axes, colour: str, x: float, y: float) -> None:
    """Draw the arrow down of a result that is only known to be below a value."""
    arrow = {"arrowstyle": "<-,head_length=0.25,head_width=0.14", "color": colour, "linewidth": 0.9}
    arrow |= {"shrinkA": 0, "shrinkB": 0}
    down = (0, -ARROW_PT)
    axes.annotate("", xy=(x, y), xytext=down, textcoords="offset points", arrowprops=arrow, annotation_clip=False)


def open_marker(form: str, colour: str, x: float, y: float, gid: str | None = None) -> Stroke:
    """Return the marker to which an arrow down belongs."""
    return _open(form, colour, x, y, _size(form) - 1.0, gid)


def _size(form: str) -> float:
    return MARKER_PT * (0.86 if form in "Ds" else 1)


def _open(form: str, colour: str, x: float, y: float, size: float, gid: str | None) -> Stroke:
    options = {"markerfacecolor": style.COLOUR.paper, "markeredgewidth": 1.0, "markersize": size}
    return marker(form, x, y, gid, color=colour, zorder=4, **options)


def _draw_labels(
    page: Axes, marks: Sequence[TestMark], heights: Span, limits: tuple[float, float], width: Span
) -> None:
    labels = [
        Label(mark.test.id, mark.label, mark.position.x, _height(mark.percent, limits, heights))
        for mark in marks
        if mark.label and mark.percent
    ]
    taken: list[Box | Trail] = [*_taken(marks, heights, limits), *_taken_by_links(links(marks), heights, limits)]
    for percent in decades(limits):
        line = _height(percent, limits, heights)
        taken.append(Box(width.left, line - 0.15, width.right, line + 0.15))
    room = Box(width.left, heights.left, width.right, heights.right)
    colours = {mark.test.id: mark.look.colour for mark in marks}
    for item in place(labels, taken, room):
        page.text(
            item.x,
            item.y,
            item.label.text,
            ha="center",
            va="center",
            fontsize=style.SMALL_PT,
            fontweight=600,
            color=colours[item.label.key],
        ).set_gid(f"mrd:{item.label.key}:label")


def _taken(marks: Sequence[TestMark], heights: Span, limits: tuple[float, float]) -> Iterator[Box]:
    for mark in marks:
        if mark.percent is None:
            continue
        y = _height(mark.percent, limits, heights)
        for x in mark.position.places:
            drop = ARROW_PT / 72 * style.MM_PER_INCH if mark.form is Form.BELOW else MARKER_MM / 2
            yield Box(x - MARKER_MM / 2, y - drop, x + MARKER_MM / 2, y + MARKER_MM / 2)
        if mark.position.whisker is not None:
            reach = 0.5 if mark.position.span is None else CAP_MM / 2
            yield Box(mark.position.whisker.left, y - reach, mark.position.whisker.right, y + reach)


def _taken_by_links(
    pairs: Iterable[tuple[TestMark, TestMark]], heights: Span, limits: tuple[float, float]
) -> Iterator[Trail]:
    for first, second in pairs:
        low, high = (_height(mark.percent or 1, limits, heights) for mark in (first, second))
        left, right = first.position.x, second.position.x
        steps = max(1, math.ceil(max(abs(high - low), right - left) / LINK_STEP_MM))
        yield Trail((left, low), (right, high), steps)


def draw_side_strip(
    canvas: Canvas, axis: TimeAxis, marks: Sequence[TestMark], form: Form, heights: Span, left: float
) -> Axes:
    """Draw the strip of the tests that have no place on the percent axis.

    Args:
        canvas: The page.
        axis: The time axis.
        marks: All marks of the figure.
        form: Which of them stand in this strip.
        heights: Bottom and top of the strip.
        left: Left end of the strip.

    Returns:
        The strip, whose y runs from 0 to 1 and means nothing.
    """
    panel = canvas.panel(heights.left, heights.width, zorder=3)
    panel.set_ylim(0, 1)
    for span in axis.zone_spans().values():
        panel.plot([span.left, span.right], [1, 1], color=style.COLOUR.rule, linewidth=style.HAIRLINE_PT, zorder=1)
    canvas.margin_label(SIDE_LABELS[form], left - 2, heights.centre, f"mrd:strip:{form.name.lower()}")
    inside = [mark for mark in marks if mark.form is form]
    heights_of = {mark.test.id: _strip_height(mark, inside) for mark in inside}
    _draw_marks(panel, inside, heights_of)
    for mark in inside:
        if mark.label:
            panel.text(
                mark.position.places[-1] + MARKER_MM * 0.75,
                heights_of[mark.test.id],
                mark.label,
                va="center",
                fontsize=style.SMALL_PT,
                fontweight=600,
                color=mark.look.colour,
            ).set_gid(f"mrd:{mark.test.id}:label")
    return panel


def _strip_height(mark: TestMark, inside: Sequence[TestMark]) -> float:
    """Set tests whose marks would cover each other above each other: in a strip, height means nothing."""
    together = [other for other in inside if _covers(other, mark)]
    return (together.index(mark) + 1) / (len(together) + 1)


def _covers(first: TestMark, second: TestMark) -> bool:
    (left, right), (low, high) = _reach(first), _reach(second)
    return left < high and low < right


def _reach(mark: TestMark) -> tuple[float, float]:
    """Return from where to where a mark in a strip reaches, with its possible days and its label."""
    whisker = mark.position.whisker
    ends = [*mark.position.places, *((whisker.left, whisker.right) if whisker else ())]
    label = MARKER_MM / 4 + measure.width_mm(mark.label) if mark.label else 0.0
    return min(ends) - MARKER_MM / 2, max(max(ends), mark.position.places[-1] + label) + MARKER_MM / 2
