"""Lines and markers are those of Matplotlib's `plot`, to the byte; many that look alike are drawn as one."""

from __future__ import annotations

import math

import pytest
from matplotlib.figure import Figure

from epicrisis.figures import style
from epicrisis.figures.encoding import encode
from epicrisis.figures.lines import MANY, Stroke, draw_strokes, marker, together


def panels(how: str) -> Figure:
    """Draw a dotted line and a marker, as `how` says."""
    with style.context():
        figure = style.new_figure(style.SINGLE_COLUMN_MM, 40)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, 85)
        axes.set_yscale("log")
        axes.set_ylim(0.001, 10)
        look = {"color": "#336699", "zorder": 2}
        if how == "plot":
            axes.plot([10, 70], [0.01, 1], linewidth=0.7, linestyle=(0, (1, 1.6)), **look)
            axes.plot(40, 0.1, "D", markersize=4, markerfacecolor="white", clip_on=False, gid="one", **look)
        else:
            look_of_line = {"linewidth": 0.7, "linestyle": (0, (1, 1.6)), **look}
            look_of_marker = {"markersize": 4, "markerfacecolor": "white", "clip_on": False, **look}
            strokes = [
                Stroke([10, 70], [0.01, 1], look_of_line),
                marker("D", 40, 0.1, "one", **look_of_marker),
            ]
            draw_strokes(axes, strokes)
        style.settle(figure)
    return figure


@pytest.mark.parametrize("file_format", ["svg", "pdf", "png"])
def test_they_are_the_bytes_of_plot(file_format: str) -> None:
    """In every format."""
    assert encode(panels("plot"), file_format) == encode(panels("line"), file_format)  # type: ignore[arg-type]


RED, BLUE = {"color": "red", "zorder": 2}, {"color": "blue", "zorder": 2}


def test_strokes_that_look_alike_and_follow_each_other_are_one() -> None:
    """A line ends where the next begins; what lies between two strokes stays between them."""
    strokes = [Stroke([x, x + 1], [0, 1], look) for x, look in enumerate([RED, RED, BLUE, RED])]
    joined = [(stroke.look["color"], stroke.x, stroke.y) for stroke in together(strokes)]

    assert repr(joined) == repr(
        [
            ("red", [0, 1, math.nan, 1, 2, math.nan], [0, 1, math.nan, 0, 1, math.nan]),
            ("blue", [2, 3, math.nan], [0, 1, math.nan]),
            ("red", [3, 4, math.nan], [0, 1, math.nan]),
        ]
    )


def test_strokes_of_another_height_do_not_come_between() -> None:
    """They lie above or below all of them anyway."""
    higher = {"color": "blue", "zorder": 3}
    strokes = [marker("o", x, 0, **look) for x, look in enumerate([RED, higher, RED, higher])]

    assert [([0, 2], 2), ([1, 3], 3)] == [(stroke.x, stroke.zorder) for stroke in together(strokes)]


def crowded(*, apart: bool) -> Figure:
    """Draw many overlapping markers of two kinds, all in one go or each on its own."""
    with style.context():
        figure = style.new_figure(style.SINGLE_COLUMN_MM, 40)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, 85)
        axes.set_ylim(0, 40)
        strokes = [
            marker("o" if count % 9 else "D", 2 + count * 0.37, 5 + count % 31, f"mark:{count}", zorder=4, **look)
            for count in range(MANY)
            for look in [{"color": "#336699", "markerfacecolor": "white", "markersize": 5}]
        ]
        for part in [[stroke] for stroke in strokes] if apart else [strokes]:
            draw_strokes(axes, part)
        style.settle(figure)
    return figure


def test_many_markers_are_drawn_together_and_look_the_same() -> None:
    """To the pixel, with what lies over what; only their names are gone."""
    alone, together_ = crowded(apart=True), crowded(apart=False)

    assert len(alone.axes[0].artists) + len(alone.axes[0].lines) == MANY
    assert len(together_.axes[0].lines) == 2 * len(range(0, MANY, 9))
    assert encode(alone, "png") == encode(together_, "png")
