"""Resolving times: the order of events, and what holds for any statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from case.statements import DAY_0, case_of, event, says, split_edge
from epicrisis.case.chronology import DayBounds
from epicrisis.case.contradiction import find_contradiction
from epicrisis.case.load import load_case
from epicrisis.case.model import Basis, TimingStatement
from epicrisis.case.resolution import resolve
from epicrisis.paths import ProjectPaths


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
