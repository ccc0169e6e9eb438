"""The chronology: what statements on time imply together, and what they cannot all say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from epicrisis.case.chronology import Chronology, DayBounds
from epicrisis.case.contradiction import find_contradiction
from epicrisis.case.load import load_case
from epicrisis.case.model import Basis, Case, Edge, Event, TimingStatement
from epicrisis.case.resolution import resolve
from epicrisis.errors import InvalidInput
from epicrisis.paths import ProjectPaths

BLANK: dict[str, Any] = {"source": "made up", "basis": "synthetic", "note": "", "printed": {}}
DAY_0 = "day_0"


def event(name: str, kind: Literal["point", "interval"] = "point") -> Event:
    """Make an event."""
    return Event(id=name, row=0, lane="disease", kind=kind, label=name, detail="", **BLANK)


def says(
    row: int, text: str, least: int | None = None, most: int | None = None, basis: Basis = "synthetic"
) -> TimingStatement:
    """Make a statement on `event reference`, where an edge other than the start is written `event.end`."""
    (name, edge), (reference, reference_edge) = (split_edge(part) for part in text.split())
    return TimingStatement(
        id=f"t{row}",
        row=row,
        event=name,
        edge=edge,
        reference=reference,
        reference_edge=reference_edge,
        min_days=least,
        max_days=most,
        **{**BLANK, "basis": basis},
    )


def split_edge(text: str) -> tuple[str, Edge]:
    """Split `event.end`."""
    return (text.removesuffix(".end"), "end") if text.endswith(".end") else (text, "start")


def case_of(events: Sequence[Event], timing: Sequence[TimingStatement], *, synthetic: bool = True) -> Case:
    """Make a case whose Day 0 is `day_0`."""
    day_zero = () if any(item.id == DAY_0 for item in events) else (event(DAY_0),)
    return Case(
        "some",
        "",
        "1.0.0",
        date(2025, 1, 1),
        DAY_0,
        synthetic,
        events=(*day_zero, *events),
        timing=tuple(timing),
    )


def bounds(chronology: Chronology, name: str) -> tuple[int | None, int | None]:
    """Return the bounds of an event, `event.end` for its end."""
    found = chronology.at(*split_edge(name))
    return found.earliest, found.latest


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


class TestOrder:
    """The order of events."""

    @pytest.mark.parametrize(
        ("names", "statements", "expected"),
        [
            # the file has them in the wrong order, the statements have them right
            ("b a", [says(2, "b a", 0)], "day_0 a b"),
            ("b a", [says(2, "a b", None, 0)], "day_0 a b"),
            ("b a", [says(2, "day_0 b", 0), says(3, "b a", 0)], "a b day_0"),
            # known days come before unknown ones after Day 0, and nothing known comes last
            ("c b a", [says(2, "a day_0", 5, 5), says(3, "b day_0", 10, None)], "day_0 a b c"),
            # what led up to Day 0 stands before it, the later the nearer
            ("b a", [says(2, "a day_0", None, -30), says(3, "b day_0", None, -10)], "a b day_0"),
            # on one day the order said in words counts, then the file
            ("b a", [says(2, "a day_0", 3, 3), says(3, "b day_0", 3, 3)], "day_0 b a"),
            (
                "b a",
                [says(2, "a day_0", 3, 3), says(3, "b day_0", 3, 3), says(4, "b a", 0)],
                "day_0 a b",
            ),
            # simultaneous by statement: no order between them but the file's
            ("b a", [says(2, "a b", 0, 0), says(3, "a day_0", 1)], "day_0 b a"),
            # not before it by a sum of statements, although neither has a latest day
            (
                "b a r",
                [says(2, "r day_0", 1), says(3, "a r", 28, 28), says(4, "b r", 28)],
                "day_0 r a b",
            ),
            # implied by a sum of statements, although none compares a with b directly
            ("b a c", [says(2, "c a", 10), says(3, "b c", -3)], "day_0 a b c"),
        ],
    )
    def test_is_one_that_all_statements_support(
        self, names: str, statements: list[TimingStatement], expected: str
    ) -> None:
        """Statements come first, then the bounds, then the file."""
        chronology = resolve(case_of([event(name) for name in names.split()], statements))

        assert " ".join(chronology.order) == expected

    def test_of_a_whole_case_tells_its_story(self, small_project: ProjectPaths) -> None:
        """Events with and without days follow each other as they happened."""
        case = load_case(small_project, "tiny")

        assert resolve(case).order == tuple(case.event_by_id)


class TestContradictions:
    """Statements that cannot all be true."""

    def problems(self, events: list[Event], statements: list[TimingStatement]) -> list[str]:
        """Resolve a case that contradicts itself."""
        with pytest.raises(InvalidInput) as caught:
            resolve(case_of(events, statements))
        return [str(problem) for problem in caught.value.problems]

    def test_name_the_rows_that_form_them(self) -> None:
        """The message names each row with what it demands, and no row besides."""
        statements = [
            says(2, "a day_0", 0, 500),
            says(3, "b a", 30),
            says(4, "c a", 0, 500),
            says(5, "c b", 0),
            says(6, "c a", None, 20),
        ]

        found = self.problems([event("a"), event("b"), event("c")], statements)

        assert found == [
            "data/some/timing.csv, row 6: contradiction with rows 3, 5: "
            "c must be at most 20 days after a (row 6), "
            "but c must not be before b (row 5) and b must be at least 30 days after a (row 3). "
            "Correct or remove one of these rows."
        ]

    def test_of_a_single_row_name_it_alone(self) -> None:
        """A least that is more than the most needs no other row to be wrong."""
        found = self.problems([event("a")], [says(2, "a day_0", 9, 2)])

        assert found == [
            "data/some/timing.csv, row 2: contradiction: a must be at most 2 days after day_0, "
            "but a must be at least 9 days after day_0. Correct or remove the row."
        ]

    def test_of_an_event_with_itself_are_found(self) -> None:
        """A point event cannot be five days after itself."""
        found = self.problems([event("a")], [says(2, "a a.end", 5)])

        assert found == [
            "data/some/timing.csv, row 2: contradiction: a must be at least 5 days after a. "
            "Correct or remove the row."
        ]

    def test_with_the_nature_of_an_interval_say_so(self) -> None:
        """What no row states is part of the explanation."""
        found = self.problems([event("chemo", "interval")], [says(2, "chemo.end chemo", None, -1)])

        assert found == [
            "data/some/timing.csv, row 2: contradiction: "
            "the end of chemo must be at least 1 day before the start of chemo, "
            "but chemo must not end before it starts. Correct or remove the row."
        ]

    def test_are_all_told_at_once(self) -> None:
        """Two contradictions that share no row are two problems."""
        statements = [
            says(2, "a day_0", 5, 5),
            says(3, "a day_0", 6, 6),
            says(4, "b day_0", 5, 5),
            says(5, "b day_0", None, 4),
        ]

        found = self.problems([event("a"), event("b")], statements)

        assert [message.split(":")[0] for message in found] == [
            "data/some/timing.csv, row 3",
            "data/some/timing.csv, row 5",
        ]

    def test_through_a_hundred_rows_are_found(self) -> None:
        """The length of the cycle does not matter."""
        chain = [says(index + 1, f"e{index} e{index - 1}", 1) for index in range(1, 101)]
        wrong = says(102, "e100 e0", None, 99)
        events = [event(f"e{index}") for index in range(101)]

        found = find_contradiction(events, [*chain, wrong])

        assert found is not None
        assert found.rows == (*chain, wrong)


# Networks small enough for brute force: three points, an interval and Day 0.
EVENTS = (event(DAY_0), event("a"), event("b"), event("c"), event("i", "interval"))
EDGES = (DAY_0, "a", "b", "c", "i", "i.end")
DAYS = st.none() | st.integers(-20, 20)


@st.composite
def any_statements(draw: st.DrawFn) -> list[TimingStatement]:
    """Statements that may well contradict each other."""
    pairs = draw(st.lists(st.tuples(st.sampled_from(EDGES), st.sampled_from(EDGES), DAYS, DAYS), max_size=12))
    return [says(row, f"{name} {reference}", *days) for row, (name, reference, *days) in enumerate(pairs, start=2)]


@st.composite
def true_statements(draw: st.DrawFn) -> list[TimingStatement]:
    """Statements that are all true of some days."""
    days = {name: draw(st.integers(-50, 50)) for name in EDGES}
    days["i.end"] = days["i"] + draw(st.integers(0, 20))
    slack = st.none() | st.integers(0, 10)
    pairs = draw(st.lists(st.tuples(st.sampled_from(EDGES), st.sampled_from(EDGES), slack, slack), max_size=12))
    return [
        says(
            row,
            f"{name} {reference}",
            None if less is None else days[name] - days[reference] - less,
            None if more is None else days[name] - days[reference] + more,
        )
        for row, (name, reference, less, more) in enumerate(pairs, start=2)
    ]


def all_pairs(statements: Sequence[TimingStatement]) -> dict[tuple[str, str], float]:
    """Return the greatest difference of each pair of edges by Floyd and Warshall's three loops."""
    most = {pair: 0.0 if pair[0] == pair[1] else float("inf") for pair in product(EDGES, EDGES)}
    most["i.end", "i"] = 0.0
    for row in statements:
        name = row.event + (".end" if row.edge == "end" else "")
        reference = row.reference + (".end" if row.reference_edge == "end" else "")
        if row.max_days is not None:
            most[reference, name] = min(most[reference, name], row.max_days)
        if row.min_days is not None:
            most[name, reference] = min(most[name, reference], -row.min_days)
    for middle, first, second in product(EDGES, EDGES, EDGES):
        most[first, second] = min(most[first, second], most[first, middle] + most[middle, second])
    return most


