"""Works out when things happened: the tightest days that all statements of `timing.csv` imply together.

Each statement limits the difference of two nodes of a simple temporal network (Dechter, Meiri, Pearl 1991). A
node is an edge of an event: a point event has one, an interval has a start and an end, and starts before it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush

from epicrisis.case import ahead
from epicrisis.case.chronology import Chronology, DayBounds
from epicrisis.case.contradiction import (
    Contradiction,
    NodeIndex,
    build_network,
    find_contradiction,
    index_nodes,
)
from epicrisis.case.evidence import Evidence
from epicrisis.case.graph import strong_groups
from epicrisis.case.model import Case, Event, TimingStatement
from epicrisis.case.network import Solution, solve
from epicrisis.errors import InvalidInput

# Whoever mends this many runs the check again anyway, and each costs another search.
MOST_CONTRADICTIONS = 20


def resolve(case: Case) -> Chronology:
    """Work out when the events of a case happened.

    Args:
        case: The case.

    Returns:
        The tightest days of every event and an order of the events.

    Raises:
        InvalidInput: If statements contradict each other, with a minimal set of rows for each contradiction.
    """
    if (worked_out := ahead.take_chronology(case)) is not None:
        return worked_out
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
    pairs = [*zip(before, after, strict=True)]
    # Of a long case many events lie between the same days.
    bounds = {(least, most): DayBounds(None if least is None else -least, most) for least, most in {*pairs}}
    return [bounds[pair] for pair in pairs]


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
    places = {node: place for place, node in enumerate(sorted(range(len(days)), key=days.__getitem__))}
    arcs = solution.network.constraints
    # Of two events on one scheduled day, one is never after the other if a path of constraints that the schedule
    # uses up leads to it. Events at a fixed distance lie on a cycle of these: there, only direct words are left.
    implied = _ranks(
        [(head, tail) for tail, head, limit, _ in arcs if schedule[head] - schedule[tail] == limit], places
    )
    stated = _ranks([(head, tail) for tail, head, limit, _ in arcs if limit <= 0], places)

    def key(event: Event) -> tuple[tuple[int, float], int, int, int]:
        node = nodes[event.id, "start"]
        return days[node], implied[node], stated[node], node

    return [event.id for event in sorted(events, key=key)]


def _ranks(pairs: Sequence[tuple[int, int]], places: Mapping[int, int]) -> Mapping[int, int]:
    """Rank nodes topologically, the first of each pair before the second; all nodes of a cycle have one rank.

    Args:
        pairs: Nodes, of which the first comes before the second.
        places: Where each node would be if nothing was said of it: of those that may come next, the first does.
    """
    ranks = _ranked(pairs, places)
    if len(ranks) == len(places):
        return ranks
    groups = strong_groups(len(places), pairs)  # some lie on cycles
    of_groups: dict[int, int] = {}
    for node, place in places.items():
        of_groups[groups[node]] = min(place, of_groups.get(groups[node], place))
    edges = {(groups[first], groups[second]) for first, second in pairs}
    ranks = _ranked([(first, second) for first, second in edges if first != second], of_groups)
    return {node: ranks[group] for node, group in enumerate(groups)}


def _ranked(pairs: Iterable[tuple[int, int]], places: Mapping[int, int]) -> dict[int, int]:
    """Return the ranks of nodes; those that lie on a cycle have none, and none that lies behind one has."""
    after: dict[int, list[int]] = {}
    before = dict.fromkeys(places, 0)
    for first, second in pairs:
        after.setdefault(first, []).append(second)
        before[second] += 1
    node_at = {place: node for node, place in places.items()}
    ready = [places[node] for node, count in before.items() if not count]
    heapify(ready)
    ranks: dict[int, int] = {}
    while ready:
        node = node_at[heappop(ready)]
        ranks[node] = len(ranks)
        for other in after.get(node, ()):
            before[other] -= 1
            if not before[other]:
                heappush(ready, places[other])
    return ranks
