"""Everything of the data of a case that a manuscript can name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Row
from epicrisis.case.schema import TABLES, Column
from epicrisis.claims.judgement import DerivedResult
from epicrisis.values.datum import natural_datum, row_datum
from epicrisis.values.days import day_datum, event_datum
from epicrisis.values.derived import derived_variables
from epicrisis.values.natural import RESULT_WORDS
from epicrisis.values.numerals import NOT_REPORTED, escape_markdown, number, with_unit
from epicrisis.values.report_values import figure_values


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
    tables = {
        schema.name: {row.id: _row_values(case, schema.name, row) for row in case.rows(schema.name)}
        for schema in TABLES
    }
    times = {
        event.id: {
            "text": str(event_datum(case, event, chronology)),
            "start": str(day_datum(case, event, "start", chronology)),
            "end": str(day_datum(case, event, "end", chronology)),
        }
        for event in case.events
    }
    particulars = {
        "version": case.version,
        "created": case.created.isoformat(),
        "title": escape_markdown(case.title),
    }
    return {
        **particulars,
        **tables,
        "times": times,
        "derived": derived_variables(case, derived),
        "figures": {stem: figure_values(words) for stem, words in figures.items()},
    }


def _row_values(case: Case, table: str, row: Row) -> dict[str, str]:
    schema = next(schema for schema in TABLES if schema.name == table)
    values = {
        column.name: str(row_datum(case, table, row, _cell(column, row.printed[column.name]), column.name))
        for column in schema.all_columns
    }
    return {**values, "text": str(natural_datum(case, table, row))}


def _cell(column: Column, printed: str) -> str:
    """Return one cell as Markdown, with the unit that its column name carries."""
    if not printed:
        return NOT_REPORTED
    if column.name in ("value_percent", "lod_percent"):
        return with_unit(printed, "%")
    if column.type == "string":
        return (
            RESULT_WORDS.get(printed, escape_markdown(printed))
            if column.name == "relation"
            else escape_markdown(printed)
        )
    return number(printed)
