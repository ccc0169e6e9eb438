"""The chronology: what statements on time imply together."""

from __future__ import annotations

import pytest

from case.statements import DAY_0, bounds, case_of, event, says
from epicrisis.case.chronology import DayBounds
from epicrisis.case.load import load_case
from epicrisis.case.model import Basis, TimingStatement
from epicrisis.case.resolution import resolve
from epicrisis.paths import ProjectPaths


class TestBounds:
    """The days between which an event lies."""

    @pytest.mark.parametrize(
        ("statements", "expected"),
        [
            # what the source says of `visit`                                      earliest, latest
            ([], (None, None)),
            ([says(2, "visit day_0", 28, 28)], (28, 28)),
            ([says(2, "visit day_0", 0, None)], (0, None)),
            ([says(2, "visit day_0", None, 90)], (None, 90)),
            ([says(2, "visit day_0", -90, -30)], (-90, -30)),
            ([says(2, "day_0 visit", 30, 90)], (-90, -30)),
            ([says(2, "visit day_0", 0, 100), says(3, "visit day_0", 50, 200)], (50, 100)),
            ([says(2, "visit other", 7, 7), says(3, "other day_0", 14, 20)], (21, 27)),
            ([says(2, "visit other", 7, None), says(3, "other day_0", 14, 20)], (21, None)),
            ([says(2, "visit other", 7, 7)], (None, None)),
        ],
    )
    def test_follow_from_all_statements_together(
        self, statements: list[TimingStatement], expected: tuple[int | None, int | None]
    ) -> None:
        """Statements narrow each other; what none limits is unbounded."""
        chronology = resolve(case_of([event("other"), event("visit")], statements))

        assert bounds(chronology, "visit") == expected

    def test_of_day_0_are_day_0(self) -> None:
        """All days are counted from the start of the Day 0 event."""
        chronology = resolve(case_of([], []))

        assert bounds(chronology, DAY_0) == (0, 0)
        assert bounds(chronology, f"{DAY_0}.end") == (0, 0)

    def test_of_an_interval_keep_its_start_before_its_end(self) -> None:
        """Nothing needs to say that an interval does not end before it starts."""
        statements = [says(2, "chemo day_0", -50, None), says(3, "chemo.end day_0", None, -10)]

        chronology = resolve(case_of([event("chemo", "interval")], statements))

        assert bounds(chronology, "chemo") == (-50, -10)
        assert bounds(chronology, "chemo.end") == (-50, -10)

    def test_of_a_point_are_the_same_at_both_edges(self) -> None:
        """A statement on the end of a point event is one on its only day."""
        chronology = resolve(case_of([event("visit")], [says(2, "visit.end day_0", 5, 6)]))

        assert bounds(chronology, "visit") == bounds(chronology, "visit.end") == (5, 6)

    def test_agree_with_the_textbook(self) -> None:
        """The car-and-carpool example of Dechter, Meiri and Pearl (1991), in minutes after 7:00.

        John leaves between 7:10 and 7:20 and drives for 30 to 40; he arrives 10 to 20 after Fred left. Fred is on
        the way for 40 to 50 and arrives between 8:00 and 8:10. Expected is the paper's minimal network.
        """
        statements = [
            says(2, "john_leaves day_0", 10, 20),
            says(3, "john_arrives john_leaves", 30, 40),
            says(4, "john_arrives fred_leaves", 10, 20),
            says(5, "fred_arrives fred_leaves", 40, 50),
            says(6, "fred_arrives day_0", 60, 70),
        ]
        names = ["john_leaves", "john_arrives", "fred_leaves", "fred_arrives"]

        chronology = resolve(case_of([event(name) for name in names], statements))

        assert [bounds(chronology, name) for name in names] == [(10, 20), (40, 50), (20, 30), (60, 70)]

    def test_of_a_real_layout_of_tables(self, small_project: ProjectPaths) -> None:
        """The rows of timing.csv are what is resolved."""
        chronology = resolve(load_case(small_project, "tiny"))

        assert bounds(chronology, "car_t") == (-60, -40)
        assert bounds(chronology, "virus.end") == (20, 100)
        assert bounds(chronology, "last_seen") == (365, None)

    def test_are_exact_over_thousands_of_days(self) -> None:
        """No rounding: every one of a thousand additions of a large number counts."""
        steps = [says(2, "e0 day_0", 0, 0)]
        steps += [says(index + 2, f"e{index} e{index - 1}", 999_999_999, 999_999_999) for index in range(1, 1000)]

        chronology = resolve(case_of([event(f"e{index}") for index in range(1000)], steps))

        assert bounds(chronology, "e999") == (999 * 999_999_999, 999 * 999_999_999)


class TestDayBounds:
    """What is known of one day."""

    @pytest.mark.parametrize(
        ("found", "exact", "bounded", "width"),
        [
            (DayBounds(28, 28), True, True, 0),
            (DayBounds(28, 29), False, True, 1),
            (DayBounds(28, None), False, False, None),
            (DayBounds(None, 28), False, False, None),
            (DayBounds(None, None), False, False, None),
        ],
    )
    def test_say_how_much_is_known(self, found: DayBounds, exact: bool, bounded: bool, width: int | None) -> None:
        """Exact is one day; bounded is both days known; a width needs both."""
        assert (found.exact, found.bounded, found.width) == (exact, bounded, width)


