"""When things happened: the days between which each edge of an event lies, and what stands behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from epicrisis.case.model import Basis, Edge, TimingStatement, weakest

if TYPE_CHECKING:  # only `resolution` computes with them
    from epicrisis.case.contradiction import NodeIndex
    from epicrisis.case.evidence import Evidence
    from epicrisis.case.network import Solution


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
        return self.earliest is not None and self.earliest == self.latest

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

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each event in `order`, from 0."""
        return {event: place for place, event in enumerate(self.order)}

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
        first, second = self.bounds[reference, reference_edge], self.bounds[event, edge]
        if first.width == second.width == 0 and first.latest is not None and second.latest is not None:
            days = second.latest - first.latest  # of two days that are known, no statement says more
            return DayBounds(days, days)
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
        if len(edges) < 2:  # as nearly all of a long case
            return self._evidence.basis(self._evidence.day_zero, self._nodes[event_id, (*edges, "start")[0]])
        nodes = {self._nodes[event_id, edge] for edge in edges}
        bases = {self._evidence.basis(self._evidence.day_zero, node) for node in nodes}
        if len(bases) == 1:
            return bases.pop()
        # Of a synthetic case it goes without saying.
        unsaid: set[Basis] = {"synthetic"} if self._evidence.synthetic else set()
        return weakest(bases - unsaid or bases)

    def duration_basis(self, event_id: str) -> Basis:
        """Return the basis of how long an event lasts, as `basis_of` does for its days."""
        return self._evidence.basis(self._nodes[event_id, "start"], self._nodes[event_id, "end"])


def _negated(days: int | None) -> int | None:
    return None if days is None else -days
