"""Difference constraints over whole days, solved exactly: `x[head] - x[tail] <= limit` for every constraint.

This is the numerical half of `resolution.py` and knows nothing of events. A set of such constraints is a simple
temporal network (Dechter, Meiri, Pearl 1991): a shortest path from node to node is the tightest limit that the
constraints imply together, and a negative cycle is a contradiction. docs/adr/0004-bellman-ford-in-rounds.md says
why the first step is written here; the rest is in `graph.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import NamedTuple

from epicrisis.case.graph import Around, around_each, distances

Days = list[int]
Limits = tuple[int | None, ...]

# A cycle that shows early is a short one, and short ones read best: look after each of the first rounds.
EAGER_ROUNDS = 16

# Who asks for the limits of a pair of nodes mostly asks for further pairs with the same first node.
REMEMBERED_NODES = 8


class Constraint(NamedTuple):
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
    def onwards(self) -> list[list[tuple[int, int, int]]]:
        """For each node the constraints that are measured from it: index, head and limit."""
        onwards: list[list[tuple[int, int, int]]] = [[] for _ in range(self.size)]
        for index, constraint in enumerate(self.constraints):
            onwards[constraint.tail].append((index, constraint.head, constraint.limit))
        return onwards


@dataclass(frozen=True)
class Paths:
    """A shortest path between one node and each other node.

    Args:
        into: The constraint next to each node on its path; -1 where there is none.
        beyond: The node at the other side of that constraint.
    """

    into: Sequence[int]
    beyond: Sequence[int]


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
    def _arcs(self) -> list[tuple[int, int, int]]:
        # Johnson's reweighting: no limit is negative any more, so Dijkstra may walk them.
        days = self.potential
        return [
            (arc.tail, arc.head, arc.limit + days[arc.tail] - days[arc.head]) for arc in self.network.constraints
        ]

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
        return lru_cache(REMEMBERED_NODES)(partial(_limits, self._onwards, self.potential, 1))

    @cached_property
    def _limits_to(self) -> Callable[[int], Limits]:
        return lru_cache(REMEMBERED_NODES)(partial(_limits, self._backwards, self.potential, -1))

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
        beyond = sum(abs(arc.limit) for arc in self.network.constraints) * 2 + 1
        begin = [(beyond if day is None else day) - here for day, here in zip(start, self.potential, strict=True)]
        slack = distances(self._onwards, [(day, node) for node, day in enumerate(begin)])
        return [far + day for far, day in zip(slack, self.potential, strict=True) if far is not None]


def _limits(around: Around, days: Days, sign: int, node: int) -> Limits:
    """Return how far away each node is, in days as they were before the reweighting; forwards if the sign is 1."""
    here, slack = days[node], distances(around, [(0, node)])
    return tuple(None if far is None else far + sign * (day - here) for far, day in zip(slack, days, strict=True))


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
    arc_into = [-1] * network.size
    moved: Iterable[int] = range(network.size)
    for count in range(1, network.size + 1):
        improved = _improved(network, days, moved)
        if not improved:
            return Solution(network, days)
        for head, (day, arc) in improved.items():
            days[head], arc_into[head] = day, arc
        moved = improved
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
    return [days[node] for node in range(network.size)]


def _improved(network: Network, days: Days, moved: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return, for each node that gets an earlier day, the earliest, and the first constraint that gives it."""
    improved: dict[int, tuple[int, int]] = {}
    for tail in moved:
        day = days[tail]
        for index, head, limit in network.onwards[tail]:
            if day + limit < days[head] and (head not in improved or (day + limit, index) < improved[head]):
                improved[head] = day + limit, index
    return improved


def _cycle(network: Network, arc_into: Sequence[int]) -> tuple[Constraint, ...]:
    """Return the constraints of a cycle of predecessors, which is always negative; empty if there is none."""
    first = min(_nodes_on_cycles(network, arc_into), default=None)
    nodes = [] if first is None else list(_round(network, arc_into, first))
    return tuple(network.constraints[arc_into[node]] for node in reversed(nodes))


def _nodes_on_cycles(network: Network, arc_into: Sequence[int]) -> Iterator[int]:
    """Yield the nodes that lie before themselves."""
    seen_from = [-1] * network.size
    for start in range(network.size):
        node = start
        while seen_from[node] < 0 and arc_into[node] >= 0:
            seen_from[node] = start
            node = network.constraints[arc_into[node]].tail
        if seen_from[node] == start and arc_into[node] >= 0:  # it came back to its own way
            yield from _round(network, arc_into, node)


def _round(network: Network, arc_into: Sequence[int], first: int) -> Iterator[int]:
    """Yield the nodes of a cycle, backwards from one of them."""
    yield (node := first)
    while (node := network.constraints[arc_into[node]].tail) != first:
        yield node


def _turned(arcs: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    return [(head, tail, length) for tail, head, length in arcs]
