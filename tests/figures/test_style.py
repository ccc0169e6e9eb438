"""The look that all figures share: fonts, colours, marks of doubt, and what makes a figure legible."""

from __future__ import annotations

import doctest
import importlib
import warnings

import matplotlib as mpl
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont

from epicrisis.case.resolution import resolve
from epicrisis.figures import doubt, fonts, legibility, measure, style
from epicrisis.figures.encoding import encode
from figures.made_up import case, event, mrd_test, on
from figures.sample import sample_figure


class TestSizes:
    """Figures are made at the size in which they are printed."""

    def test_a_figure_has_the_millimetres_asked_for(self) -> None:
        """Journals give column widths in millimetres."""
        figure = style.new_figure(style.DOUBLE_COLUMN_MM, 100)

        assert pytest.approx((180, 100)) == style.size_mm(figure)

    def test_a_box_in_millimetres_becomes_fractions(self) -> None:
        """Axes are placed in millimetres."""
        figure = style.new_figure(180, 100)

        assert pytest.approx((0.1, 0.2, 0.5, 0.3)) == style.box(figure, 18, 20, 90, 30)


class TestColours:
    """Every colour that carries a meaning can be seen on white."""

    @pytest.mark.parametrize(
        "name", ["disease", "therapy", "cellular", "transplant", "response", "complication", "outcome", "muted"]
    )
    def test_contrast_is_at_least_three_to_one(self, name: str) -> None:
        """WCAG 2.2 asks for 3:1 for graphical objects."""
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in to_rgb(getattr(style.COLOUR, name))
        ]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

        assert 1.05 / (luminance + 0.05) >= 3

    def test_every_lane_has_its_own_colour(self) -> None:
        """Two lanes are never told apart by position alone."""
        assert len(style.LANE_COLOURS) == len(set(style.LANE_COLOURS.values()))


class TestContext:
    """The house style holds inside the context, and nowhere else."""

    def test_what_a_user_set_does_not_reach_a_figure(self) -> None:
        """A matplotlibrc must not change a byte."""
        expected = encode(sample_figure(), "svg")

        with mpl.rc_context({"lines.linewidth": 9, "font.size": 20, "svg.hashsalt": "mine", "axes.grid": True}):
            found = encode(sample_figure(), "svg")

        assert expected == found

    def test_settings_are_restored(self) -> None:
        """A notebook's own plots keep their look."""
        with mpl.rc_context({"font.size": 20}):
            with style.context():
                pass

            assert mpl.rcParams["font.size"] == 20

    def test_the_style_holds_on_after_a_context_inside_it(self) -> None:
        """What measures a text in the middle of a drawing enters the context again."""
        with mpl.rc_context({"font.size": 20}):
            with style.context():
                with style.context():
                    pass

                assert mpl.rcParams["font.size"] == style.TEXT_PT

            assert mpl.rcParams["font.size"] == 20

    @pytest.mark.parametrize("weight", [400, 600, 700])
    def test_the_font_is_the_one_that_ships_with_the_dependency(self, weight: int) -> None:
        """A system font of the same name is never used."""
        with style.context():
            path = findfont(FontProperties(family=[fonts.FONT_FAMILY], weight=weight), fallback_to_default=False)

        assert "font_source_sans_pro" in str(path)


class TestMarksOfDoubt:
    """What the source did not report is marked."""

    def test_what_is_reported_bears_no_mark(self) -> None:
        """The page stays clean where nothing is in doubt."""
        assert style.mark_of(["reported"], case([])) == style.mark_of([], case([])) == ""

    def test_the_weakest_basis_is_marked(self) -> None:
        """An assumption outweighs a derivation, and one mark is enough."""
        assert style.mark_of(["derived", "assumed", "reported"], case([])) == "‡"
        assert style.mark_of(["assumed", "synthetic"], case([])) == "§"

    def test_the_note_explains_exactly_the_marks_that_occur(self) -> None:
        """One entry per mark."""
        note = style.marks_note(["Fever‡", "Day 28", "0.05%†", "Death‡"])

        assert note == "† derived from the source   ‡ rests on an assumption"

    def test_rows_of_a_synthetic_case_are_marked_once_by_the_badge(self) -> None:
        """A mark on every value would say nothing; what is derived in it still says so."""
        made = case([event("a", basis="synthetic")], synthetic=True)

        assert style.mark_of(["synthetic"], made) == ""
        assert style.mark_of(["synthetic", "derived"], made) == "†"
        assert style.is_synthetic(made)

    def test_one_synthetic_row_makes_the_figure_synthetic(self) -> None:
        """Even in a case that is real otherwise."""
        made = case([event("visit")], [on("visit", 3)], mrd=[mrd_test("visit", "=", 0.1, basis="synthetic")])

        assert style.is_synthetic(made, made.mrd)
        assert not style.is_synthetic(made, made.events)

    def test_a_statement_in_time_marks_its_event(self) -> None:
        """A derived day is in doubt although the event is reported."""
        made = case([event("visit")], [on("visit", 150, basis="derived")])

        assert doubt.days_basis(made, resolve(made), "visit") == "derived"
        assert doubt.order_basis(made, "visit") == "derived"

    def test_being_synthetic_does_not_hide_what_is_derived(self) -> None:
        """In a synthetic case, the badge says the one and a mark the other."""
        assert doubt.shown(["synthetic", "derived"], case([], synthetic=True)) == "derived"
        assert doubt.shown(["synthetic", "derived"], case([])) == "synthetic"


