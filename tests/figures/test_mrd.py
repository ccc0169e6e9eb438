"""The MRD figure: what is plotted is what the tests say, and nothing stands at zero."""

from __future__ import annotations

import math
import warnings
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.resolution import resolve
from epicrisis.figures import legibility, mrd, style
from epicrisis.figures.drawing import Drawing
from epicrisis.figures.encoding import encode
from epicrisis.paths import ProjectPaths
from figures.made_up import (
    after,
    artist,
    artists,
    case,
    event,
    line,
    mrd_test,
    on,
    point,
    texts,
    timing,
    treatment,
)

PROJECT = ProjectPaths(Path(__file__).parents[2])


def dated() -> Case:
    """One test of each relation on known days."""
    days = {"first": -60, "second": -30, "third": 28, "fourth": 60, "fifth": 90, "sixth": 120}
    return case(
        [event(name) for name in days],
        [on(name, day) for name, day in days.items()],
        mrd=[
            mrd_test("first", "=", 0.5, 0.001),
            mrd_test("second", "<", 0.02, 0.001),
            mrd_test("third", "not_detected", lod=0.001),
            mrd_test("fourth", "not_detected"),
            mrd_test("fifth", "positive", specimen="peripheral blood"),
            mrd_test("sixth", "=", 0.03, specimen="peripheral blood"),
        ],
    )


def undated() -> Case:
    """Two tests of which only the order is known, then days, then a test on an unknown later day."""
    return case(
        [
            event("chemo", lane="systemic_therapy", kind="interval", label="Chemotherapy"),
            event("before"),
            event("relapse", label="Relapse in marrow"),
            event("month_6", label="Sixth month"),
            event("late", label="Negative again"),
        ],
        [
            after("before", "chemo"),
            after("relapse", "before"),
            timing("relapse", None, -1, basis="derived"),
            timing("month_6", 150, 184, basis="derived"),
            after("late", "month_6", 14),
        ],
        mrd=[
            mrd_test("before", "not_detected", basis="assumed"),
            mrd_test("relapse", "=", 0.3),
            mrd_test("month_6", "=", 0.05),
            mrd_test("late", "not_detected"),
        ],
        treatments=[treatment("chemo")],
    )


@cache
def drawn(name: str) -> Drawing:
    """Draw one of the cases of this file, or one of the project's."""
    own = {"dated": dated, "undated": undated}
    return mrd.draw(own[name]() if name in own else load_case(PROJECT, name))


EVERY_CASE = ["dated", "undated", *PROJECT.case_ids()]


class TestValues:
    """A number stands at its own place on the percent axis."""

    @pytest.mark.parametrize(("row", "percent"), [("first", 0.5), ("sixth", 0.03)])
    def test_a_measured_value_stands_at_its_percentage(self, row: str, percent: float) -> None:
        """With its value beside it."""
        assert point(drawn("dated"), f"mrd:{row}")[1] == percent
        assert texts(drawn("dated"), f"mrd:{row}:label") == [f"{percent}%"]

    def test_below_a_limit_is_an_open_marker_with_an_arrow_down(self) -> None:
        """At the limit, with the sign in its label, and not to be taken for what was not detected."""
        marker = cast(Line2D, artist(drawn("dated"), "mrd:second"))
        arrows = [item for item in cast(Axes, marker.axes).texts if isinstance(item, Annotation)]

        assert (marker.get_marker(), marker.get_markerfacecolor()) == ("o", style.COLOUR.paper)
        assert point(drawn("dated"), "mrd:second")[1] == 0.02
        assert texts(drawn("dated"), "mrd:second:label") == ["<0.02%"]
        assert [arrow.xy for arrow in arrows] == [point(drawn("dated"), "mrd:second")]
        assert "below this value" in texts(drawn("dated"), "mrd:legend")

    def test_not_detected_is_an_open_triangle_at_its_own_limit_of_detection(self) -> None:
        """Not at zero, not at the lowest of all limits."""
        marker = cast(Line2D, artist(drawn("dated"), "mrd:third"))

        assert (marker.get_marker(), marker.get_markerfacecolor()) == ("v", style.COLOUR.paper)
        assert point(drawn("dated"), "mrd:third")[1] == 0.001

    def test_each_specimen_has_its_own_marker_and_colour(self) -> None:
        """Colour alone is not enough."""
        marrow, blood = (cast(Line2D, artist(drawn("dated"), f"mrd:{row}")) for row in ("first", "sixth"))

        assert (marrow.get_marker(), blood.get_marker()) == ("o", "D")
        assert marrow.get_color() != blood.get_color()

    @pytest.mark.parametrize("name", EVERY_CASE)
    def test_the_axis_is_logarithmic_and_never_reaches_zero(self, name: str) -> None:
        """Every mark on it is positive, with room below."""
        panels = [axes for axes in drawn(name).figure.axes if axes.get_yscale() == "log"]

        assert len(panels) == 1
        low, high = panels[0].get_ylim()
        values = [y for item in panels[0].lines for y in item.get_ydata()]
        assert 0 < low < min(values)
        assert max(values) <= high

    def test_a_printed_zero_counts_as_not_detected(self) -> None:
        """A zero has no place on a logarithmic axis."""
        made = case([event("a")], [on("a", 28)], mrd=[mrd_test("a", "=", 0.0, 0.01)])

        assert point(mrd.draw(made), "mrd:a")[1] == 0.01

    def test_the_threshold_is_a_line_at_one_in_ten_thousand(self) -> None:
        """Dashed, and named in both ways."""
        _, heights = line(drawn("dated"), "mrd:grid:0.01")

        assert heights == pytest.approx([0.01, 0.01])
        assert texts(drawn("dated"), "mrd:percent:0.01") == ["0.01% ($10^{-4}$)"]


