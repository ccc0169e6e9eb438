"""The tables of a case and their columns: the one definition behind loader, data package and values."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

ColumnType = Literal["string", "number", "integer"]

ID_PATTERN = "^[a-z][a-z0-9_]*$"
BASES = ("reported", "derived", "assumed", "synthetic")
LANES = (
    "disease",
    "systemic_therapy",
    "cellular_therapy",
    "transplant",
    "response",
    "complication",
    "outcome",
)
EDGES = ("start", "end")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Args:
        name: Column name; a unit is part of it (`value_percent`).
        description: What a cell says, a sentence.
        type: How a cell is read.
        required: Whether a blank cell is a problem. A blank means *not reported*.
        choices: The allowed words, where only some are.
        refers_to: The table whose `id` a cell must name, where it must.
    """

    name: str
    description: str
    type: ColumnType = "string"
    required: bool = False
    choices: tuple[str, ...] = ()
    refers_to: str | None = None


@dataclass(frozen=True)
class TableSchema:
    """One table of a case.

    Args:
        name: Table name; the file is `<name>.csv`.
        description: What one row is.
        columns: The columns between `id` and `source`, in file order.
    """

    name: str
    description: str
    columns: tuple[Column, ...] = field(default_factory=tuple)

    @cached_property
    def all_columns(self) -> tuple[Column, ...]:
        """Every column in file order: `id`, the table's own, then where the row comes from."""
        return (ID, *self.columns, SOURCE, BASIS, NOTE)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The header row."""
        return tuple(column.name for column in self.all_columns)


ID = Column("id", "Name of the row, unique in its table.", required=True)
SOURCE = Column("source", "Where the source says it: section and paragraph, figure or record.", required=True)
BASIS = Column("basis", "How the row came to be.", required=True, choices=BASES)
NOTE = Column("note", "The formula of a derived row, or what a reader must know.")


def _event(description: str, *, required: bool = True) -> Column:
    return Column("event", description, required=required, refers_to="events")


TABLES: tuple[TableSchema, ...] = (
    TableSchema(
        "facts",
        "A single-valued statement on the patient, disease, graft or consent.",
        (
            Column("subject", "What the statement is about.", required=True),
            Column("attribute", "Which property is stated.", required=True),
            Column("value", "The value as printed.", required=True),
            Column("unit", "The unit as printed."),
        ),
    ),
    TableSchema(
        "events",
        "Something that happened.",
        (
            Column("lane", "The lane of the timeline.", required=True, choices=LANES),
            Column("kind", "A point in time or an interval.", required=True, choices=("point", "interval")),
            Column("label", "Short name for the timeline.", required=True),
            Column("detail", "What a reader should know beyond the label."),
        ),
    ),
    TableSchema(
        "timing",
        "One statement on when: min_days <= event.edge - reference.reference_edge <= max_days.",
        (
            _event("The event that the statement places."),
            Column("edge", "Which edge of the event.", required=True, choices=EDGES),
            Column("reference", "The event it is measured from.", required=True, refers_to="events"),
            Column("reference_edge", "Which edge of the reference.", required=True, choices=EDGES),
            Column("min_days", "Least difference in days; blank is unbounded.", type="integer"),
            Column("max_days", "Greatest difference in days; blank is unbounded.", type="integer"),
        ),
    ),
    TableSchema(
        "treatments",
        "One drug, cell product or radiation in one event.",
        (
            _event("The event in which it was given."),
            Column("regimen", "Name of the regimen, as printed."),
            Column("agent", "Drug, cell product or radiation.", required=True),
            Column("dose", "Dose as printed.", type="number"),
            Column("dose_unit", "Unit of the dose as printed."),
            Column("schedule", "Days or duration as printed."),
            Column("route", "Route of administration."),
        ),
    ),
    TableSchema(
        "mrd",
        "One test for minimal residual disease.",
        (
            _event("The event at which the specimen was taken."),
            Column("specimen", "Specimen tested.", required=True),
            Column("method", "Method of the test."),
            Column(
                "relation",
                "How the result relates to the value.",
                required=True,
                choices=("=", "<", "not_detected", "positive"),
            ),
            Column("value_percent", "Leukaemic cells in percent.", type="number"),
            Column("lod_percent", "Limit of detection in percent.", type="number"),
        ),
    ),
    TableSchema(
        "immune_cells",
        "One count of an immune-cell population.",
        (
            _event("The event at which it was counted."),
            Column("population", "Cell population.", required=True),
            Column(
                "relation",
                "How the result relates to the count or the reference range.",
                required=True,
                choices=("=", "<", ">", "below_range", "in_range"),
            ),
            Column("cells_per_ul", "Absolute count per microlitre.", type="number"),
            Column("method", "Method of the count."),
        ),
    ),
    TableSchema(
        "reference_ranges",
        "One normal range.",
        (
            Column("population", "Cell population or analyte.", required=True),
            Column("low", "Lower limit as printed.", type="number"),
            Column("high", "Upper limit as printed.", type="number"),
            Column("unit", "Unit of the limits.", required=True),
        ),
    ),
    TableSchema(
        "lesions",
        "One site of disease in one assessment.",
        (
            _event("The assessment."),
            Column("site", "Anatomical site.", required=True),
            Column("laterality", "Side of the site.", choices=("left", "right", "bilateral")),
            Column("modality", "How it was assessed.", required=True),
            Column("status", "What the assessment says of the site.", required=True),
        ),
    ),
    TableSchema(
        "markers",
        "One immunophenotype or histology marker.",
        (
            Column("specimen", "Specimen stained.", required=True),
            Column("marker", "Marker or stain.", required=True),
            Column("result", "Result.", required=True, choices=("positive", "partial", "negative")),
        ),
    ),
    TableSchema(
        "genomics",
        "The karyotype or one mutated gene.",
        (
            Column("method", "Method.", required=True),
            Column("kind", "What the row states.", required=True, choices=("karyotype", "mutation")),
            Column("notation", "ISCN or HGVS notation as printed."),
            Column("gene", "Gene symbol as printed."),
        ),
    ),
    TableSchema(
        "literature",
        "One cited report used in the review of the literature.",
        (
            Column("citekey", "Key in references.bib.", required=True),
            Column("setting", "Kind of report and patients.", required=True),
            Column("sites", "Sites of disease."),
            Column("treatment", "Treatment."),
            Column("outcome", "What the case's argument takes from it.", required=True),
        ),
    ),
    TableSchema(
        "coverage",
        "One figure, panel or supplementary item of the source, and what became of it.",
        (
            Column("item", "Name of the item in the source.", required=True),
            Column("content", "What the item shows.", required=True),
            Column(
                "status",
                "Whether the item is made anew from the data.",
                required=True,
                choices=("regenerated", "described", "not_available"),
            ),
            Column("label", "The cross-reference of the report that shows its data, such as fig-mrd."),
            Column("detail", "What is missing, or what stands in its place."),
        ),
    ),
)

TABLE_BY_NAME = {table.name: table for table in TABLES}
