"""The data points of a figure, from its data table: which moved, came or went."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from epicrisis.review.redline import align

Point = Mapping[str, str]


@dataclass(frozen=True)
class PointChange:
    """A row of a figure's data table that differs.

    Args:
        name: What the point stands for, from the first columns.
        old: The row as it was; None for one that is new.
        new: The row as it is; None for one that is gone.
    """

    name: str
    old: Point | None
    new: Point | None

    @property
    def cells(self) -> tuple[tuple[str, str, str], ...]:
        """Column, old and new content of every cell that differs."""
        before, after = self.old or {}, self.new or {}
        columns = dict.fromkeys((*before, *after))
        cells = ((column, before.get(column, ""), after.get(column, "")) for column in columns)
        return tuple(cell for cell in cells if cell[1] != cell[2])


def read_points(table: str) -> tuple[Point, ...]:
    """Return the rows of a figure's data table by column.

    Args:
        table: The CSV file.
    """
    return tuple(csv.DictReader(io.StringIO(table)))


def compare_points(old: Sequence[Point], new: Sequence[Point]) -> tuple[PointChange, ...]:
    """Return the data points that differ.

    Args:
        old: The rows as they were.
        new: The rows as they are.
    """
    pairs = align(old, new, lambda point: tuple(point.items()), _likeness)
    return tuple(
        PointChange(_name(after or before or {}), before, after) for before, after in pairs if before != after
    )


def _name(point: Point) -> str:
    return ", ".join(value for value in list(point.values())[:2] if value)


def _likeness(old: Point, new: Point) -> float:
    """Return how many cells two points share; those that name it count most."""
    columns = [*dict.fromkeys((*old, *new))]
    same = [old.get(column) == new.get(column) for column in columns]
    return (4 * sum(same[:2]) + sum(same[2:])) / (8 + max(len(columns) - 2, 0))
