"""The values of a table are written as JSON and YAML would be, in less time."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.schema import TABLE_BY_NAME, TABLES, TableSchema
from epicrisis.paths import ProjectPaths
from epicrisis.values.table_texts import table_texts
from epicrisis.values.variables import table_values
from epicrisis.values.variables_file import entry_text
from small_case import write_case

HEADER = ("id", "subject", "attribute", "value", "unit", "source", "basis", "note")
ODD_CELLS = (
    'it\'s "quoted"',
    r"a \ backslash",
    "100% %s %b %%",
    "{{< var x >}} -- so …",
    "beyond the plane 🧪",
    "cells/µL ≥ 5–7",
    "word " * 900,
    "x" * 2999,
)


def as_libraries_do(case: Case, schema: TableSchema) -> tuple[bytes, bytes]:
    """Return the values of a table as they are written one by one."""
    value = table_values(case, schema)
    as_json = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return as_json.encode(), entry_text(schema.name, value).encode()


def facts(*rows: tuple[str, ...]) -> str:
    """Return the text of a table of facts."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
    return text.getvalue()


@pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)
def test_a_table_is_written_as_value_by_value(small_project: ProjectPaths, schema: TableSchema) -> None:
    """Each of them, of a case that is synthetic and of one that is not, whose values then have marks."""
    case = load_case(small_project, "tiny")

    for told in (case, replace(case, synthetic=False)):
        assert table_texts(told, schema) == as_libraries_do(told, schema)


@pytest.mark.parametrize("cell", ODD_CELLS)
def test_an_odd_cell_is_written_as_by_itself(tmp_path: Path, cell: str) -> None:
    """Beside rows whose ids need quotes, in each column, with and without the mark of a basis."""
    rows = [
        (name, "patient", f"thing {name}", cell, "", "Test ¶1", basis, cell)
        for name, basis in (("on", "derived"), ("null", "reported"), ("b_2", "derived"), ("a", "assumed"))
    ]
    case = load_case(write_case(tmp_path, tables={"facts": facts(*rows)}), "tiny")

    written = table_texts(case, TABLE_BY_NAME["facts"])

    assert written == as_libraries_do(case, TABLE_BY_NAME["facts"])


@pytest.mark.parametrize("case_id", ["100%", "o'hara", "ä", "🧪", "x" * 200])
def test_the_name_of_a_case_can_be_any(small_project: ProjectPaths, case_id: str) -> None:
    """It stands in each value, so that of some cases none is written as most are."""
    case = replace(load_case(small_project, "tiny"), id=case_id)

    assert table_texts(case, TABLE_BY_NAME["mrd"]) == as_libraries_do(case, TABLE_BY_NAME["mrd"])


def test_a_table_without_rows_is_written_as_by_itself(small_project: ProjectPaths) -> None:
    """There is no row to take a pattern from."""
    case = replace(load_case(small_project, "tiny"), mrd=())

    assert table_texts(case, TABLE_BY_NAME["mrd"]) == (b"{}", b"  mrd: {}\n")
