"""Lines and markers that many share are those of Matplotlib's `plot`, to the byte."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from epicrisis.figures import style
from epicrisis.figures.lines import draw_line, draw_marker


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
            draw_line(axes, [10, 70], [0.01, 1], linewidth=0.7, linestyle=(0, (1, 1.6)), **look)
            draw_marker(
                axes, "D", 40, 0.1, markersize=4, markerfacecolor="white", clip_on=False, gid="one", **look
            )
        style.settle(figure)
    return figure


@pytest.mark.parametrize("file_format", ["svg", "pdf", "png"])
def test_they_are_the_bytes_of_plot(file_format: str) -> None:
    """In every format."""
    assert style.encode(panels("plot"), file_format) == style.encode(panels("line"), file_format)  # type: ignore[arg-type]
