"""The values of a table are written as one by one, in less time."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.schema import TABLE_BY_NAME, TABLES, TableSchema
from epicrisis.paths import ProjectPaths
from epicrisis.values.table_entry import ROWS_A_PIECE, table_entry
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


def written(case: Case, schema: TableSchema) -> bytes:
    """Return the values of a table as they are written together."""
    return b"".join(table_entry(case, schema))


def one_by_one(case: Case, schema: TableSchema) -> bytes:
    """Return the values of a table as they are written one by one."""
    return entry_text(schema.name, table_values(case, schema)).encode()


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
        assert written(told, schema) == one_by_one(told, schema)


@pytest.mark.parametrize("cell", ODD_CELLS)
def test_an_odd_cell_is_written_as_by_itself(tmp_path: Path, cell: str) -> None:
    """Beside rows whose ids need quotes, in each column, with and without the mark of a basis."""
    rows = [
        (name, "patient", f"thing {name}", cell, "", "Test ¶1", basis, cell)
        for name, basis in (("on", "derived"), ("null", "reported"), ("b_2", "derived"), ("a", "assumed"))
    ]
    case = load_case(write_case(tmp_path, tables={"facts": facts(*rows)}), "tiny")

    assert written(case, TABLE_BY_NAME["facts"]) == one_by_one(case, TABLE_BY_NAME["facts"])


def test_cells_need_not_be_on_one_line(small_project: ProjectPaths) -> None:
    """Those of a case that was not read from files may hold line ends, which are told from those between cells."""
    case = load_case(small_project, "tiny")
    fact = case.facts[0]
    odd = replace(fact, value="a\n b", unit="c\rd", printed={**fact.printed, "value": "a\n b", "unit": "c\rd"})
    case = replace(case, facts=(odd, *case.facts[1:]))

    assert written(case, TABLE_BY_NAME["facts"]) == one_by_one(case, TABLE_BY_NAME["facts"])


def test_a_long_table_comes_in_pieces(tmp_path: Path) -> None:
    """So that it need not be in memory as a whole; its rows are sorted by their ids."""
    rows = [
        (f"f_{number}", "patient", "thing", "1", "", "Test ¶1", "synthetic", "")
        for number in range(ROWS_A_PIECE + 1)
    ]
    case = load_case(write_case(tmp_path, tables={"facts": facts(*rows)}), "tiny")

    head, first, second = table_entry(case, TABLE_BY_NAME["facts"])

    assert (first.count(b" id: "), second.count(b" id: ")) == (ROWS_A_PIECE, 1)
    assert head + first + second == one_by_one(case, TABLE_BY_NAME["facts"])


@pytest.mark.parametrize("case_id", ["100%", "o'hara", "ä", "🧪", "x" * 200])
def test_the_name_of_a_case_can_be_any(small_project: ProjectPaths, case_id: str) -> None:
    """It stands in each value, so that of some cases none is written as most are."""
    case = replace(load_case(small_project, "tiny"), id=case_id)

    assert written(case, TABLE_BY_NAME["mrd"]) == one_by_one(case, TABLE_BY_NAME["mrd"])


def test_a_table_without_rows_is_written_as_by_itself(small_project: ProjectPaths) -> None:
    """There is no row to take a pattern from."""
    case = replace(load_case(small_project, "tiny"), mrd=())

    assert written(case, TABLE_BY_NAME["mrd"]) == b"  mrd: {}\n"