class TestWithoutANumber:
    """A result without a number never gets one."""

    def test_not_detected_without_a_limit_stands_in_its_strip(self) -> None:
        """Below the axis, with the reason in words."""
        marker = cast(Line2D, artist(drawn("dated"), "mrd:fourth"))

        assert marker.axes is not None
        assert marker.axes.get_yscale() == "linear"
        assert " ".join(texts(drawn("dated"), "mrd:strip:no_limit")) == (
            "not detected, limit of detection not reported"
        )

    def test_positive_without_a_value_stands_in_its_strip(self) -> None:
        """Filled, for something was detected."""
        marker = cast(Line2D, artist(drawn("dated"), "mrd:fifth"))

        assert marker.get_marker() == "D"
        assert marker.axes is not cast(Line2D, artist(drawn("dated"), "mrd:fourth")).axes
        assert " ".join(texts(drawn("dated"), "mrd:strip:unquantified")) == "detected, percentage not reported"

    def test_two_tests_of_one_day_do_not_hide_each_other_in_a_strip(self) -> None:
        """There, height means nothing."""
        rows = [
            mrd_test("a", "not_detected"),
            mrd_test("a", "not_detected", specimen="peripheral blood", row_id="blood"),
        ]

        drawing = mrd.draw(case([event("a")], [on("a", 28)], mrd=rows))

        assert point(drawing, "mrd:a")[0] == point(drawing, "mrd:blood")[0]
        assert point(drawing, "mrd:a")[1] != point(drawing, "mrd:blood")[1]

    def test_no_line_joins_what_has_no_number(self) -> None:
        """Lines join neighbours of one specimen on the percent axis only."""
        assert sorted(artists(drawn("dated"), "mrd:link")) == ["mrd:link:second", "mrd:link:third"]


