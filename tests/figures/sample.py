"""A figure with everything that could depend on the machine."""

from __future__ import annotations

from matplotlib.figure import Figure

from epicrisis.figures import style


def sample_figure() -> Figure:
    """Draw it: fonts, mathtext, ticks, a hatch."""
    with style.context():
        figure = style.new_figure(style.SINGLE_COLUMN_MM, 60)
        axes = figure.add_axes(style.box(figure, 15, 14, 60, 32))
        axes.plot([1, 2, 3], "o-", label="α")
        axes.axhspan(1, 2, hatch="///", facecolor="none", edgecolor=style.COLOUR.muted)
        axes.set_title("0.01% ($10^{-4}$)", fontweight=600)
        style.draw_foot(figure, ["first", "", "second"])
        style.settle(figure)
    return figure
