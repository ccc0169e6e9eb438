"""Markers that are written quickly are written as Matplotlib writes them, to the byte."""

from __future__ import annotations

import io
from contextlib import nullcontext

import pytest
from matplotlib.figure import Figure

from epicrisis.figures import style
from epicrisis.figures.markers import quick_in_pdf, quick_in_svg

PLACES = [0.0, 1e-9, 0.25, 1 / 3, 0.5, 0.9, 1.0, 1.2, float("nan")]


@pytest.fixture
def figure() -> Figure:
    """Markers of several forms and looks, in the axes and past their ends, single and many."""
    with style.context():
        figure = style.new_figure(style.SINGLE_COLUMN_MM, 40)
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.plot(PLACES, PLACES, "o", color="#aa3355", clip_on=False)
        axes.plot(PLACES, PLACES[::-1], "v", markerfacecolor="none", alpha=0.5)
        axes.plot([0.5], [0.5], "s-", markeredgewidth=0)
        axes.plot(PLACES, PLACES, "|", url="https://example.org/?a=1&b=2")
        style.settle(figure)
    return figure


def test_svg(figure: Figure) -> None:
    """With the look of all of them, where they are, and what stands around them."""
    texts = []
    for quick in (False, True):
        text = io.StringIO()
        with style.context(), quick_in_svg(text) if quick else nullcontext():
            figure.savefig(text, format="svg", metadata={"Date": None})
        texts.append(text.getvalue())
    assert texts[0] == texts[1]
    assert texts[0].count("<use ") > len(PLACES)


def test_pdf(figure: Figure) -> None:
    """With every digit."""
    files = []
    for quick in (False, True):
        buffer = io.BytesIO()
        with style.context(), quick_in_pdf() if quick else nullcontext():
            figure.savefig(buffer, format="pdf", metadata={"CreationDate": None})
        files.append(buffer.getvalue())
    assert files[0] == files[1]
