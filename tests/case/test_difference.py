"""What changed between two versions of a case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from epicrisis.case.difference import (
    CellChange,
    ParticularChange,
    RowAdded,
    RowRemoved,
    compare_cases,
    compare_particulars,
)
from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from small_case import CASE_ID, TABLES_TEXT, write_case

Versions = Callable[[str, str], tuple[Case, Case]]


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    """The small case as it is, and with one table replaced."""

    def write(table: str, text: str) -> tuple[Case, Case]:
        cases = []
        for name, tables in (("old", {}), ("new", {table: text})):
            (tmp_path / name).mkdir()
            cases.append(load_case(write_case(tmp_path / name, tables=tables), CASE_ID))
        return cases[0], cases[1]

    return write


def test_a_changed_cell_is_named_by_row_and_column(versions: Versions) -> None:
    """Old and new stand as printed, with the row that each comes from."""
    old, new = versions("mrd", TABLES_TEXT["mrd"].replace("=,0.5,0.01", "=,0.6,0.01"))

    (change,) = compare_cases(old, new)

    assert isinstance(change, CellChange)
    assert ("mrd", "relapse", "value_percent", "0.5", "0.6") == (
        change.table,
        change.id,
        change.column,
        change.old,
        change.new,
    )
    assert change.before.source == "Test ¶1"
    assert change.after.basis == "synthetic"


def test_a_cell_that_was_filled_in_was_blank_before(versions: Versions) -> None:
    """A blank stays a blank: it is not zero."""
    old, new = versions(
        "mrd", TABLES_TEXT["mrd"].replace("marrow_2,visit_2,bone marrow,,", "marrow_2,visit_2,bone marrow,PCR,")
    )

    changes = compare_cases(old, new)

    assert [("method", "", "PCR")] == [(change.column, change.old, change.new) for change in changes]


def test_basis_and_source_are_compared_as_any_cell(versions: Versions) -> None:
    """Where a statement comes from is part of it."""
    old, new = versions("markers", TABLES_TEXT["markers"].replace("CD3,negative,Test ¶1", "CD3,negative,Test ¶9"))

    changes = compare_cases(old, new)

    assert [("cd3", "source", "Test ¶9")] == [(change.id, change.column, change.new) for change in changes]


def test_rows_come_and_go_by_their_id(versions: Versions) -> None:
    """A row with another id is another row."""
    old, new = versions("markers", TABLES_TEXT["markers"].replace("cd20,", "cd22,"))

    changes = compare_cases(old, new)

    expected = (RowAdded("markers", new.markers[1]), RowRemoved("markers", old.markers[1]))
    assert expected == changes
    assert ["cd22", "cd20"] == [change.id for change in changes]


def test_the_order_of_rows_is_no_change(versions: Versions) -> None:
    """Rows are known by their id, wherever they stand."""
    header, *rows = TABLES_TEXT["markers"].splitlines()
    old, new = versions("markers", "\n".join([header, *reversed(rows)]) + "\n")

    changes = compare_cases(old, new)

    assert () == changes


def test_particulars_of_the_whole_case_are_compared_apart(tmp_path: Path) -> None:
    """The version is not a cell, and a change of Day 0 moves every day."""
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    old = load_case(write_case(tmp_path / "old"), CASE_ID)
    settings = {"day_zero": "diagnosis", "synthetic": True}
    new = load_case(write_case(tmp_path / "new", package={"version": "0.2.0", "epicrisis": settings}), CASE_ID)

    changes = compare_particulars(old, new)

    assert (
        ParticularChange("version", "0.1.0", "0.2.0"),
        ParticularChange("day_zero", "graft", "diagnosis"),
    ) == changes
    assert () == compare_cases(old, new)
