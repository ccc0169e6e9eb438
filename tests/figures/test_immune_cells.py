"""The immune-cell figure: counts against their normal band, and no count where the source has none."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.figures import immune_cells, legibility, style
from epicrisis.figures.drawing import Drawing
from epicrisis.figures.encoding import encode
from epicrisis.paths import ProjectPaths
from figures.made_up import artist, artists, case, count, event, line, normal, on, point, texts, timing

PROJECT = ProjectPaths(Path(__file__).parents[2])


def every_relation() -> Case:
    """One result of each relation, and complications of every kind."""
    days = {"day_14": 14, "day_28": 28, "day_100": 100, "day_200": 200}
    return case(
        [
            *(event(name) for name in days),
            event("month_5", label="Fifth month"),
            event("fever", lane="complication", kind="interval", label="Fever"),
            event("virus", lane="complication", label="Virus in blood"),
            event("pneumonia", lane="complication", kind="interval", label="Pneumonia"),
            event("early", lane="complication", label="Before all counts"),
        ],
        [
            *(on(name, day) for name, day in days.items()),
            timing("month_5", 150, 184, basis="derived"),
            on("fever", 21),
            on("fever", 25, edge="end"),
            timing("virus", 50, 60),
            timing("pneumonia", 164, None),
            on("early", -30),
        ],
        immune_cells=[
            count("day_28", "below_range"),
            count("month_5", "below_range"),
            count("day_14", "<", 1, "CD4+ T cells"),
            count("day_28", "=", 40, "CD4+ T cells"),
            count("day_100", "=", 0, "CD4+ T cells"),
            count("day_200", ">", 2000, "CD4+ T cells"),
            count("day_100", "in_range", None, "CD8+ T cells", basis="derived"),
        ],
        reference_ranges=[
            normal("B cells", 95, 106),
            normal("CD4+ T cells", 404, 1612),
            normal("CD8+ T cells", 220, 1129),
            normal("NK cells", 90, 600),
            normal("Haemoglobin", 120, 160, unit="g/L"),
        ],
    )


@cache
def drawn(name: str) -> Drawing:
    """Draw the case of this file, or one of the project's."""
    return immune_cells.draw(every_relation() if name == "every_relation" else load_case(PROJECT, name))


EVERY_CASE = ["every_relation", *PROJECT.case_ids()]


class TestCounts:
    """A number stands at its own place on the count axis."""

    def test_a_count_is_a_filled_point(self) -> None:
        """At its day and its number."""
        marker = cast(Line2D, artist(drawn("every_relation"), "immune:cd4_day_28"))

        assert point(drawn("every_relation"), "immune:cd4_day_28")[1] == 40
        assert marker.get_markerfacecolor() == style.COLOUR.bone_marrow

    @pytest.mark.parametrize(("row", "limit", "text"), [("day_14", 1, "<1"), ("day_200", 2000, ">2000")])
    def test_a_limit_is_an_open_point_with_an_arrow(self, row: str, limit: float, text: str) -> None:
        """Down for less, up for more; the label keeps the sign."""
        gid = f"immune:cd4_{row}"
        marker = cast(Line2D, artist(drawn("every_relation"), gid))

        assert point(drawn("every_relation"), gid)[1] == limit
        assert marker.get_markerfacecolor() == style.COLOUR.paper
        assert texts(drawn("every_relation"), f"{gid}:label") == [text]

    def test_a_count_of_zero_stands_on_the_axis(self) -> None:
        """The axis is linear below 1, so that a printed 0 has a place."""
        panel = cast(Line2D, artist(drawn("every_relation"), "immune:cd4_day_100")).axes

        assert point(drawn("every_relation"), "immune:cd4_day_100")[1] == 0
        assert panel is not None
        assert (panel.get_yscale(), panel.get_ylim()[0]) == ("symlog", 0)

    def test_all_panels_share_their_axis(self) -> None:
        """Populations can be compared."""
        limits = {axes.get_ylim() for axes in drawn("every_relation").figure.axes if axes.get_yscale() == "symlog"}

        assert len(limits) == 1


