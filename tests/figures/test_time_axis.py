"""One time axis for all figures: true days where days are known, order where they are not."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest

from epicrisis.case.model import Event, TimingStatement
from epicrisis.case.resolution import resolve
from epicrisis.figures import time_axis
from epicrisis.figures.time_axis import TimeAxis, Zone
from epicrisis.figures.time_axis_drawing import tick_days
from figures.made_up import after, case, event, on, timing


def lay_out(
    events: Iterable[Event], timings: Iterable[TimingStatement], bars: Iterable[str] = (), width: float = 150
) -> TimeAxis:
    """Lay out all events of a made-up case as marks, except those that are bars."""
    made = case(events, timings)
    ids = [item.id for item in made.events]
    bar_ids = set(bars)
    return time_axis.lay_out(
        made,
        resolve(made),
        marks=[item for item in ids if item not in bar_ids],
        bars=bar_ids,
        left_mm=20,
        width_mm=width,
        slot_mm=dict.fromkeys(ids, 10),
    )


class TestZones:
    """Which events stand on the day axis."""

    def test_a_dated_case_has_a_day_axis_only(self) -> None:
        """Days before Day 0 are negative."""
        axis = lay_out([event("a"), event("b")], [on("a", -100), on("b", 50)])

        assert list(axis.zone_spans()) == [Zone.DAYS]
        assert (axis.first_day, axis.last_day) == (-100, 50)

    def test_what_is_only_ordered_stands_in_slots_in_order(self) -> None:
        """No day is made up for "before the graft"."""
        axis = lay_out(
            [event("second"), event("first")],
            [after("second", "first"), timing("second", None, 0)],
        )

        assert list(axis.before) == ["first", "second"]
        assert axis.before["first"].right == axis.before["second"].left
        assert axis.days.left == axis.before["second"].right + time_axis.BREAK_MM

    def test_a_month_of_doubt_still_stands_on_the_day_axis(self) -> None:
        """31 days are the most before Day 0."""
        axis = lay_out([event("narrow"), event("wide")], [timing("narrow", -40, -9), timing("wide", -41, -9)])

        assert (axis.zone_of("narrow"), axis.zone_of("wide")) == (Zone.DAYS, Zone.BEFORE)

    def test_after_day_zero_any_bounded_time_stands_on_the_day_axis(self) -> None:
        """However wide, its whisker shows the doubt."""
        axis = lay_out([event("visit")], [timing("visit", 10, 300)])

        position = axis.position("visit")
        assert axis.zone_of("visit") is Zone.DAYS
        assert position.whisker is not None
        assert (position.whisker.left, position.whisker.right) == (axis.day_x(10), axis.day_x(300))

    def test_an_open_time_stands_after_the_axis_with_a_whisker_from_its_first_day(self) -> None:
        """ "After" never becomes a date."""
        axis = lay_out([event("visit"), event("late")], [on("visit", 60), after("late", "visit")])

        position = axis.position("late")
        assert axis.zone_of("late") is Zone.AFTER
        assert axis.after["late"].left > axis.days.right
        assert position.open_right
        assert position.whisker is not None
        assert position.whisker.left == axis.day_x(60)

    def test_nothing_dated_stands_on_the_axis_if_something_undated_follows_it(self) -> None:
        """The picture would contradict the order."""
        axis = lay_out(
            [event("dated"), event("undated")],
            [on("dated", -200), after("undated", "dated"), timing("undated", None, -1)],
        )

        assert list(axis.before) == ["dated", "undated"]

    def test_an_undated_event_that_is_unrelated_changes_nothing(self) -> None:
        """Order is only kept where it is known."""
        axis = lay_out([event("dated"), event("somewhen")], [on("dated", -200)])

        assert (axis.zone_of("dated"), axis.zone_of("somewhen")) == (Zone.DAYS, Zone.BEFORE)

    def test_a_bar_open_to_the_right_needs_no_slot(self) -> None:
        """It begins on the axis and points to the right."""
        axis = lay_out([event("drug", kind="interval")], [timing("drug", 21, None)], bars=["drug"])

        extent = axis.extent("drug")
        assert axis.zone_of("drug") is Zone.DAYS
        assert (extent.left, extent.sure, extent.open_right) == (axis.day_x(21), None, True)

    def test_a_bar_that_precedes_a_late_mark_stands_in_a_slot_before_it(self) -> None:
        """Its order to the mark is known and shown."""
        axis = lay_out(
            [event("drug", kind="interval"), event("response")],
            [timing("drug", 21, None), after("response", "drug", 14, 14)],
            bars=["drug"],
        )

        assert list(axis.after) == ["drug", "response"]


class TestPositions:
    """Where marks and bars stand."""

    def test_days_are_to_scale(self) -> None:
        """Equal times are equal lengths."""
        axis = lay_out([event("a")], [on("a", 100)])

        assert axis.day_x(50) - axis.day_x(0) == pytest.approx(axis.day_x(100) - axis.day_x(50))

    def test_an_exact_day_has_no_whisker(self) -> None:
        """Nothing to show."""
        assert lay_out([event("a")], [on("a", 28)]).position("a").whisker is None

    def test_a_mark_stands_at_both_ends_of_its_possible_days(self) -> None:
        """Two samples of one month are not drawn at days of their own, which nobody reported."""
        axis = lay_out(
            [event("a"), event("b")], [timing("a", 150, 180), timing("b", 150, 180), after("b", "a", 0, 14)]
        )

        assert axis.position("a") == axis.position("b")
        assert axis.position("a").places == (axis.day_x(150), axis.day_x(180))

    def test_a_bar_of_which_only_the_end_is_known_is_open_to_the_left(self) -> None:
        """Detected on Day 28, onset not reported: it began by then, and nobody says when."""
        axis = lay_out(
            [event("aplasia", kind="interval")],
            [timing("aplasia", None, 28), timing("aplasia", 150, 153, edge="end")],
            bars=["aplasia"],
        )

        extent = axis.extent("aplasia")
        assert axis.zone_of("aplasia") is Zone.DAYS
        assert (extent.open_left, extent.open_right, extent.left) == (True, False, axis.day_x(28))
        assert extent.sure == time_axis.Span(axis.day_x(28), axis.day_x(150))

    def test_the_axis_has_room_for_an_open_start(self) -> None:
        """The arrow of what had begun by Day 0 points to days before it."""
        axis = lay_out(
            [event("rash", kind="interval")],
            [timing("rash", None, 0), on("rash", 100, edge="end")],
            bars=["rash"],
        )

        assert axis.first_day == -5

    def test_a_bar_has_a_sure_and_a_possible_part(self) -> None:
        """From the latest start to the earliest end it surely went on."""
        axis = lay_out(
            [event("drug", kind="interval")],
            [timing("drug", 5, 10), timing("drug", 30, 40, edge="end")],
            bars=["drug"],
        )

        extent = axis.extent("drug")
        assert (extent.left, extent.right) == (axis.day_x(5), axis.day_x(40))
        assert extent.sure == time_axis.Span(axis.day_x(10), axis.day_x(30))

    def test_a_bar_whose_start_may_be_after_its_slot_is_only_possible(self) -> None:
        """Started before or after Day 0: nothing is sure."""
        axis = lay_out(
            [event("drug", kind="interval")],
            [timing("drug", -60, None), timing("drug", 0, None, edge="end")],
            bars=["drug"],
        )

        extent = axis.extent("drug")
        assert axis.zone_of("drug") is Zone.BEFORE
        assert (extent.sure, extent.right, extent.open_right) == (None, axis.day_x(0), True)

    def test_slots_shrink_to_leave_room_for_the_day_axis(self) -> None:
        """However many events are undated."""
        names = [f"e{number}" for number in range(30)]

        axis = lay_out([event(name) for name in names], [timing(name, None, -1) for name in names], width=150)

        assert sum(slot.width for slot in axis.before.values()) == pytest.approx(time_axis.MOST_BEFORE * 150)
        assert axis.days.right == 170

    @pytest.mark.parametrize(("last", "step"), [(30, 2), (100, 7), (200, 14), (365, 30), (2000, 180)])
    def test_ticks_are_multiples_of_a_clinical_step(self, last: int, step: int) -> None:
        """Days, weeks, months."""
        ticks = tick_days(lay_out([event("a")], [on("a", last)]))

        assert ticks[0] == 0
        assert {right - left for left, right in pairwise(ticks)} == {step}
