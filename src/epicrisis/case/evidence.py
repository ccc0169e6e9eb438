"""What the days of a chronology rest on: the statements behind each bound, and how these came to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from epicrisis.case.model import BASES, Basis, TimingStatement, weakest
from epicrisis.case.network import Paths, Solution


@dataclass(frozen=True)
class Evidence:
    """The statements behind the days of a chronology; worked out only when somebody asks.

    Args:
        solution: The network of the statements, without contradiction.
        timing: The statements, which the constraints of the network name by their index.
        day_zero: The node of Day 0.
        synthetic: Whether the whole case is made up, so that a synthetic statement is what a reported one is.
    """

    solution: Solution
    timing: Sequence[TimingStatement]
    day_zero: int
    synthetic: bool
    _known: dict[tuple[int, int], tuple[TimingStatement, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def _costs(self) -> list[int]:
        """Make one assumption cost more than any number of derived statements, and one of these than reported."""
        step = self.solution.network.size + 1
        cost = {"reported": 1, "derived": step, "assumed": step**2, "synthetic": 1 if self.synthetic else step**2}
        constraints = self.solution.network.constraints
        return [1 if arc.origin is None else cost[self.timing[arc.origin].basis] for arc in constraints]

    @cached_property
    def _of_day_zero(self) -> tuple[_Way, _Way]:
        return self._ways(self.day_zero)

    def _ways(self, origin: int) -> tuple[_Way, _Way]:
        paths = (self.solution.paths(origin, self._costs, towards=towards) for towards in (True, False))
        earliest, latest = (_Way(found, self._origins) for found in paths)
        return earliest, latest

    @cached_property
    def _origins(self) -> list[int | None]:
        return [arc.origin for arc in self.solution.network.constraints]

    def _of(self, origin: int) -> tuple[_Way, _Way]:
        return self._of_day_zero if origin == self.day_zero else self._ways(origin)

    def rows(self, origin: int, target: int) -> tuple[TimingStatement, ...]:
        """Return the statements that together imply both bounds of `target - origin`, in file order.

        Args:
            origin: The node to count from.
            target: The node to count to.

        Returns:
            The statements of one shortest path for each bound; of several, one with the fewest assumptions.
        """
        if (origin, target) not in self._known:  # a table, a figure's data and the values ask for the same days
            indices = {index for way in self._of(origin) for index in way.rows(target)}
            self._known[origin, target] = tuple(self.timing[index] for index in sorted(indices))
        return self._known[origin, target]

    def basis(self, origin: int, target: int) -> Basis:
        """Return the weakest basis on the way; several statements, or none that says it in words, are derived.

        Args:
            origin: The node to count from.
            target: The node to count to.
        """
        said = self._said_at_once[target] if origin == self.day_zero else None
        return said or self._worked_out(origin, target)

    @cached_property
    def _said_at_once(self) -> list[Basis | None]:
        """The basis of each node's days from Day 0, where one statement gives both of them: of most nodes."""
        earliest, latest = (way.direct_rows() for way in self._of_day_zero)
        bases = [row.basis for row in self.timing]
        return [
            bases[row] if row is not None and row == other else None
            for row, other in zip(earliest, latest, strict=True)
        ]

    def _worked_out(self, origin: int, target: int) -> Basis:
        ways = [way for way in self._of(origin) if way.reaches(target)]
        direct = {way.direct_row(target) for way in ways}
        if len(direct) < 2 and None not in direct:
            return weakest([self.timing[index].basis for index in direct if index is not None])
        rows = (way.weakest_row(target, self._rank) for way in ways)
        bases: set[Basis] = {self.timing[index].basis for index in rows if index is not None}
        return weakest({"derived", *bases} - ({"synthetic"} if self.synthetic else set()))

    def _rank(self, index: int) -> int:
        basis = self.timing[index].basis
        return 0 if self.synthetic and basis == "synthetic" else BASES.index(basis)


@dataclass(frozen=True)
class _Way:
    """One direction of time: the paths that imply the earliest day of each node, or the latest."""

    paths: Paths
    origins: Sequence[int | None]
    _weakest: dict[int, int | None] = field(default_factory=dict)

    def reaches(self, node: int) -> bool:
        """Whether the node has such a day, other than that of the origin itself."""
        return self.paths.into[node] >= 0

    def rows(self, node: int) -> set[int]:
        """Return the indices of the statements on the path of a node."""
        into, beyond, rows = self.paths.into, self.paths.beyond, set()
        while (arc := into[node]) >= 0:
            if (row := self.origins[arc]) is not None:
                rows.add(row)
            node = beyond[node]
        return rows

    def direct_row(self, node: int) -> int | None:
        """Return the index of the statement that gives the day by itself, if one does."""
        arc, before = self.paths.into[node], self.paths.beyond[node]
        return None if self.reaches(before) else self.origins[arc]

    def direct_rows(self) -> list[int | None]:
        """Return what `direct_row` does for each node, and None for one without such a day."""
        into, origins = self.paths.into, self.origins
        return [
            origins[arc] if arc >= 0 > into[before] else None
            for arc, before in zip(into, self.paths.beyond, strict=True)
        ]

    def weakest_row(self, node: int, rank: Callable[[int], int]) -> int | None:
        """Return the index of the weakest statement on the path of a node; each node is looked at only once."""
        path = []
        while self.reaches(node) and node not in self._weakest:
            path.append(node)
            node = self.paths.beyond[node]
        found = self._weakest.get(node)
        for each in reversed(path):
            row = self.origins[self.paths.into[each]]
            if row is not None and (found is None or rank(row) > rank(found)):
                found = row
            self._weakest[each] = found
        return found