class TestWithoutANumber:
    """A result without a number is a stretch of counts."""

    @pytest.mark.parametrize(
        ("row", "low", "high"), [("b_day_28", 0, 95), ("b_month_5", 0, 95), ("cd8_day_100", 220, 1129)]
    )
    def test_the_stretch_ends_at_the_normal_limits(self, row: str, low: float, high: float) -> None:
        """Under the band, or inside it."""
        patch = cast(Rectangle, artist(drawn("every_relation"), f"immune:{row}"))

        assert (patch.get_y(), patch.get_y() + patch.get_height()) == (low, high)
        assert patch.get_hatch()

    def test_it_says_that_the_count_is_not_reported(self) -> None:
        """In the panel, not only in the caption."""
        assert texts(drawn("every_relation"), "immune:b_day_28:label") == ["below range, count not reported"]
        assert texts(drawn("every_relation"), "immune:cd8_day_100:label") == ["in range, count not reported†"]

    def test_possible_days_are_the_width_of_the_stretch(self) -> None:
        """Uncertain days show as wider hatching, and at least as something that can be seen."""
        narrow, wide = (
            cast(Rectangle, artist(drawn("every_relation"), f"immune:b_{row}")).get_width()
            for row in ("day_28", "month_5")
        )

        assert narrow == pytest.approx(2.4)
        assert wide == pytest.approx((184 - 150) * _mm_per_day(), abs=0.01)

    def test_nothing_is_drawn_for_the_time_between(self) -> None:
        """Two equal results do not say what was in between: a dotted line joins them and the legend says so."""
        drawing = drawn("every_relation")
        same = "same result at both ends, nothing reported between"

        assert not [gid for gid in artists(drawing, "immune:") if gid.endswith(":span")]
        assert "immune:b_day_28:same:0" in artists(drawing, "immune:b_day_28")
        assert same in texts(drawing, "immune:legend")
        assert same in drawing.description

    def test_the_mark_of_doubt_stands_at_the_result_in_doubt(self) -> None:
        """The words are those of both results, the derived days those of one."""
        assert texts(drawn("every_relation"), "immune:b_month_5:basis") == ["†"]
        assert not texts(drawn("every_relation"), "immune:b_day_28:basis")

    def test_a_later_result_is_not_hidden_by_its_zone(self) -> None:
        """The tint of what is not to scale lies under the marks."""
        made = case([event("a")], [timing("a", 9, None)], immune_cells=[count("a", "=", 5)])
        drawing = immune_cells.draw(made)
        tint, marker = artist(drawing, "time:zone:after"), artist(drawing, "immune:b_a")

        assert tint.axes is marker.axes
        assert tint.get_zorder() < marker.get_zorder()

    def test_no_point_is_drawn(self) -> None:
        """A made-up count would be worse than none."""
        assert not isinstance(artist(drawn("every_relation"), "immune:b_day_28"), Line2D)


def _mm_per_day() -> float:
    first, last = (point(drawn("every_relation"), f"immune:cd4_{row}")[0] for row in ("day_14", "day_200"))
    return (last - first) / (200 - 14)


class TestPanels:
    """One panel per population, with its normal band."""

    def test_the_order_is_that_of_the_normal_ranges(self) -> None:
        """Ranges in other units belong to other figures."""
        titles = [
            text for number in range(4) for text in texts(drawn("every_relation"), f"immune:panel:{number}:title")
        ]

        assert titles == ["B cells", "CD4+ T cells", "CD8+ T cells", "NK cells"]
        assert not texts(drawn("every_relation"), "immune:panel:4")

    def test_the_band_is_labelled_with_the_printed_limits(self) -> None:
        """From the lower to the upper one."""
        band = cast(Rectangle, artist(drawn("every_relation"), "immune:panel:1:band:0"))

        assert (band.get_y(), band.get_y() + band.get_height()) == (404, 1612)
        assert texts(drawn("every_relation"), "immune:panel:1:normal") == ["normal 404–1612 cells/µL"]

    @pytest.mark.parametrize(("synthetic", "text"), [(False, "not reported in the source"), (True, "no data")])
    def test_a_population_without_counts_says_so(self, synthetic: bool, text: str) -> None:
        """Its band is still there."""
        made = case([], synthetic=synthetic, reference_ranges=[normal("NK cells", 90, 600)])

        drawing = immune_cells.draw(made)

        assert texts(drawing, "immune:panel:0:missing") == [text]
        assert text in drawing.alt
        assert artists(drawing, "immune:panel:0:band")

    def test_a_population_without_a_normal_range_has_no_band(self) -> None:
        """Counts are shown all the same."""
        drawing = immune_cells.draw(case([event("a")], [on("a", 9)], immune_cells=[count("a", "=", 5)]))

        assert not artists(drawing, "immune:panel:0:band")
        assert point(drawing, "immune:b_a")[1] == 5


