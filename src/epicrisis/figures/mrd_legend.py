"""The legend of the MRD figure: only what occurs in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from matplotlib.axes import Axes

from epicrisis.figures import style
from epicrisis.figures.legend import Entry
from epicrisis.figures.lines import draw_strokes
from epicrisis.figures.mrd_marks import Form, TestMark
from epicrisis.figures.mrd_panel import TRIANGLE_PT, draw_arrow, glyph, open_marker
from epicrisis.figures.time_axis_drawing import (
    WHISKER_SAMPLE_MM,
    draw_open_whisker_sample,
    draw_whisker_sample,
)

GLYPH_MM = 2.8


def legend_entries(marks: Sequence[TestMark]) -> tuple[Entry, ...]:
    """Return the entries for what occurs among these marks."""
    return (*_specimens(marks), *_forms(marks), *_whiskers(marks))


def _specimens(marks: Sequence[TestMark]) -> Iterator[Entry]:
    for specimen in dict.fromkeys(mark.test.specimen for mark in marks):
        own = [mark for mark in marks if mark.test.specimen == specimen]
        samples = [next((mark for mark in own if mark.form.is_triangle is kind), None) for kind in (False, True)]
        found = [mark for mark in samples if mark is not None]
        yield Entry(specimen, GLYPH_MM * len(found), partial(_draw_glyphs, found))


def _draw_glyphs(samples: Sequence[TestMark], page: Axes, x: float, y: float) -> None:
    for count, sample in enumerate(samples):
        shown = replace(sample, form=Form.VALUE) if sample.form is Form.BELOW else sample
        draw_strokes(page, glyph(shown, x + GLYPH_MM * (count + 0.5), y))


def _forms(marks: Sequence[TestMark]) -> Iterator[Entry]:
    forms = {mark.form for mark in marks}
    if Form.NOT_DETECTED in forms:
        yield Entry("not detected (at the limit of detection)", GLYPH_MM, _draw_triangle)
    elif Form.NO_LIMIT in forms:
        yield Entry("not detected", GLYPH_MM, _draw_triangle)
    if Form.BELOW in forms:
        yield Entry("below this value", GLYPH_MM, _draw_below)


def _draw_triangle(page: Axes, x: float, y: float) -> None:
    page.plot(
        x + GLYPH_MM / 2,
        y,
        "v",
        markersize=TRIANGLE_PT,
        markerfacecolor=style.COLOUR.paper,
        markeredgecolor=style.COLOUR.muted,
        markeredgewidth=1.0,
    )


def _draw_below(page: Axes, x: float, y: float) -> None:
    place = x + GLYPH_MM / 2, y + 0.7  # a little higher, for the arrow
    draw_arrow(page, style.COLOUR.muted, *place)
    draw_strokes(page, [open_marker("o", style.COLOUR.muted, *place)])


def _whiskers(marks: Sequence[TestMark]) -> Iterator[Entry]:
    if any(mark.position.span is not None for mark in marks):
        yield Entry("on one day of this range", WHISKER_SAMPLE_MM, draw_whisker_sample)
    if any(mark.position.open_right for mark in marks):
        yield Entry("this day or later", WHISKER_SAMPLE_MM, draw_open_whisker_sample)
