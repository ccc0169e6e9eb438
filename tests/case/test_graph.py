"""Shortest paths and strong components, held to what brute force finds."""

from __future__ import annotations

from itertools import product
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from epicrisis.case.graph import around_each, distances, strong_groups

SIZE = 7
NODES = st.integers(0, SIZE - 1)
ARCS = st.lists(st.tuples(NODES, NODES, st.integers(0, 9)), max_size=20)


def all_pairs(arcs: list[tuple[int, int, int]]) -> dict[tuple[int, int], float]:
    """Return the distance of each pair of nodes, by Floyd and Warshall's method."""
    far = {pair: 0 if pair[0] == pair[1] else inf for pair in product(range(SIZE), repeat=2)}
    for tail, head, length in arcs:
        far[tail, head] = min(far[tail, head], length)
    for between, first, last in product(range(SIZE), repeat=3):
        far[first, last] = min(far[first, last], far[first, between] + far[between, last])
    return far


@given(ARCS, NODES)
def test_distances_are_the_shortest(arcs: list[tuple[int, int, int]], start: int) -> None:
    """From one node to each other; arcs of no length are arcs, and of several the shortest counts."""
    found = distances(around_each(SIZE, arcs), [(0, start)])

    far = all_pairs(arcs)
    assert [inf if one is None else one for one in found] == [far[start, node] for node in range(SIZE)]


@given(ARCS, st.lists(st.tuples(st.integers(-9, 9), NODES)))
def test_one_may_start_at_several_nodes(arcs: list[tuple[int, int, int]], starts: list[tuple[int, int]]) -> None:
    """Each node is as far as it is from the start that is best for it."""
    found = distances(around_each(SIZE, arcs), starts)

    far = all_pairs(arcs)
    best = [min((begun + far[start, node] for begun, start in starts), default=inf) for node in range(SIZE)]
    assert [inf if one is None else one for one in found] == best


@given(ARCS)
def test_nodes_that_lead_to_each_other_are_one_group(arcs: list[tuple[int, int, int]]) -> None:
    """Those and no others; the name of a group is one of its nodes."""
    groups = strong_groups(SIZE, [(tail, head) for tail, head, _ in arcs])

    far = all_pairs(arcs)
    for first, last in product(range(SIZE), repeat=2):
        together = far[first, last] < inf and far[last, first] < inf
        assert (groups[first] == groups[last]) == together
    assert all(groups[group] == group for group in groups)


def test_a_long_chain_needs_no_deep_recursion() -> None:
    """Ten thousand events, each known from the one before."""
    size = 10_000
    chain = [(node, node + 1) for node in range(size - 1)]

    assert strong_groups(size, chain) == list(range(size))
    assert distances(around_each(size, [(*arc, 1) for arc in chain]), [(0, 0)])[-1] == size - 1
