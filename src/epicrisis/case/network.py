"""Difference constraints over whole days, solved exactly: `x[head] - x[tail] <= limit` for every constraint.

This is the numerical half of `resolution.py` and knows nothing of events. A set of such constraints is a simple
temporal network (Dechter, Meiri, Pearl 1991): a shortest path from node to node is the tightest limit that the
constraints imply together, and a negative cycle is a contradiction. docs/adr/0004-bellman-ford-in-rounds.md says
why the first step is written here; the rest is in `graph.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from epicrisis.case.graph import Around, around_each, distances

Days = NDArray[np.int64]
Limits = tuple[int | None, ...]

# A cycle that shows early is a short one, and short ones read best: look after each of the first rounds.
EAGER_ROUNDS = 16

# Who asks for the limits of a pair of nodes mostly asks for further pairs with the same first node.
REMEMBERED_NODES = 8


@dataclass(frozen=True)
class Constraint:
    """One limit: `x[head] - x[tail] <= limit`.

    Args:
        tail: Node that is measured from.
        head: Node that is limited.
        limit: Greatest difference in days.
        origin: Index of the statement behind it; None if it always holds.
    """

    tail: int
    head: int
    limit: int
    origin: int | None = None


@dataclass(frozen=True)
class Network:
    """The tightest constraint between each pair of nodes.

    Args:
        size: Number of nodes.
        constraints: At most one per ordered pair of nodes.
    """

    size: int
    constraints: tuple[Constraint, ...]

    @cached_property
    def tails(self) -> Days:
        """The node that each constraint is measured from."""
        return np.array([constraint.tail for constraint in self.constraints], dtype=np.int64)

    @cached_property
    def heads(self) -> Days:
        """The node that each constraint limits."""
        return np.array([constraint.head for constraint in self.constraints], dtype=np.int64)

    @cached_property
    def limits(self) -> Days:
        """The limit of each constraint."""
        return np.array([constraint.limit for constraint in self.constraints], dtype=np.int64)


@dataclass(frozen=True)
class Paths:
    """A shortest path between one node and each other node.

    Args:
        into: The constraint next to each node on its path; -1 where there is none.
        beyond: The node at the other side of that constraint.
    """

    into: Sequence[int]
    beyond: Sequence[int]

    def of(self, node: int) -> tuple[int, ...]:
        """Return the indices of the constraints on the path of a node, beginning at this node."""
        path: list[int] = []
        while self.into[node] >= 0:
            path.append(self.into[node])
            node = self.beyond[node]
        return tuple(path)


@dataclass(frozen=True)
class Solution:
    """A network without contradiction.

    Args:
        network: The network.
        potential: One day per node that together satisfy every constraint.
    """

    network: Network
    potential: Days

    @cached_property
    def _days(self) -> list[int]:
        days: list[int] = self.potential.tolist()
        return days

    @cached_property
    def _arcs(self) -> list[tuple[int, int, int]]:
        # Johnson's reweighting: no limit is negative any more, so Dijkstra may walk them.
        network = self.network
        slack = network.limits + self.potential[network.tails] - self.potential[network.heads]
        return list(zip(network.tails.tolist(), network.heads.tolist(), slack.tolist(), strict=True))

    @cached_property
    def _onwards(self) -> Around:
        return around_each(self.network.size, self._arcs)

    @cached_property
    def _backwards(self) -> Around:
        return around_each(self.network.size, _turned(self._arcs))

    def limits_from(self, node: int) -> Limits:
        """Return the greatest `x[other] - x[node]` for each other node; None is unbounded."""
        return self._limits_from(node)

    def limits_to(self, node: int) -> Limits:
        """Return the greatest `x[node] - x[other]` for each other node; None is unbounded."""
        return self._limits_to(node)

    @cached_property
    def _limits_from(self) -> Callable[[int], Limits]:
        def search(node: int) -> Limits:
            slack, days = distances(self._onwards, [(0, node)]), self._days
            return tuple(
                None if far is None else far + day - days[node] for far, day in zip(slack, days, strict=True)
            )

        return lru_cache(REMEMBERED_NODES)(search)

    @cached_property
    def _limits_to(self) -> Callable[[int], Limits]:
        def search(node: int) -> Limits:
            slack, days = distances(self._backwards, [(0, node)]), self._days
            return tuple(
                None if far is None else far - day + days[node] for far, day in zip(slack, days, strict=True)
            )

        return lru_cache(REMEMBERED_NODES)(search)

    def paths(self, node: int, costs: Sequence[int], *, towards: bool = False) -> Paths:
        """Find a shortest path from a node to each other; of several, one of the least cost.

        A constraint is on a shortest path if it uses up the whole difference of its nodes' distances; among
        these constraints every path is a shortest one, so the costs alone decide.

        Args:
            node: The node.
            costs: A positive cost for each constraint of the network.
            towards: Whether the paths lead to the node instead.

        Returns:
            The paths, whose constraints together imply each limit.
        """
        arcs = _turned(self._arcs) if towards else self._arcs
        far = distances(self._backwards if towards else self._onwards, [(0, node)])
        binding = {
            index: (tail, head, costs[index])
            for index, (tail, head, slack) in enumerate(arcs)
            if (there := far[tail]) is not None and there + slack == far[head]
        }
        # Of ways that cost the same, the one by the last constraint.
        cheapest = distances(around_each(self.network.size, binding.values()), [(0, node)])
        into, beyond = [-1] * self.network.size, [-1] * self.network.size
        for index, (tail, head, cost) in binding.items():
            there = cheapest[tail]
            if head != node and there is not None and there + cost == cheapest[head]:
                into[head], beyond[head] = index, tail
        return Paths(into, beyond)

    def latest_schedule(self, start: Iterable[int | None]) -> list[int]:
        """Return the latest day of each node when no node may be later than its start.

        Args:
            start: One day per node; None where there is no such limit.

        Returns:
            Days that together satisfy every constraint. What nothing limits comes after all the rest.
        """
        beyond = int(np.abs(self.network.limits).sum()) * 2 + 1
        begin = [(beyond if day is None else day) - here for day, here in zip(start, self._days, strict=True)]
        slack = distances(self._onwards, [(day, node) for node, day in enumerate(begin)])
        return [far + day for far, day in zip(slack, self._days, strict=True) if far is not None]


def tightest(size: int, constraints: Iterable[Constraint]) -> Network:
    """Make the network of some constraints.

    Args:
        size: Number of nodes.
        constraints: In any number per pair of nodes.

    Returns:
        The network with the tightest constraint of each pair; the first one wins a tie.
    """
    best: dict[tuple[int, int], Constraint] = {}
    for constraint in constraints:
        pair = (constraint.tail, constraint.head)
        if pair not in best or constraint.limit < best[pair].limit:
            best[pair] = constraint
    return Network(size, tuple(best[pair] for pair in sorted(best)))


def solve(network: Network) -> Solution | tuple[Constraint, ...]:
    """Find days that satisfy every constraint, or constraints that no days satisfy.

    Bellman-Ford in rounds, from a first guess: each round relaxes the constraints whose tail moved in the round
    before. The guess decides only how many rounds it takes.

    Args:
        network: The network.

    Returns:
        The solution; or, for a contradiction, the constraints of one negative cycle in their order.
    """
    days = _first_guess(network)
    arc_into = np.full(network.size, -1, dtype=np.int64)
    moved = np.ones(network.size, dtype=bool)
    for count in range(1, network.size + 1):
        improving, candidates = _improving(network, days, moved)
        if not improving.size:
            return Solution(network, days)
        heads = network.heads[improving]
        days[heads], arc_into[heads] = candidates, improving
        moved[:] = False
        moved[heads] = True
        if count <= EAGER_ROUNDS or count % EAGER_ROUNDS == 0 or count == network.size:
            cycle = _cycle(network, arc_into)
            if cycle:
                return cycle
    # A network of n nodes settles within n rounds or has a cycle by then: only an empty one gets here.
    return Solution(network, days)


def _first_guess(network: Network) -> Days:
    """Walk each connected part breadth first and put each node at its limit from the one before.

    From all zeros, a chain of n statements would take n rounds.
    """
    around: list[list[tuple[int, int]]] = [[] for _ in range(network.size)]
    for arc in network.constraints:
        around[arc.tail].append((arc.head, arc.limit))
        around[arc.head].append((arc.tail, -arc.limit))
    days: dict[int, int] = {}
    for root in range(network.size):
        if root in days:
            continue
        days[root] = 0
        queue = deque([root])
        while queue:
            node = queue.popleft()
            for other, step in around[node]:
                if other not in days:
                    days[other] = days[node] + step
                    queue.append(other)
    return np.array([days[node] for node in range(network.size)], dtype=np.int64)


def _improving(network: Network, days: Days, moved: NDArray[np.bool_]) -> tuple[Days, Days]:
    """Return, for each node that gets an earlier day, the constraint that gives the earliest, and that day."""
    arcs = np.flatnonzero(moved[network.tails])
    candidates = days[network.tails[arcs]] + network.limits[arcs]
    better = candidates < days[network.heads[arcs]]
    arcs, candidates = arcs[better], candidates[better]
    heads = network.heads[arcs]
    by_head = np.lexsort((arcs, candidates, heads))
    first = by_head[np.flatnonzero(np.diff(heads[by_head], prepend=-1))]
    return arcs[first], candidates[first]


def _cycle(network: Network, arc_into: Days) -> tuple[Constraint, ...]:
    """Return the constraints of a cycle of predecessors, which is always negative; empty if there is none."""
    root = network.size
    before = np.append(np.where(arc_into >= 0, network.tails[arc_into], root), root)
    for _ in range(root.bit_length()):
        before = before[before]  # doubles the steps back: nodes end at the root, or on a cycle
    on_cycle = before[before != root]
    if not on_cycle.size:
        return ()
    node = first = int(on_cycle.min())
    backwards: list[Constraint] = []
    while not backwards or node != first:
        backwards.append(network.constraints[arc_into[node]])
        node = backwards[-1].tail
    return tuple(reversed(backwards))


def _turned(arcs: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    return [(head, tail, length) for tail, head, length in arcs]
