"""What the rows of `timing.csv` demand, and which of them cannot be true together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from epicrisis.case.model import BASES, Edge, Event, TimingStatement
from epicrisis.case.network import Constraint, Network, Solution, solve, tightest
from epicrisis.places import Place, Problem

EDGES: tuple[Edge, ...] = get_args(Edge)
NodeIndex = Mapping[tuple[str, Edge], int]


@dataclass(frozen=True)
class Contradiction:
    """Statements that cannot be true together, though they can without any one of them.

    Args:
        rows: The statements, in file order.
        claims: What each of them demands, in words, and what intervals demand of themselves.
    """

    rows: tuple[TimingStatement, ...]
    claims: tuple[str, ...]

    def problem(self, path: str) -> Problem:
        """Return the problem to show, placed at the last of the rows.

        Args:
            path: The file of the rows, relative to the project root.

        Returns:
            A problem that names every row.
        """
        *others, last = self.rows
        numbers = ", ".join(str(row.row) for row in others)
        what = f"contradiction with row{'s' * (len(others) > 1)} {numbers}" if others else "contradiction"
        first, *rest = self.claims
        claim = f"{first}, but {' and '.join(rest)}" if rest else first
        fix = "Correct or remove one of these rows" if others else "Correct or remove the row"
        return Problem(Place(path, row=last.row), f"{what}: {claim}", fix)


def index_nodes(events: Iterable[Event]) -> NodeIndex:
    """Number the edges of events, in file order; both edges of a point event are one node."""
    nodes: dict[tuple[str, Edge], int] = {}
    count = 0
    for event in events:
        nodes[event.id, "start"] = count
        count += event.kind == "interval"
        nodes[event.id, "end"] = count
        count += 1
    return nodes


def build_network(events: Sequence[Event], timing: Sequence[TimingStatement]) -> Network:
    """Turn statements into a network whose constraints name the statement they come from.

    Args:
        events: The events; each interval adds that it does not end before it starts.
        timing: Statements about these events.

    Returns:
        The network over the nodes of `index_nodes`.
    """
    nodes = index_nodes(events)
    size = 1 + max(nodes.values(), default=-1)
    return tightest(size, [*_interval_constraints(events, nodes), *_statement_constraints(timing, nodes)])


def _interval_constraints(events: Iterable[Event], nodes: NodeIndex) -> Iterator[Constraint]:
    for event in events:
        if event.kind == "interval":
            yield Constraint(tail=nodes[event.id, "end"], head=nodes[event.id, "start"], limit=0)


def _statement_constraints(timing: Iterable[TimingStatement], nodes: NodeIndex) -> Iterator[Constraint]:
    # Of equal limits the first one counts, so what the source says in words comes before what is assumed.
    rows = [*timing]
    ranks = [BASES.index(row.basis) for row in rows]
    for index in sorted(range(len(rows)), key=ranks.__getitem__):
        row = rows[index]
        event, reference = nodes[row.event, row.edge], nodes[row.reference, row.reference_edge]
        if row.max_days is not None:
            yield Constraint(reference, event, row.max_days, index)
        if row.min_days is not None:
            yield Constraint(event, reference, -row.min_days, index)


def find_contradiction(events: Sequence[Event], timing: Sequence[TimingStatement]) -> Contradiction | None:
    """Find statements that cannot be true together.

    Args:
        events: The events.
        timing: Statements about these events.

    Returns:
        A minimal set: without any one of its rows, the others can be true. None if there is no contradiction.
    """
    cycle = solve(build_network(events, timing))
    if isinstance(cycle, Solution):
        return None
    rows = _minimise(events, _involved(timing, cycle))
    return Contradiction(rows, tuple(_claims(events, rows)))


def _involved(timing: Sequence[TimingStatement], cycle: Iterable[Constraint]) -> tuple[TimingStatement, ...]:
    """Return the statements of a cycle, in file order."""
    origins = {constraint.origin for constraint in cycle if constraint.origin is not None}
    return tuple(timing[origin] for origin in sorted(origins))


def _minimise(events: Sequence[Event], rows: tuple[TimingStatement, ...]) -> tuple[TimingStatement, ...]:
    """Leave out, one after the other, the rows that the contradiction does not need.

    Even a simple cycle can hold a row too many: a row may contradict itself, and an interval's own constraint
    may cut the cycle short. A row once found to be needed stays needed when others go.
    """
    named = {name for row in rows for name in (row.event, row.reference)}
    events = [event for event in events if event.id in named]
    needed = 0
    while needed < len(rows):
        others = rows[:needed] + rows[needed + 1 :]
        cycle = solve(build_network(events, others))
        if isinstance(cycle, Solution):
            needed += 1
        else:
            rows = _involved(others, cycle)
    return rows


def _claims(events: Sequence[Event], rows: Sequence[TimingStatement]) -> Iterator[str]:
    """Say what each constraint of the contradiction demands, following its cycle."""
    cycle = solve(build_network(events, rows))
    assert not isinstance(cycle, Solution)  # the rows contradict each other
    nodes = index_nodes(events)
    intervals = {event.id for event in events if event.kind == "interval"}
    starts = {nodes[name, "start"]: name for name in intervals}
    for constraint in cycle:
        if constraint.origin is None:
            yield f"{starts[constraint.head]} must not end before it starts"
        else:
            row = rows[constraint.origin]
            least = constraint.tail == nodes[row.event, row.edge] and constraint.limit == -(row.min_days or 0)
            claim = _claim(row, intervals, least=least)
            yield f"{claim} (row {row.row})" if len(rows) > 1 else claim


def _claim(row: TimingStatement, intervals: set[str], *, least: bool) -> str:
    """Say what a statement demands at least, or at most.

    >>> timing = {"id": "", "source": "", "basis": "reported", "note": "", "row": 2, "printed": {}}
    >>> row = TimingStatement(**timing, event="relapse", edge="start", reference="chemo", reference_edge="end",
    ...     min_days=-3, max_days=30)
    >>> _claim(row, {"chemo"}, least=True)
    'relapse must be at most 3 days before the end of chemo'
    >>> _claim(row, {"chemo"}, least=False)
    'relapse must be at most 30 days after the end of chemo'
    """
    days = (row.min_days if least else row.max_days) or 0
    if days == 0:
        how = "not be before" if least else "not be after"
    else:
        bound = "at least" if least == (days > 0) else "at most"
        unit = "day" if abs(days) == 1 else "days"
        how = f"be {bound} {abs(days)} {unit} {'after' if days > 0 else 'before'}"
    event = _edge_name(row.event, row.edge, intervals)
    return f"{event} must {how} {_edge_name(row.reference, row.reference_edge, intervals)}"


def _edge_name(event: str, edge: Edge, intervals: set[str]) -> str:
    return f"the {edge} of {event}" if event in intervals else event
