"""How each count is shown, and which populations there are to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from epicrisis.case.model import Basis, Case, ImmuneCellCount, ReferenceRange
from epicrisis.figures import doubt, style
from epicrisis.figures.time_axis import Position, TimeAxis, Zone
from epicrisis.figures.when import number

_COUNT_UNITS = ("cells/µl", "cells/μl", "cells/ul", "/µl", "/μl", "/ul")


@dataclass(frozen=True)
class CountMark:
    """One count as it is drawn.

    Args:
        count: The row.
        position: Where on the time axis.
        zone: In which part of the time axis.
        label: The text beside the mark: what was counted, and the mark of doubt.
        basis: The basis of the result and of what places it in time.
        sign: The mark of doubt.
    """

    count: ImmuneCellCount
    position: Position
    zone: Zone
    label: str
    basis: Basis
    sign: str

    @cached_property
    def has_number(self) -> bool:
        """Whether the source gives a number, be it exact or a limit."""
        return self.count.cells_per_ul is not None and self.count.relation in ("=", "<", ">")


@dataclass(frozen=True)
class Population:
    """One panel.

    Args:
        name: The population.
        range: Its normal range in cells per microlitre, if there is one.
        marks: Its counts in chronological order.
    """

    name: str
    range: ReferenceRange | None
    marks: tuple[CountMark, ...]

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Lower and upper normal limit, as far as they are printed."""
        return (self.range.low, self.range.high) if self.range else (None, None)


def populations(case: Case, axis: TimeAxis) -> tuple[Population, ...]:
    """Return the panels: the populations with a normal range in file order, then those that have counts only."""
    ranges = {row.population: row for row in case.reference_ranges if is_count_unit(row.unit)}
    names = dict.fromkeys([*ranges, *(row.population for row in case.immune_cells)])
    order = axis.chronology.places
    rows = sorted(case.immune_cells, key=lambda row: order[row.event])
    return tuple(
        Population(name, ranges.get(name), tuple(_mark(case, axis, row) for row in rows if row.population == name))
        for name in names
    )


def is_count_unit(unit: str) -> bool:
    """Say whether limits in a unit can stand on the axis of the figure.

    >>> is_count_unit("cells/µL"), is_count_unit("g/L")
    (True, False)
    """
    return unit.replace(" ", "").lower() in _COUNT_UNITS


def _mark(case: Case, axis: TimeAxis, row: ImmuneCellCount) -> CountMark:
    basis = doubt.shown([row.basis, doubt.place_basis(case, axis, row.event)], case)
    sign = style.mark_of([basis], case)
    return CountMark(row, axis.position(row.event), axis.zone_of(row.event), count_text(row) + sign, basis, sign)


def count_text(row: ImmuneCellCount) -> str:
    """Return a count as it stands beside its mark; empty if there is no number.

    Args:
        row: The count.

    Returns:
        `128`, `<1`, `>2,000` or nothing.
    """
    if row.cells_per_ul is None or row.relation not in ("=", "<", ">"):
        return ""
    sign = "" if row.relation == "=" else row.relation
    return sign + printed_count(row.cells_per_ul)


def printed_count(value: float) -> str:
    """Write a count with the digits of the data, as the text and the tables do.

    >>> printed_count(1129), printed_count(0.5)
    ('1129', '0.5')
    """
    return str(int(value)) if value == int(value) else number(value)


def normal_text(limits: tuple[float | None, float | None]) -> str:
    """Return a normal range in words; empty if neither limit is known.

    >>> normal_text((95, 106)), normal_text((100, None))
    ('95–106 cells/µL', 'at least 100 cells/µL')
    """
    low, high = limits
    if low is not None and high is not None:
        return f"{printed_count(low)}–{printed_count(high)} cells/µL"
    if low is not None:
        return f"at least {printed_count(low)} cells/µL"
    return f"at most {printed_count(high)} cells/µL" if high is not None else ""


def runs(marks: Iterable[CountMark]) -> Iterator[tuple[CountMark, ...]]:
    """Yield the marks that follow each other without a number, as long as they say the same in the same zone."""
    run: list[CountMark] = []
    for mark in marks:
        if run and (mark.count.relation != run[-1].count.relation or mark.zone is not run[-1].zone):
            yield tuple(run)
            run = []
        if not mark.has_number:
            run.append(mark)
    if run:
        yield tuple(run)


def links(marks: Iterable[CountMark]) -> Iterator[tuple[CountMark, CountMark]]:
    """Yield neighbours that both have a number and stand in one zone, which a line joins.

    No line leads to a result with a range of days: it would have to meet it on one of them.
    """
    for first, second in pairwise(marks):
        if first.position.span or second.position.span or first.zone is not second.zone:
            continue
        if first.has_number and second.has_number:
            yield first, second
