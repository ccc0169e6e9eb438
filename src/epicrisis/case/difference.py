"""What changed between two versions of a case: rows by their id, cells by their column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from epicrisis.case.model import Case, Row
from epicrisis.case.schema import TABLES

PARTICULARS = ("title", "version", "created", "day_zero", "synthetic")


@dataclass(frozen=True)
class CellChange:
    """A cell that holds something else now.

    Args:
        table: Name of the table.
        column: Name of the column; `source`, `basis` and `note` are columns as any other.
        before: The row as it was.
        after: The row as it is.
    """

    table: str
    column: str
    before: Row
    after: Row

    @property
    def id(self) -> str:
        """Id of the row."""
        return self.after.id

    @property
    def old(self) -> str:
        """The cell as it was printed; empty is *not reported*."""
        return self.before.printed.get(self.column, "")

    @property
    def new(self) -> str:
        """The cell as it is printed; empty is *not reported*."""
        return self.after.printed.get(self.column, "")


@dataclass(frozen=True)
class RowAdded:
    """A row that is new.

    Args:
        table: Name of the table.
        after: The row.
    """

    table: str
    after: Row

    @property
    def id(self) -> str:
        """Id of the row."""
        return self.after.id


@dataclass(frozen=True)
class RowRemoved:
    """A row that is gone.

    Args:
        table: Name of the table.
        before: The row.
    """

    table: str
    before: Row

    @property
    def id(self) -> str:
        """Id of the row."""
        return self.before.id


Change = CellChange | RowAdded | RowRemoved


@dataclass(frozen=True)
class ParticularChange:
    """A particular of the case as a whole that is another now.

    Args:
        name: One of `PARTICULARS`.
        old: What it was.
        new: What it is.
    """

    name: str
    old: str
    new: str


def compare_cases(old: Case, new: Case) -> tuple[Change, ...]:
    """Return every cell and row that differs; the order of rows in a file says nothing and is not compared.

    Args:
        old: The case as it was.
        new: The case as it is.

    Returns:
        Changes in the order of the tables: changed cells and added rows as they stand in the new file, then the
        rows that are gone as they stood in the old one. A row whose id is another is one gone and one added.
    """
    tables = (schema.name for schema in TABLES)
    return tuple(
        change for table in tables for change in compare_rows(table, _by_id(old, table), _by_id(new, table))
    )


def compare_rows(table: str, old: Mapping[str, Row], new: Mapping[str, Row]) -> tuple[Change, ...]:
    """Return every cell and row of one table that differs.

    Args:
        table: Name of the table.
        old: Its rows as they were, by id.
        new: Its rows as they are.
    """
    return tuple(_changes(table, old, new))


def compare_particulars(old: Case, new: Case) -> tuple[ParticularChange, ...]:
    """Return the particulars of the case as a whole that differ.

    Args:
        old: The case as it was.
        new: The case as it is.
    """
    pairs = ((name, str(getattr(old, name)), str(getattr(new, name))) for name in PARTICULARS)
    return tuple(ParticularChange(name, before, after) for name, before, after in pairs if before != after)


def _by_id(case: Case, table: str) -> Mapping[str, Row]:
    return {row.id: row for row in case.rows(table)}


def _changes(table: str, old: Mapping[str, Row], new: Mapping[str, Row]) -> Iterator[Change]:
    for identifier, after in new.items():
        before = old.get(identifier)
        if before is None:
            yield RowAdded(table, after)
            continue
        for column in dict.fromkeys((*before.printed, *after.printed)):
            change = CellChange(table, column, before, after)
            if change.old != change.new:
                yield change
    yield from (RowRemoved(table, before) for identifier, before in old.items() if identifier not in new)
