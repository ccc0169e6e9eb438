"""The tables of the manuscript, as Markdown pipe tables made from the data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, ImmuneCellCount, Lesion, MrdTest, Row, Treatment
from epicrisis.case.recollection import DAYS, remembered_text
from epicrisis.values.datum import natural_datum, row_datum
from epicrisis.values.days import event_datum
from epicrisis.values.numerals import BLANK, NOT_REPORTED, escape_markdown

SAME = "[]{.same}"
"""A cell that belongs to the one above it: both engines join the two, so that a group stays whole on a page."""

TimedRow = TypeVar("TimedRow", Treatment, MrdTest, ImmuneCellCount, Lesion)


@dataclass(frozen=True)
class Heading:
    """Head of one column: its text, its share of the width and its alignment."""

    text: str
    width: int
    align: str = "left"

    @property
    def rule(self) -> str:
        """The dashes under the head, whose number is the share of the width."""
        dashes = "-" * self.width
        return f"{dashes}:" if self.align == "right" else dashes


def pipe_table(headings: Sequence[Heading], rows: Iterable[Sequence[str]]) -> str:
    """Return a pipe table.

    Args:
        headings: One heading a column.
        rows: Cells as Markdown.
    """
    lines = [[heading.text for heading in headings], [heading.rule for heading in headings], *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _shown(case: Case, table: str, row: Row, *columns: str) -> list[str]:
    """Return cells of a row as printed, each a datum; blanks as a dash."""
    return [
        str(row_datum(case, table, row, escape_markdown(row.printed[column]), column))
        if row.printed[column]
        else BLANK
        for column in columns
    ]


def _value(case: Case, table: str, row: Row) -> str:
    return str(natural_datum(case, table, row))


def _by_time(rows: Iterable[TimedRow], chronology: Chronology) -> list[TimedRow]:
    """Sort rows by their event, in the order that the statements support."""
    rank = chronology.places
    return sorted(rows, key=lambda row: rank[row.event])


def treatments_table(case: Case, chronology: Chronology) -> str:
    """Return every drug, cell product and radiation, by event in order of time."""
    headings = [
        Heading("Treatment", 24),
        Heading("Agent", 26),
        Heading("Dose", 16),
        Heading("Schedule", 24),
        Heading("Route", 14),
    ]
    rows = []
    for event, group in groupby(_by_time(case.treatments, chronology), key=lambda row: row.event):
        name = escape_markdown(case.event_by_id[event].label)
        for row in group:
            dose = _value(case, "treatments", row) if row.dose is not None else BLANK
            agent, schedule, route = _shown(case, "treatments", row, "agent", "schedule", "route")
            rows.append([name, agent, dose, schedule, route])
            name = SAME
    return pipe_table(headings, rows)


def mrd_table(case: Case, chronology: Chronology) -> str:
    """Return every MRD test in order of time."""
    return remembered_text(case, "mrd table", ("mrd", *DAYS), lambda: _mrd_table(case, chronology))


def _mrd_table(case: Case, chronology: Chronology) -> str:
    headings = [
        Heading("Occasion", 26),
        Heading("Day", 24),
        Heading("Specimen", 18),
        Heading("Method", 18),
        Heading("MRD", 14, "right"),
        Heading("Limit of detection", 16, "right"),
    ]
    rows = []
    for row in _by_time(case.mrd, chronology):
        event = case.event_by_id[row.event]
        limit = f"{row.printed['lod_percent']}%" if row.lod_percent is not None else NOT_REPORTED
        rows.append(
            [
                escape_markdown(event.label),
                str(event_datum(case, event, chronology)),
                *_shown(case, "mrd", row, "specimen", "method"),
                _value(case, "mrd", row),
                str(row_datum(case, "mrd", row, limit, "lod_percent")),
            ]
        )
    return pipe_table(headings, rows)


def immune_cells_table(case: Case, chronology: Chronology) -> str:
    """Return every immune-cell count in order of time, with the reference range of its population."""
    return remembered_text(
        case,
        "immune_cells table",
        ("immune_cells", "reference_ranges", *DAYS),
        lambda: _immune_cells_table(case, chronology),
    )


def _immune_cells_table(case: Case, chronology: Chronology) -> str:
    ranges = {row.population: row for row in case.reference_ranges}
    headings = [
        Heading("Day", 16),
        Heading("Population", 16),
        Heading("Count", 18, "right"),
        Heading("Reference range", 20, "right"),
        Heading("Method", 24),
    ]
    rows = []
    for row in _by_time(case.immune_cells, chronology):
        normal = ranges.get(row.population)
        rows.append(
            [
                str(event_datum(case, case.event_by_id[row.event], chronology)),
                *_shown(case, "immune_cells", row, "population"),
                _value(case, "immune_cells", row),
                _value(case, "reference_ranges", normal) if normal else BLANK,
                *_shown(case, "immune_cells", row, "method"),
            ]
        )
    return pipe_table(headings, rows)


def lesions_table(case: Case, chronology: Chronology) -> str:
    """Return every site of disease, by assessment in order of time."""
    headings = [
        Heading("Assessment", 26),
        Heading("Site", 20),
        Heading("Side", 10),
        Heading("Modality", 20),
        Heading("Status", 24),
    ]
    rows = []
    for event, group in groupby(_by_time(case.lesions, chronology), key=lambda row: row.event):
        name = escape_markdown(case.event_by_id[event].label)
        for row in group:
            rows.append([name, *_shown(case, "lesions", row, "site", "laterality", "modality", "status")])
            name = SAME
    return pipe_table(headings, rows)


def markers_table(case: Case, _chronology: Chronology) -> str:
    """Return the markers of each specimen, gathered by result."""
    results = ("positive", "partial", "negative")
    headings = [Heading("Specimen", 24), *(Heading(result.capitalize(), 24) for result in results)]
    rows = []
    for specimen in dict.fromkeys(row.specimen for row in case.markers):
        found = {
            result: [
                _value(case, "markers", row)
                for row in case.markers
                if row.specimen == specimen and row.result == result
            ]
            for result in results
        }
        rows.append([escape_markdown(specimen), *(", ".join(found[result]) or BLANK for result in results)])
    return pipe_table(headings, rows)


def genomics_table(case: Case, _chronology: Chronology) -> str:
    """Return the karyotype and the mutated genes, gathered by method."""
    headings = [Heading("Method", 30), Heading("Finding", 20), Heading("Result", 50)]
    rows = []
    for (method, kind), group in groupby(case.genomics, key=lambda row: (row.method, row.kind)):
        found = ", ".join(_value(case, "genomics", row) for row in group)
        rows.append([escape_markdown(method), kind.capitalize(), found])
    return pipe_table(headings, rows)


def literature_table(case: Case, _chronology: Chronology) -> str:
    """Return every report of the review of the literature, each with its citation."""
    headings = [
        Heading("Report", 12),
        Heading("Setting", 26),
        Heading("Sites", 20),
        Heading("Treatment", 20),
        Heading("What the review takes from it", 34),
    ]
    rows = [
        [f"[@{row.citekey}]", *_shown(case, "literature", row, "setting", "sites", "treatment", "outcome")]
        for row in case.literature
    ]
    return pipe_table(headings, rows)


def coverage_table(case: Case, _chronology: Chronology) -> str:
    """Return what became of each figure, panel and supplementary item of the source."""
    headings = [
        Heading("Item of the source", 24),
        Heading("Content", 34),
        Heading("Status", 20),
        Heading("In this report", 32),
    ]
    rows = []
    for row in case.coverage:
        item, content = _shown(case, "coverage", row, "item", "content")
        reference = f"@{row.label}" if row.label else ""
        detail = escape_markdown(row.detail)
        where = "; ".join(part for part in (reference, detail) if part) or BLANK
        rows.append([item, content, _value(case, "coverage", row), where])
    return pipe_table(headings, rows)


MANUSCRIPT_TABLES: Mapping[str, Callable[[Case, Chronology], str]] = {
    "treatments": treatments_table,
    "markers": markers_table,
    "genomics": genomics_table,
    "lesions": lesions_table,
    "mrd": mrd_table,
    "immune_cells": immune_cells_table,
    "literature": literature_table,
    "coverage": coverage_table,
}


def manuscript_tables(case: Case, chronology: Chronology) -> dict[str, str]:
    """Return the Markdown of every generated table, by table name.

    Args:
        case: The case.
        chronology: Its resolved time network.
    """
    return {name: table(case, chronology) for name, table in MANUSCRIPT_TABLES.items()}