def as_floats(found: DayBounds) -> tuple[float, float]:
    """Return bounds with infinity for unbounded."""
    return (
        float("-inf") if found.earliest is None else found.earliest,
        float("inf") if found.latest is None else found.latest,
    )


class TestProperties:
    """What holds for all statements whatever."""

    @given(any_statements())
    def test_contradictions_are_found_where_brute_force_finds_one(self, statements: list[TimingStatement]) -> None:
        """Nothing is missed and nothing is invented."""
        most = all_pairs(statements)

        found = find_contradiction(EVENTS, statements)

        assert (found is not None) == any(most[name, name] < 0 for name in EDGES)

    @given(any_statements())
    def test_contradictions_are_minimal(self, statements: list[TimingStatement]) -> None:
        """The rows contradict each other, and without any one of them they do not."""
        found = find_contradiction(EVENTS, statements)

        if found is not None:
            assert find_contradiction(EVENTS, found.rows) is not None
            for left_out in found.rows:
                assert find_contradiction(EVENTS, [row for row in found.rows if row is not left_out]) is None

    @given(true_statements(), st.data())
    def test_planted_contradictions_are_found(
        self, statements: list[TimingStatement], data: st.DataObject
    ) -> None:
        """A statement against what the others imply is named as part of the contradiction."""
        most = all_pairs(statements)
        limited = [pair for pair in most if np.isfinite(most[pair])]
        reference, name = data.draw(st.sampled_from(limited))
        planted = says(99, f"{name} {reference}", int(most[reference, name]) + 1)

        found = find_contradiction(EVENTS, [*statements, planted])

        assert found is not None
        assert planted in found.rows

    @given(true_statements())
    def test_bounds_are_the_tightest(self, statements: list[TimingStatement]) -> None:
        """Every bound, from Day 0 and between any two edges, is the one of brute force."""
        most = all_pairs(statements)

        chronology = resolve(case_of(EVENTS, statements))

        for name, reference in product(EDGES, EDGES):
            (ref_id, ref_edge), (event_id, edge) = split_edge(reference), split_edge(name)
            expected = (-most[name, reference], most[reference, name])
            assert as_floats(chronology.between(ref_id, event_id, ref_edge, edge)) == expected
            if reference == DAY_0:
                assert as_floats(chronology.at(event_id, edge)) == expected

    @given(true_statements())
    def test_bounds_keep_every_statement(self, statements: list[TimingStatement]) -> None:
        """No statement leaves room for days that it excludes."""
        chronology = resolve(case_of(EVENTS, statements))

        for row in statements:
            found = chronology.between(row.reference, row.event, row.reference_edge, row.edge)
            least, most = as_floats(found)
            assert row.min_days is None or least >= row.min_days
            assert row.max_days is None or most <= row.max_days

    @given(true_statements(), st.randoms(use_true_random=False))
    def test_order_of_rows_does_not_matter(self, statements: list[TimingStatement], chance: Any) -> None:
        """A file may be sorted in any way."""
        shuffled = chance.sample(statements, len(statements))

        assert resolve(case_of(EVENTS, shuffled)) == resolve(case_of(EVENTS, statements))

    @given(true_statements(), st.sampled_from(EDGES))
    def test_rows_behind_a_bound_are_enough(self, statements: list[TimingStatement], name: str) -> None:
        """Without all other rows, the bound stays what it is."""
        place = split_edge(name)
        chronology = resolve(case_of(EVENTS, statements))

        alone = resolve(case_of(EVENTS, chronology.rows_behind(*place)))

        assert alone.at(*place) == chronology.at(*place)

    @given(true_statements(), st.sampled_from(EDGES), st.data())
    def test_a_basis_is_assumed_where_the_days_need_an_assumption(
        self, statements: list[TimingStatement], name: str, data: st.DataObject
    ) -> None:
        """The days change without the assumed rows if, and only if, their basis is assumed."""
        place = split_edge(name)
        bases: list[Basis] = ["reported", "derived", "assumed"]
        statements = [replace(row, basis=data.draw(st.sampled_from(bases))) for row in statements]
        firm = [row for row in statements if row.basis != "assumed"]
        before = resolve(case_of(EVENTS, statements, synthetic=False))
        after = resolve(case_of(EVENTS, firm, synthetic=False))

        needed = before.at(*place) != after.at(*place)

        assert (before.basis_of(*place) == "assumed") == needed
        assert any(row.basis == "assumed" for row in before.rows_behind(*place)) == needed
        if needed:
            assert after.basis_of(*place) != before.basis_of(*place)

    @given(true_statements())
    def test_one_statement_more_never_widens_a_bound(self, statements: list[TimingStatement]) -> None:
        """More knowledge is never less."""
        if not statements:
            return
        before = resolve(case_of(EVENTS, statements[:-1]))
        after = resolve(case_of(EVENTS, statements))

        for place, found in after.bounds.items():
            (least, most), (least_before, most_before) = as_floats(found), as_floats(before.bounds[place])
            assert least_before <= least <= most <= most_before

    @given(true_statements())
    def test_order_never_goes_against_the_days(self, statements: list[TimingStatement]) -> None:
        """An event that must start after another comes after it."""
        most = all_pairs(statements)

        order = resolve(case_of(EVENTS, statements)).order

        assert sorted(order) == sorted(item.id for item in EVENTS)
        for index, name in enumerate(order):
            for later in order[index:]:
                assert not (most[name, later] <= 0 and most[later, name] > 0)


def test_scipy_keeps_arcs_of_weight_zero() -> None:
    """The bounds rely on it: a stored zero is an arc, where a dense matrix would drop it."""
    graph = csr_array(([0.0, 2.0], ([0, 1], [1, 2])), shape=(3, 3))

    assert list(dijkstra(graph, indices=[0])[0]) == [0.0, 0.0, 2.0]