class TestLegibility:
    """What the judge of legibility finds."""

    @staticmethod
    def _figure(*texts: tuple[float, float, str, float]) -> Figure:
        with style.context():
            figure = style.new_figure(80, 40)
            for x, y, text, size in texts:
                figure.text(x, y, text, fontsize=size)
        return figure

    def test_a_clear_figure_has_no_faults(self) -> None:
        """Two texts apart."""
        assert legibility.faults(self._figure((0.1, 0.2, "one", 7), (0.1, 0.6, "two", 7))) == ()

    def test_overlapping_texts_are_found(self) -> None:
        """Two texts in one place."""
        assert legibility.faults(self._figure((0.1, 0.2, "one", 7), (0.12, 0.2, "two", 7))) == (
            "'one' overlaps 'two'",
        )

    def test_a_text_beyond_the_edge_is_found(self) -> None:
        """Printers cut it off."""
        assert legibility.faults(self._figure((0.97, 0.2, "beyond", 7))) == ("'beyond' leaves the canvas",)

    def test_a_small_text_is_found(self) -> None:
        """7 pt is the least."""
        assert legibility.faults(self._figure((0.1, 0.2, "small", 6.9))) == ("'small' is 6.9 pt, below 7 pt",)

    def test_ticks_count_and_hidden_texts_do_not(self) -> None:
        """Only what is drawn can overlap."""
        with style.context():
            figure = style.new_figure(80, 40)
            axes = figure.add_axes((0.2, 0.3, 0.7, 0.5))
            axes.set_xticks([0, 1], ["left", "right"])
            axes.set_yticks([])
            hidden = figure.add_axes((0.2, 0.3, 0.7, 0.5))
            hidden.set_axis_off()

        assert [text.get_text() for text in legibility.visible_texts(figure)] == ["left", "right"]


class TestMeasure:
    """Texts are measured before they are drawn."""

    def test_the_measure_is_what_is_drawn(self) -> None:
        """Within a fifteenth of a millimetre."""
        with style.context():
            figure = style.new_figure(80, 40)
            text = figure.text(0.1, 0.5, "Lymphodepletion", fontsize=7)
            drawn = text.get_window_extent().width / figure.dpi * style.MM_PER_INCH

        assert measure.width_mm("Lymphodepletion", 7) == pytest.approx(drawn, abs=1 / 15)

    def test_a_text_breaks_at_spaces_and_long_hyphens(self) -> None:
        """CAR-T stays whole."""
        assert measure.wrap("CAR-T cells", 5) == ("CAR-T", "cells")
        assert measure.wrap("MRD-negative pre-transplant", 1) == ("MRD-negative", "pre-transplant")
        assert measure.wrap("Systemic-inflammatory", 1) == ("Systemic-", "inflammatory")

    def test_all_glyphs_are_in_the_font(self) -> None:
        """Matplotlib only warns of a missing glyph and draws a box."""
        with style.context(), warnings.catch_warnings():
            warnings.simplefilter("error")
            figure = style.new_figure(80, 40)
            figure.text(0.1, 0.5, "CD4+ α µ − – × ≤ ≥ † ‡ § ¶ ²")
            style.settle(figure)


@pytest.mark.parametrize("name", ["when", "time_axis_drawing", "immune_marks"])
def test_the_examples_in_docstrings_hold(name: str) -> None:
    """Number and word functions show what they do."""
    module = importlib.import_module(f"epicrisis.figures.{name}")

    results = doctest.testmod(module)

    assert results.attempted > 0
    assert results.failed == 0