class TestTime:
    """Days are true, or they are not shown as days."""

    def test_dated_tests_are_to_scale(self) -> None:
        """60 days are twice as long as 30."""
        first, second, fourth = (point(drawn("dated"), f"mrd:{row}")[0] for row in ("first", "second", "sixth"))

        assert (fourth - second) / (second - first) == pytest.approx(150 / 30)

    def test_a_dated_case_has_no_break(self) -> None:
        """The axis is whole."""
        assert not artists(drawn("dated"), "time:break")

    def test_undated_tests_stand_in_order_before_a_break(self) -> None:
        """Each with the name of its event, and the marks of what places it."""
        before, relapse = (point(drawn("undated"), f"mrd:{row}")[0] for row in ("before", "relapse"))

        assert before < relapse < line(drawn("undated"), "time:break:0")[0][0]
        assert " ".join(texts(drawn("undated"), "mrd:slot:relapse")) == "Relapse in marrow†"

    def test_possible_days_have_a_marker_at_both_ends_and_none_between(self) -> None:
        """No reader can take the middle for the day of the test."""
        (left, right), heights = line(drawn("undated"), "mrd:month_6:days")
        first, last = (cast(Line2D, artist(drawn("undated"), f"mrd:month_6{end}")) for end in ("", ":latest"))

        assert [point(drawn("undated"), f"mrd:month_6{end}")[0] for end in ("", ":latest")] == [left, right]
        assert heights == [0.05, 0.05]
        assert first.get_markerfacecolor() == last.get_markerfacecolor() == style.pale(style.COLOUR.bone_marrow)
        assert resolve(undated()).at("month_6").width == 34
        assert "on one day of this range" in texts(drawn("undated"), "mrd:legend")

    def test_samples_that_cannot_be_told_apart_share_one_label(self) -> None:
        """Two samples of one month with one result are drawn as one range, and said to be two."""
        made = case(
            [event("a"), event("b")],
            [timing("a", 150, 184), timing("b", 150, 184, basis="derived"), after("b", "a", 0, 14)],
            mrd=[mrd_test("a", "=", 0.05), mrd_test("b", "=", 0.05)],
        )
        drawing = mrd.draw(made)

        assert point(drawing, "mrd:a") == point(drawing, "mrd:b")
        assert texts(drawing, "mrd:a:label") == ["0.05% (2 samples)†"]
        assert not texts(drawing, "mrd:b:label")
        assert not artists(drawing, "mrd:link")

    def test_possible_days_of_what_was_not_detected_show(self) -> None:
        """Three days are narrower than a triangle, so it stands at both of them."""
        made = case([event("a")], [timing("a", 150, 153)], mrd=[mrd_test("a", "not_detected")])
        drawing = mrd.draw(made)

        (left, right), _ = line(drawing, "mrd:a:days")
        assert (point(drawing, "mrd:a")[0], point(drawing, "mrd:a:latest")[0]) == (left, right)
        assert "at both ends of its possible days" in drawing.table.iloc[0]["Drawn as"]

    def test_an_open_day_becomes_no_date(self) -> None:
        """The mark stands after a second break; the whisker has a beginning only."""
        (left, right), _ = line(drawn("undated"), "mrd:late:days")
        x, _ = point(drawn("undated"), "mrd:late")

        assert left < line(drawn("undated"), "time:break:1")[0][0] < x
        assert right == x
        assert "Later, day" in texts(drawn("undated"), "time:caption:after")[0]

    def test_a_treatment_in_order_is_a_bar_in_its_slot(self) -> None:
        """Before the test that follows it."""
        bar = cast(Rectangle, artist(drawn("undated"), "mrd:treatment:chemo"))

        assert bar.get_x() + bar.get_width() < point(drawn("undated"), "mrd:before")[0]
        assert texts(drawn("undated"), "mrd:treatment:chemo:label") == ["Chemotherapy"]


class TestDoubt:
    """What was not reported is marked."""

    def test_an_assumed_test_bears_its_mark(self) -> None:
        """Beside its marker, with a note at the foot."""
        assert texts(drawn("undated"), "mrd:before:label") == ["‡"]
        assert "† derived from the source   ‡ rests on an assumption" in texts(drawn("undated"), "foot")

    def test_derived_days_mark_the_result(self) -> None:
        """In the picture and in the table."""
        row = drawn("undated").table.set_index("Event").loc["Sixth month"]

        assert texts(drawn("undated"), "mrd:month_6:label") == ["0.05%†"]
        assert (row["Basis"], row["Basis of days"]) == ("derived", "derived")

    def test_a_day_that_rests_on_an_assumption_is_assumed(self) -> None:
        """Wherever on the way the assumption is made."""
        made = case(
            [event("a"), event("b")],
            [timing("a", 5, 9, basis="assumed"), timing("b", 7, 7, reference="a")],
            mrd=[mrd_test("b", "=", 0.05)],
        )
        drawing = mrd.draw(made)

        assert texts(drawing, "mrd:b:label") == ["0.05%‡"]
        assert drawing.table.iloc[0]["Basis"] == "assumed"
        assert "‡ rests on an assumption" in texts(drawing, "foot")

    @pytest.mark.parametrize(("synthetic", "badge"), [(True, [style.SYNTHETIC_LABEL]), (False, [])])
    def test_a_synthetic_case_says_so(self, synthetic: bool, badge: list[str]) -> None:
        """In the picture and in the words."""
        made = case([event("a")], [on("a", 28)], synthetic=synthetic, mrd=[mrd_test("a", "=", 0.1)])

        drawing = mrd.draw(made)

        assert texts(drawing, "mark:synthetic") == badge
        assert ("synthetic" in drawing.alt) is synthetic


