"""Everything of the data of a case that a manuscript can name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Edge, Event, Row
from epicrisis.case.schema import TABLES, Column, TableSchema
from epicrisis.claims.judgement import DerivedResult
from epicrisis.values.datum import natural_datum, row_texts
from epicrisis.values.days import day_datum, event_datum
from epicrisis.values.derived import derived_variables
from epicrisis.values.natural import RESULT_WORDS
from epicrisis.values.numerals import NOT_REPORTED, escape_each, escape_markdown, number, with_unit
from epicrisis.values.report_values import figure_values

MOST_CELLS = 65536
"""So many cells are remembered as they are printed: most of them say what others say, too."""


def case_variables(
    case: Case,
    chronology: Chronology,
    figures: Mapping[str, Mapping[str, str]],
    derived: Iterable[DerivedResult] = (),
) -> dict[str, Any]:
    """Return the values of a case by their names.

    Args:
        case: The case.
        chronology: Its resolved time network.
        figures: Alternative text and long description of each figure, by stem: plain text.
        derived: Values that queries have computed.

    Returns:
        Nested mapping `<table>.<row>.<column>` and `<table>.<row>.text`, `times.<event>.text`,
        `derived.<id>.text`, `figures.<stem>.alt`, `version`, `created`, `title`. Values are Markdown but
        those of figures; their `figures.<stem>.text` is, and says the long description.
    """
    groups = variable_groups(case, chronology, derived)
    figures_told = {stem: figure_values(words) for stem, words in figures.items()}
    return {**{name: make() for name, make in groups.items()}, "figures": figures_told}


def variable_groups(
    case: Case, chronology: Chronology, derived: Iterable[DerivedResult] = ()
) -> dict[str, Callable[[], Any]]:
    """Return what makes each group of the values of a case, by its name; see `case_variables`.

    Args:
        case: The case.
        chronology: Its resolved time network.
        derived: Values that queries have computed.
    """
    return {
        "version": lambda: case.version,
        "created": lambda: case.created.isoformat(),
        "title": lambda: escape_markdown(case.title),
        **{schema.name: partial(table_values, case, schema) for schema in TABLES},
        "times": lambda: {event.id: day_values(case, event, chronology) for event in case.events},
        "derived": lambda: derived_variables(case, derived),
    }


def table_values(case: Case, schema: TableSchema) -> dict[str, dict[str, str]]:
    """Return what a manuscript can name of each row of a table, by the row's id."""
    return {row.id: row_values(case, schema, row) for row in case.rows(schema.name)}


def day_values(case: Case, event: Event, chronology: Chronology) -> dict[str, str]:
    """Return what a manuscript can name of when an event was: `text`, and the day of each of its edges.

    Args:
        case: The case.
        event: The event.
        chronology: The resolved time network.
    """
    text = str(event_datum(case, event, chronology))
    if event.kind == "point":  # which starts and ends at once
        return {"text": text, "start": text, "end": text}
    edges: tuple[Edge, ...] = ("start", "end")
    return {"text": text, **{edge: str(day_datum(case, event, edge, chronology)) for edge in edges}}


def row_values(case: Case, schema: TableSchema, row: Row) -> dict[str, str]:
    """Return what a manuscript can name of a row: its cells by column, and `text`, its natural value."""
    cells = {
        column.name: cell_text(column.name, column.type, row.printed[column.name]) for column in schema.all_columns
    }
    texts = row_texts(case, schema.name, row, cells)
    return {**texts, "text": str(natural_datum(case, schema.name, row))}


def cell_texts(column: Column, printed: Collection[str]) -> dict[str, str]:
    """Return cells of one column as Markdown, by what is printed, as `cell_text` does each.

    Args:
        column: The column.
        printed: The cells, each once.
    """
    if column.type != "string" or column.name == "relation":
        return {cell: cell_text(column.name, column.type, cell) for cell in printed}
    texts = dict(zip(printed, escape_each([*printed]), strict=True))
    return {**texts, "": NOT_REPORTED} if "" in texts else texts


@lru_cache(MOST_CELLS)
def cell_text(column: str, kind: str, printed: str) -> str:
    """Return one cell as Markdown, with the unit that its column name carries."""
    if not printed:
        return NOT_REPORTED
    if column in ("value_percent", "lod_percent"):
        return with_unit(printed, "%")
    if kind != "string":
        return number(printed)
    words = RESULT_WORDS.get(printed, "") if column == "relation" else ""
    return words or escape_markdown(printed)
