"""The legend of the MRD figure: only what occurs in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from matplotlib.axes import Axes

from epicrisis.case.model import Case
from epicrisis.figures import doubt, style
from epicrisis.figures.legend import Entry
from epicrisis.figures.mrd_marks import Form, TestMark
from epicrisis.figures.mrd_panel import TRIANGLE_PT, draw_glyph
from epicrisis.figures.time_axis_drawing import WHISKER_SAMPLE_MM, draw_whisker_sample

GLYPH_MM = 2.8


def legend_entries(case: Case, marks: Sequence[TestMark]) -> tuple[Entry, ...]:
    """Return the entries for what occurs among these marks."""
    return (*_specimens(marks), *_forms(marks), *_whiskers(case, marks))


def _specimens(marks: Sequence[TestMark]) -> Iterator[Entry]:
    for specimen in dict.fromkeys(mark.test.specimen for mark in marks):
        own = [mark for mark in marks if mark.test.specimen == specimen]
        samples = [next((mark for mark in own if mark.form.censored is kind), None) for kind in (False, True)]
        found = [mark for mark in samples if mark is not None]
        yield Entry(specimen, GLYPH_MM * len(found), partial(_draw_glyphs, found))


def _draw_glyphs(samples: Sequence[TestMark], page: Axes, x: float, y: float) -> None:
    for count, sample in enumerate(samples):
        draw_glyph(page, sample, x + GLYPH_MM * (count + 0.5), y)


def _forms(marks: Sequence[TestMark]) -> Iterator[Entry]:
    forms = {mark.form for mark in marks}
    if Form.NOT_DETECTED in forms:
        yield Entry("not detected (at the limit of detection)", GLYPH_MM, _draw_triangle)
    elif Form.NO_LIMIT in forms:
        yield Entry("not detected", GLYPH_MM, _draw_triangle)
    if Form.BELOW in forms:
        yield Entry("with <: below this value", GLYPH_MM, _draw_triangle)


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


def _whiskers(case: Case, marks: Sequence[TestMark]) -> Iterator[Entry]:
    uncertain = [mark for mark in marks if mark.position.whisker is not None]
    if uncertain:
        placing = [row for mark in uncertain for row in doubt.placing_rows(case, mark.test.event)]
        yield Entry("possible days" + doubt.marks(placing, case), WHISKER_SAMPLE_MM, draw_whisker_sample)