class TestWords:
    """Alt text, description and table say what the picture shows."""

    def test_the_alternative_text_gives_the_main_message(self) -> None:
        """Number of tests, range, last result."""
        assert drawn("dated").alt == (
            "Chart of 6 MRD tests over time in bone marrow and peripheral blood, on a logarithmic percent axis. "
            "2 measured values from 0.03% to 0.5%; 2 not detected. The last test: 0.03% in peripheral blood."
        )

    @pytest.mark.parametrize("name", EVERY_CASE)
    def test_the_table_has_one_row_per_mark(self, name: str) -> None:
        """In the order of the picture, with the place on the axis."""
        drawing = drawn(name)
        tests = drawing.table[drawing.table["Mark"] == "MRD test"]
        made = dated() if name == "dated" else undated() if name == "undated" else load_case(PROJECT, name)

        assert len(tests) == len(made.mrd)
        plotted = sorted(point(drawing, f"mrd:{row.id}")[1] for row in made.mrd if _on_axis(drawing, row.id))
        assert sorted(float(cell) for cell in tests["Drawn at (%)"] if cell) == pytest.approx(plotted)

    @pytest.mark.parametrize("name", EVERY_CASE)
    def test_the_description_names_every_result(self, name: str) -> None:
        """Nothing is in the picture only."""
        drawing = drawn(name)
        tests = drawing.table[drawing.table["Mark"] == "MRD test"]

        for result, label in zip(tests["Result"], tests["Event"], strict=True):
            assert f": {result} in " in drawing.description
            assert f"{label}, " in drawing.description

    def test_an_open_day_stays_open_in_words(self) -> None:
        """The table leaves the last day blank."""
        row = drawn("undated").table.set_index("Event").loc["Negative again"]

        assert "Negative again, on or after Day 164: not detected" in drawn("undated").description
        assert (row["Earliest day"], str(row["Latest day"])) == (164, "<NA>")


def _on_axis(drawing: Drawing, row: str) -> bool:
    axes = cast(Line2D, artist(drawing, f"mrd:{row}")).axes
    return axes is not None and axes.get_yscale() == "log"


class TestPrint:
    """The figure can be printed as it is."""

    @pytest.mark.parametrize("name", EVERY_CASE)
    def test_every_text_can_be_read(self, name: str) -> None:
        """None overlaps, none is cut off, none is below 7 pt."""
        assert legibility.faults(drawn(name).figure) == ()

    @pytest.mark.parametrize("name", EVERY_CASE)
    def test_it_has_the_width_of_two_columns(self, name: str) -> None:
        """And no more than the height of a page."""
        width, height = style.size_mm(drawn(name).figure)

        assert math.isclose(width, style.DOUBLE_COLUMN_MM)
        assert height < 220

    @pytest.mark.parametrize("name", PROJECT.case_ids())
    def test_the_same_case_gives_the_same_bytes(self, name: str) -> None:
        """And no glyph is missing in the font, which would be a warning."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            again = mrd.draw(load_case(PROJECT, name))

        assert encode(drawn(name).figure, "svg") == encode(again.figure, "svg")

    def test_a_case_without_tests_still_gives_a_figure(self) -> None:
        """An author begins with empty tables."""
        drawing = mrd.draw(case([]))

        assert drawing.alt == "Chart of minimal residual disease without any test in the data."
        assert legibility.faults(drawing.figure) == ()

    def test_many_tests_do_not_run_into_each_other(self) -> None:
        """A test a week, each with its value."""
        names = [f"week_{number}" for number in range(20)]
        made = case(
            [event(name) for name in names],
            [on(name, 7 * number) for number, name in enumerate(names)],
            mrd=[mrd_test(name, "=", 0.01 * (1 + number % 7)) for number, name in enumerate(names)],
        )

        assert legibility.faults(mrd.draw(made).figure) == ()
