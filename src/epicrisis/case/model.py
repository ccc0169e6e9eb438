"""The case: frozen rows of every table, and the cells as printed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from io import StringIO
from typing import Literal, get_args

from epicrisis.digests import digest_bytes

Basis = Literal["reported", "derived", "assumed", "synthetic"]
Edge = Literal["start", "end"]

# From what the source says in words to what is in no source.
BASES: tuple[Basis, ...] = get_args(Basis)


def weakest(bases: Iterable[Basis]) -> Basis:
    """Return the basis of what rests on several: that of the weakest; reported if there are none.

    >>> weakest(["reported", "assumed", "derived"]), weakest([])
    ('assumed', 'reported')
    """
    known = {*bases}
    return known.pop() if len(known) == 1 else max(known, key=BASES.index, default="reported")


@dataclass(frozen=True)
class Row:
    """What every row has.

    Args:
        id: Name of the row, unique in its table.
        source: Where the source says it.
        basis: How the row came to be; anything but `reported` is marked wherever it is shown.
        note: The formula of a derived row, or what a reader must know; may be empty.
        row: Row number as a spreadsheet shows it, header = 1.
        printed: Every cell as it stands in the file, by column.
    """

    id: str
    source: str
    basis: Basis
    note: str
    row: int
    printed: Mapping[str, str]


@dataclass(frozen=True)
class Fact(Row):
    """A single-valued statement on the patient, disease, graft or consent."""

    subject: str
    attribute: str
    value: str
    unit: str


@dataclass(frozen=True)
class Event(Row):
    """Something that happened: a point in time or an interval."""

    lane: str
    kind: Literal["point", "interval"]
    label: str
    detail: str


@dataclass(frozen=True)
class TimingStatement(Row):
    """One statement on when: min_days <= event.edge - reference.reference_edge <= max_days."""

    event: str
    edge: Edge
    reference: str
    reference_edge: Edge
    min_days: int | None
    max_days: int | None


@dataclass(frozen=True)
class Treatment(Row):
    """One drug, cell product or radiation in one event."""

    event: str
    regimen: str
    agent: str
    dose: float | None
    dose_unit: str
    schedule: str
    route: str


@dataclass(frozen=True)
class MrdTest(Row):
    """One test for minimal residual disease; values in percent of cells."""

    event: str
    specimen: str
    method: str
    relation: Literal["=", "<", "not_detected", "positive"]
    value_percent: float | None
    lod_percent: float | None


@dataclass(frozen=True)
class ImmuneCellCount(Row):
    """One count of an immune-cell population; counts per microlitre."""

    event: str
    population: str
    relation: Literal["=", "<", ">", "below_range", "in_range"]
    cells_per_ul: float | None
    method: str


@dataclass(frozen=True)
class ReferenceRange(Row):
    """One normal range; `low` and `high` in `unit`."""

    population: str
    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True)
class Lesion(Row):
    """One site of disease in one assessment."""

    event: str
    site: str
    laterality: str
    modality: str
    status: str


@dataclass(frozen=True)
class Marker(Row):
    """One immunophenotype or histology marker."""

    specimen: str
    marker: str
    result: Literal["positive", "partial", "negative"]


@dataclass(frozen=True)
class GenomicFinding(Row):
    """The karyotype or one mutated gene."""

    method: str
    kind: Literal["karyotype", "mutation"]
    notation: str
    gene: str


@dataclass(frozen=True)
class LiteratureReport(Row):
    """One cited report used in the review of the literature."""

    citekey: str
    setting: str
    sites: str
    treatment: str
    outcome: str


@dataclass(frozen=True)
class SourceItem(Row):
    """One figure, panel or supplementary item of the source, and what became of it."""

    item: str
    content: str
    status: Literal["regenerated", "described", "not_available"]
    label: str
    detail: str


@dataclass(frozen=True)
class Case:
    """One case: its package's particulars and the rows of its tables, in file order.

    Args:
        id: Name of the case, which is its folder.
        title: Title of the data package.
        version: Semantic version of the data.
        created: Date of this version of the data.
        day_zero: Id of the event that all days are counted from.
        synthetic: Whether the whole case is made up, which every figure must then say.
    """

    id: str
    title: str
    version: str
    created: date
    day_zero: str
    synthetic: bool
    facts: tuple[Fact, ...] = ()
    events: tuple[Event, ...] = ()
    timing: tuple[TimingStatement, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    mrd: tuple[MrdTest, ...] = ()
    immune_cells: tuple[ImmuneCellCount, ...] = ()
    reference_ranges: tuple[ReferenceRange, ...] = ()
    lesions: tuple[Lesion, ...] = ()
    markers: tuple[Marker, ...] = ()
    genomics: tuple[GenomicFinding, ...] = ()
    literature: tuple[LiteratureReport, ...] = ()
    coverage: tuple[SourceItem, ...] = ()

    @cached_property
    def event_by_id(self) -> Mapping[str, Event]:
        """Every event by its id."""
        return {event.id: event for event in self.events}

    @cached_property
    def timing_by_event(self) -> Mapping[str, tuple[TimingStatement, ...]]:
        """The statements on each event that has any, in file order, by its id."""
        statements: dict[str, list[TimingStatement]] = {}
        for statement in self.timing:
            statements.setdefault(statement.event, []).append(statement)
        return {event: tuple(rows) for event, rows in statements.items()}

    def rows(self, table: str) -> tuple[Row, ...]:
        """Return the rows of a table by the table's name."""
        rows: tuple[Row, ...] = getattr(self, table)
        return rows

    def digest_of(self, table: str) -> str:
        """Return a SHA-256 that no other rows of a table have: of their file, else of the rows as printed."""
        if table not in self._digests:
            self._digests[table] = digest_bytes(self.file_of(table))
        return self._digests[table]

    def file_of(self, table: str) -> bytes:
        """Return a table as a file: the one that was read, else its rows as printed."""
        if table not in self._files:
            rows, text = self.rows(table), StringIO(newline="")
            head = [row.printed.keys() for row in rows[:1]]
            csv.writer(text).writerows([*head, *(row.printed.values() for row in rows)])
            self._files[table] = text.getvalue().encode()
        return self._files[table]

    def note_files(self, files: Mapping[str, bytes]) -> None:
        """Note the file of each table; for whoever has read them.

        Args:
            files: By the table's name.
        """
        self._files.update(files)

    @cached_property
    def _files(self) -> dict[str, bytes]:
        return {}

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {}