class TestComplications:
    """Complications stand above the panels on the same days."""

    def test_one_with_known_days_is_a_bar_with_an_onset_line(self) -> None:
        """The line falls through the panels."""
        bar = cast(Rectangle, artist(drawn("every_relation"), "immune:complication:fever"))
        (x, _), _ = line(drawn("every_relation"), "immune:complication:fever:onset")

        assert bar.get_x() == pytest.approx(x, abs=0.6)

    def test_one_with_possible_days_is_dashed_without_an_onset(self) -> None:
        """No line claims a day."""
        found = artists(drawn("every_relation"), "immune:complication:virus")

        assert "immune:complication:virus:possible" in found
        assert "immune:complication:virus:onset" not in found
        assert "immune:complication:virus" not in found

    def test_an_open_one_is_an_arrow_from_its_first_day(self) -> None:
        """ "After" never becomes a date."""
        (left, _), _ = line(drawn("every_relation"), "immune:complication:pneumonia:possible")
        x_200, _ = point(drawn("every_relation"), "immune:cd4_day_200")

        assert "immune:complication:pneumonia:open" in artists(drawn("every_relation"), "immune:complication")
        assert left < x_200

    def test_an_unknown_start_is_not_called_an_unknown_end(self) -> None:
        """Neither its start nor its end is known."""
        keys = texts(drawn("every_relation"), "immune:legend")

        assert "day not reported: this day or later" in keys
        assert "end not reported" not in keys

    def test_one_with_an_open_start_points_to_the_left(self) -> None:
        """Detected on Day 28, onset not reported: no onset line claims a day."""
        made = case(
            [event("aplasia", lane="complication", kind="interval")],
            [timing("aplasia", None, 28), timing("aplasia", 150, 153, edge="end")],
        )
        drawing = immune_cells.draw(made)

        assert "immune:complication:aplasia:open-start" in artists(drawing, "immune:complication")
        assert "immune:complication:aplasia:onset" not in artists(drawing, "immune:complication")
        assert "start not reported" in texts(drawing, "immune:legend")
        assert "Aplasia, start not reported, on or before Day 28, end between Day 150" in drawing.description

    def test_one_before_the_counts_is_left_out(self) -> None:
        """The figure is about recovery."""
        assert not artists(drawn("every_relation"), "immune:complication:early")


class TestWords:
    """Alt text, description and table say what the picture shows."""

    @pytest.mark.parametrize("name", EVERY_CASE)
    def test_the_table_has_one_row_per_mark(self, name: str) -> None:
        """Counts, empty panels and complications."""
        made = every_relation() if name == "every_relation" else load_case(PROJECT, name)
        marks = drawn(name).table["Mark"].value_counts().to_dict()
        bars = {gid.split(":")[2] for gid in artists(drawn(name), "immune:complication:")}

        assert marks["count"] == len(made.immune_cells)
        assert marks["complication"] == len(bars)
        assert marks.get("panel without counts", 0) == len(_panels_without_counts(made))

    @pytest.mark.parametrize("name", EVERY_CASE)
    def test_the_description_names_every_result(self, name: str) -> None:
        """Nothing is in the picture only."""
        table = drawn(name).table

        for result in table.loc[table["Mark"] == "count", "Result"]:
            assert result in drawn(name).description

    def test_words_never_give_a_number_that_is_not_reported(self) -> None:
        """Below the range stays below the range."""
        row = drawn("every_relation").table.iloc[0]

        assert row["Result"] == "below the normal range, count not reported"
        assert row["Drawn as"] == "hatched stretch below the normal band, dotted line to the next one"

    def test_the_table_has_both_ends_of_a_complication(self) -> None:
        """A point event has one day and is no bar."""
        table = drawn("every_relation").table.set_index("Population or event")
        columns = ["Earliest day", "Latest day", "Earliest end (day)", "Latest end (day)", "Drawn as"]

        assert list(table.loc["Fever", columns]) == [21, 21, 25, 25, "bar"]
        assert list(table.loc["Virus in blood", columns[:2]]) == [50, 60]
        assert table.loc["Virus in blood", "Drawn as"] == "dashed line over the possible days"
        assert table.loc["Pneumonia", "Drawn as"] == "dashed arrow from its earliest day"


def _panels_without_counts(made: Case) -> set[str]:
    counted = {row.population for row in made.immune_cells}
    return {row.population for row in made.reference_ranges if "cells" in row.unit} - counted


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
        """Whenever it is drawn."""
        again = immune_cells.draw(load_case(PROJECT, name))

        assert encode(drawn(name).figure, "svg") == encode(again.figure, "svg")

    def test_a_case_without_counts_and_ranges_still_gives_a_figure(self) -> None:
        """An author begins with empty tables."""
        drawing = immune_cells.draw(case([]))

        assert drawing.alt == "Chart of immune cells without any population in the data."
        assert legibility.faults(drawing.figure) == ()

    def test_counts_of_which_only_the_order_is_known_stand_before_a_break(self) -> None:
        """With the name of their event."""
        made = case(
            [event("a", label="Before infusion")], [timing("a", None, -1)], immune_cells=[count("a", "=", 7)]
        )

        drawing = immune_cells.draw(made)

        assert point(drawing, "immune:b_a")[0] < line(drawing, "time:break:0")[0][0]
        assert texts(drawing, "immune:slot:a") == ["Before", "infusion"]