class TestBetween:
    """Days from one event to another."""

    def test_can_be_exact_where_neither_day_is_known(self) -> None:
        """ "Day 14 after the relapse" is exact although nobody knows the day of the relapse."""
        chronology = resolve(case_of([event("relapse"), event("visit")], [says(2, "visit relapse", 14, 14)]))

        assert chronology.between("relapse", "visit") == DayBounds(14, 14)
        assert chronology.between("visit", "relapse") == DayBounds(-14, -14)
        assert chronology.at("visit") == DayBounds(None, None)

    def test_takes_the_edges_that_are_asked_for(self) -> None:
        """Days since the end of a treatment are not those since its start."""
        statements = [says(2, "chemo.end chemo", 27, 27), says(3, "visit chemo.end", 3, 10)]

        chronology = resolve(case_of([event("chemo", "interval"), event("visit")], statements))

        assert chronology.between("chemo", "visit", reference_edge="end") == DayBounds(3, 10)
        assert chronology.between("chemo", "visit") == DayBounds(30, 37)
        assert chronology.between("visit", "chemo", edge="end") == DayBounds(-10, -3)

    def test_of_known_days_is_their_difference(self) -> None:
        """It is exact if both are; else it is as vague as the vague one."""
        statements = [
            says(2, "first day_0", -7, -7),
            says(3, "second day_0", 14, 14),
            says(4, "third day_0", 14, 20),
        ]

        chronology = resolve(case_of([event("first"), event("second"), event("third")], statements))

        assert chronology.between("first", "second") == DayBounds(21, 21)
        assert chronology.between("second", "first") == DayBounds(-21, -21)
        assert chronology.between("first", "third") == DayBounds(21, 27)

    def test_of_day_0_is_the_day_of_the_event(self, small_project: ProjectPaths) -> None:
        """Both ways to ask give one answer."""
        case = load_case(small_project, "tiny")

        chronology = resolve(case)

        for name in case.event_by_id:
            assert chronology.between(case.day_zero, name) == chronology.at(name)


OTHER = says(3, "other day_0", 1, 2, "reported")


class TestEvidence:
    """What the bounds rest on."""

    @pytest.mark.parametrize(
        ("statements", "rows", "basis"),
        [
            # what is not known is not in doubt
            ([], [], "reported"),
            # one statement that says it in words keeps its basis, from either side
            ([says(2, "visit day_0", 5, 9, "reported")], [2], "reported"),
            ([says(2, "day_0 visit", 5, 9, "reported")], [2], "reported"),
            ([says(2, "visit day_0", 5, None, "assumed")], [2], "assumed"),
            ([says(2, "visit day_0", 5, 9, "synthetic")], [2], "synthetic"),
            # what does not bind does not count
            (
                [says(2, "visit day_0", 5, 9, "reported"), says(3, "visit day_0", 4, None, "assumed")],
                [2],
                "reported",
            ),
            # of two ways to the same days, the one without an assumption
            ([says(2, "visit day_0", 5, 5, "assumed"), says(3, "visit day_0", 5, 5, "reported")], [3], "reported"),
            (
                [
                    says(2, "visit other", 0, 0, "assumed"),
                    says(3, "other day_0", 5, 9, "reported"),
                    says(4, "visit day_0", 5, 9, "derived"),
                ],
                [4],
                "derived",
            ),
            # several statements are derived, or what the weakest of them is
            ([says(2, "visit other", 7, 7, "reported"), OTHER], [2, 3], "derived"),
            ([says(2, "visit day_0", 7, None, "reported"), says(3, "visit day_0", None, 9)], [2, 3], "synthetic"),
            ([says(2, "visit other", 7, None, "assumed"), OTHER], [2, 3], "assumed"),
            ([says(2, "visit other", 7, 7, "synthetic"), OTHER], [2, 3], "synthetic"),
        ],
    )
    def test_is_the_weakest_on_the_way(
        self, statements: list[TimingStatement], rows: list[int], basis: Basis
    ) -> None:
        """A bound that rests on an assumption says so, however many reported rows it rests on besides."""
        chronology = resolve(case_of([event("other"), event("visit")], statements, synthetic=False))

        assert [row.row for row in chronology.rows_behind("visit")] == rows
        assert chronology.basis_of("visit") == basis

    def test_of_a_synthetic_case_is_synthetic_only_where_one_row_says_it(self) -> None:
        """There, every row is made up; the word would hide what is derived and what is assumed."""
        statements = [
            says(2, "a day_0", 5, 5),
            says(3, "b a", 1, 1),
            says(4, "c b", 1, 1, "assumed"),
        ]

        chronology = resolve(case_of([event("a"), event("b"), event("c")], statements))

        assert [chronology.basis_of(name) for name in "abc"] == ["synthetic", "derived", "assumed"]

    def test_of_an_end_that_only_its_start_limits_is_derived(self) -> None:
        """No row says that an interval ends on or after Day 5; its nature does."""
        chronology = resolve(
            case_of([event("i", "interval")], [says(2, "i day_0", 5, 5, "reported")], synthetic=False)
        )

        assert (chronology.basis_of("i"), chronology.basis_of("i", "end")) == ("reported", "derived")
        assert chronology.basis_of("i", "start", "end") == "derived"

    def test_of_a_duration_does_not_need_day_0(self) -> None:
        """How long something lasted can be known without its days."""
        statements = [says(2, "i.end i", 14, 14, "reported"), says(3, "i day_0", 1, None, "assumed")]

        chronology = resolve(case_of([event("i", "interval")], statements, synthetic=False))

        assert (chronology.duration_basis("i"), chronology.basis_of("i", "end")) == ("reported", "assumed")
