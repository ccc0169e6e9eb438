"""When things happened: the tightest days that all statements of `timing.csv` imply together.

Each statement limits the difference of two nodes of a simple temporal network (Dechter, Meiri, Pearl 1991). A
node is an edge of an event: a point event has one, an interval has a start and an end, and starts before it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from epicrisis.case.evidence import Evidence
from epicrisis.case.model import Basis, Case, Edge, Event, TimingStatement, weakest
from epicrisis.case.network import Constraint, Solution, solve
from epicrisis.errors import InvalidInput

__all__ = ["Chronology", "Contradiction", "DayBounds", "find_contradiction", "resolve"]

# Whoever mends this many runs the check again anyway, and each costs another search.
MOST_CONTRADICTIONS = 20

Day = tuple[int, float]  # scheduled, and the latest possible (infinity for unbounded)


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
    _evidence: Evidence = field(repr=False, compare=False)

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

    def rows_behind(self, event_id: str, edge: Edge = "start") -> tuple[TimingStatement, ...]:
        """Return the statements that together imply the bounds of `at`.

        Where several sets of statements imply the same days, it is one with the fewest assumptions.

        Args:
            event_id: The event.
            edge: Its start or end.

        Returns:
            The statements behind the earliest and the latest day, in file order.
        """
        return self._evidence.rows(self._evidence.day_zero, self._nodes[event_id, edge])

    def basis_of(self, event_id: str, *edges: Edge) -> Basis:
        """Return the basis of the days of an event.

        Args:
            event_id: The event.
            edges: The edges that are told; its start if none is given.

        Returns:
            That of the statement, where one gives the days by itself; else the weakest of all statements behind
            them, at best derived. What is not known at all is not in doubt: it is reported to be unknown.
        """
        nodes = {self._nodes[event_id, edge] for edge in edges or ("start",)}
        bases = {self._evidence.basis(self._evidence.day_zero, node) for node in nodes}
        # Of a synthetic case it goes without saying.
        unsaid: set[Basis] = {"synthetic"} if self._evidence.synthetic else set()
        return weakest(bases - unsaid or bases)

    def duration_basis(self, event_id: str) -> Basis:
        """Return the basis of how long an event lasts, as `basis_of` does for its days."""
        return self._evidence.basis(self._nodes[event_id, "start"], self._nodes[event_id, "end"])


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
    day_zero = nodes[case.day_zero, "start"]
    bounds = _bounds_from(solution, day_zero)
    return Chronology(
        bounds={place: bounds[node] for place, node in nodes.items()},
        order=tuple(_order(case.events, nodes, solution, bounds)),
        _nodes=nodes,
        _solution=solution,
        _evidence=Evidence(solution, case.timing, day_zero, case.synthetic),
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
) -> list[str]:
    """Order events by their start, in one of the schedules that satisfy every statement.

    The schedule has each event as early as it can be; events without an earliest day are as late as they can be,
    so that what led up to Day 0 stands just before it. Events on one day follow their latest day, then what the
    statements say of them ("not before"), then the file.
    """
    schedule = solution.latest_schedule(bound.earliest for bound in bounds)
    days = [
        (day, float("inf") if bound.latest is None else bound.latest)
        for day, bound in zip(schedule, bounds, strict=True)
    ]
    arcs = solution.network.constraints
    # Of two events on one scheduled day, one is never after the other if a path of constraints that the schedule
    # uses up leads to it. Events at a fixed distance lie on a cycle of these: there, only direct words are left.
    implied = _ranks([arc for arc in arcs if schedule[arc.head] - schedule[arc.tail] == arc.limit], days)
    stated = _ranks([arc for arc in arcs if arc.limit <= 0], days)

    def key(event: Event) -> tuple[Day, int, int, int]:
        node = nodes[event.id, "start"]
        return days[node], implied[node], stated[node], node

    return [event.id for event in sorted(events, key=key)]


def _ranks(arcs: Sequence[Constraint], days: Sequence[Day]) -> list[int]:
    """Rank nodes topologically, the head of each arc before its tail; all nodes of a cycle have one rank."""
    firsts, seconds = [arc.head for arc in arcs], [arc.tail for arc in arcs]
    graph = csr_array(([1] * len(arcs), (firsts, seconds)), shape=(len(days), len(days)))
    _, labels = connected_components(graph, connection="strong")
    groups: list[int] = labels.tolist()
    keys: dict[int, tuple[Day, int]] = {}
    for node, group in enumerate(groups):
        keys[group] = min((days[node], node), keys.get(group, (days[node], node)))
    edges = {(groups[first], groups[second]) for first, second in zip(firsts, seconds, strict=True)}
    ranks = {group: rank for rank, group in enumerate(_sorted_topologically(keys, edges))}
    return [ranks[group] for group in groups]


def _sorted_topologically(keys: Mapping[int, tuple[Day, int]], edges: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Sort groups; of those that may come next, the one with the least key does."""
    sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(keys, ()))
    for first, second in edges:
        if first != second:
            sorter.add(second, first)
    sorter.prepare()
    ready: list[tuple[tuple[Day, int], int]] = []
    while sorter.is_active():
        for group in sorter.get_ready():
            heappush(ready, (keys[group], group))
        _, group = heappop(ready)
        yield group
        sorter.done(group)
