"""When things happened: the tightest days that all statements of `timing.csv` imply together.

Each statement limits the difference of two nodes of a simple temporal network (Dechter, Meiri, Pearl 1991). A
node is an edge of an event: a point event has one, an interval has a start and an end, and starts before it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from heapq import heappop, heappush

from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from epicrisis.case.contradiction import (
    Contradiction,
    NodeIndex,
    build_network,
    find_contradiction,
    index_nodes,
)
from epicrisis.case.model import Case, Edge, Event, TimingStatement
from epicrisis.case.network import Network, Solution, solve
from epicrisis.errors import InvalidInput

__all__ = ["Chronology", "Contradiction", "DayBounds", "find_contradiction", "resolve"]

# Whoever mends this many runs the check again anyway, and each costs another search.
MOST_CONTRADICTIONS = 20


@dataclass(frozen=True)
class DayBounds:
    """The days between which something lies; None is unbounded.

    Args:
        earliest: First possible day.
        latest: Last possible day.
    """

    earliest: int | None
    latest: int | None

    @property
    def bounded(self) -> bool:
        """Whether both days are known."""
        return self.earliest is not None and self.latest is not None

    @property
    def exact(self) -> bool:
        """Whether there is only one possible day."""
        return self.bounded and self.earliest == self.latest

    @property
    def width(self) -> int | None:
        """Days from the earliest to the latest; None if either is unbounded."""
        if self.earliest is None or self.latest is None:
            return None
        return self.latest - self.earliest


@dataclass(frozen=True)
class Chronology:
    """What is known of when the events of a case happened; day 0 is the start of its Day 0 event.

    Args:
        bounds: The days of both edges of every event; those of a point event are the same.
        order: Every event id, in an order that all statements support.
    """

    bounds: Mapping[tuple[str, Edge], DayBounds]
    order: tuple[str, ...]
    _nodes: NodeIndex = field(repr=False, compare=False)
    _solution: Solution = field(repr=False, compare=False)

    def at(self, event_id: str, edge: Edge = "start") -> DayBounds:
        """Return the days between which an edge of an event lies.

        Args:
            event_id: The event.
            edge: Its start or end.

        Returns:
            The tightest bounds, counted from Day 0.
        """
        return self.bounds[event_id, edge]

    def between(
        self, reference: str, event: str, reference_edge: Edge = "start", edge: Edge = "start"
    ) -> DayBounds:
        """Return how many days an event is after another; negative days are before it.

        This can be tighter than the difference of both events' bounds: "day 14 after the relapse" is exact even
        where the day of the relapse is not known.

        Args:
            reference: The event to count from.
            event: The event to count to.
            reference_edge: The edge to count from.
            edge: The edge to count to.

        Returns:
            The tightest bounds of `event.edge - reference.reference_edge`.
        """
        origin, target = self._nodes[reference, reference_edge], self._nodes[event, edge]
        return DayBounds(
            earliest=_negated(self._solution.limits_to(origin)[target]),
            latest=self._solution.limits_from(origin)[target],
        )


def resolve(case: Case) -> Chronology:
    """Work out when the events of a case happened.

    Args:
        case: The case.

    Returns:
        The tightest days of every event and an order of the events.

    Raises:
        InvalidInput: If statements contradict each other, with a minimal set of rows for each contradiction.
    """
    solution = solve(build_network(case.events, case.timing))
    if not isinstance(solution, Solution):
        path = f"data/{case.id}/timing.csv"
        raise InvalidInput(found.problem(path) for found in _contradictions(case.events, case.timing))
    nodes = index_nodes(case.events)
    bounds = _bounds_from(solution, nodes[case.day_zero, "start"])
    return Chronology(
        bounds={place: bounds[node] for place, node in nodes.items()},
        order=tuple(_order(case.events, nodes, solution, bounds)),
        _nodes=nodes,
        _solution=solution,
    )


def _contradictions(events: Sequence[Event], timing: Sequence[TimingStatement]) -> Iterator[Contradiction]:
    """Find contradictions that share no row, so that each can be mended on its own."""
    for _ in range(MOST_CONTRADICTIONS):
        found = find_contradiction(events, timing)
        if found is None:
            return
        yield found
        timing = [row for row in timing if row not in found.rows]


def _bounds_from(solution: Solution, node: int) -> list[DayBounds]:
    before, after = solution.limits_to(node), solution.limits_from(node)
    return [DayBounds(_negated(least), most) for least, most in zip(before, after, strict=True)]


def _negated(days: int | None) -> int | None:
    return None if days is None else -days


def _order(
    events: Sequence[Event], nodes: NodeIndex, solution: Solution, bounds: Sequence[DayBounds]
) -> Iterator[str]:
    """Order events by their start, in one of the schedules that satisfy every statement.

    The schedule has each event as early as it can be; events without an earliest day are as late as they can be,
    so that what led up to Day 0 stands just before it. Events on one day follow what the statements say of them
    ("not before"), then their latest day, then the file.
    """
    schedule = solution.latest_schedule(bound.earliest for bound in bounds)
    groups = _simultaneous(solution.network)
    keys: dict[int, tuple[int, float, int]] = {}
    for node, group in enumerate(groups):
        latest = bounds[node].latest
        key = (schedule[node], float("inf") if latest is None else latest, node)
        keys[group] = min(key, keys.get(group, key))
    starts: dict[int, list[str]] = {}
    for event in events:
        starts.setdefault(groups[nodes[event.id, "start"]], []).append(event.id)
    for group in _sorted_groups(solution.network, groups, keys):
        yield from starts.get(group, ())


def _precedence(network: Network) -> Iterator[tuple[int, int]]:
    """Yield the pairs of nodes of which the first is never after the second."""
    return ((arc.head, arc.tail) for arc in network.constraints if arc.limit <= 0)


def _simultaneous(network: Network) -> list[int]:
    """Give the nodes that can only be on the same day the same number."""
    pairs = list(_precedence(network))
    firsts, seconds = [first for first, _ in pairs], [second for _, second in pairs]
    graph = csr_array(([1] * len(pairs), (firsts, seconds)), shape=(network.size, network.size))
    _, groups = connected_components(graph, connection="strong")
    return [int(group) for group in groups]


def _sorted_groups(
    network: Network, groups: Sequence[int], keys: Mapping[int, tuple[int, float, int]]
) -> Iterator[int]:
    """Sort topologically; of the groups that may come next, the one with the least key does."""
    sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(groups, ()))
    for first, second in _precedence(network):
        if groups[first] != groups[second]:
            sorter.add(groups[second], groups[first])
    sorter.prepare()
    ready: list[tuple[tuple[int, float, int], int]] = []
    while sorter.is_active():
        for group in sorter.get_ready():
            heappush(ready, (keys[group], group))
        _, group = heappop(ready)
        yield group
        sorter.done(group)
