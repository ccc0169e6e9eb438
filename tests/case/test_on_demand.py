"""A case whose tables are read when they are asked for."""

from __future__ import annotations

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.on_demand import open_tables
from epicrisis.case.schema import TABLES
from epicrisis.errors import InvalidInput, UsageError
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.listening import recording
from small_case import CASE_ID


def test_it_holds_what_the_loaded_case_holds(small_project: ProjectPaths) -> None:
    """Every table and every particular."""
    opened, loaded = open_tables(small_project, CASE_ID), load_case(small_project, CASE_ID)

    assert {schema.name: opened.rows(schema.name) for schema in TABLES} == {
        schema.name: loaded.rows(schema.name) for schema in TABLES
    }
    assert (opened.id, opened.title, opened.version) == (loaded.id, loaded.title, loaded.version)
    assert opened.event_by_id == loaded.event_by_id


def test_only_the_tables_that_are_asked_for_are_read(small_project: ProjectPaths) -> None:
    """A notebook is not stale because of another one's table."""
    with recording(Grounds(str(small_project.root))) as recorder:
        rows = open_tables(small_project, CASE_ID).mrd

    assert len(rows) == 5
    assert list(recorder.trace().files) == ["data/tiny/datapackage.json", "data/tiny/mrd.csv"]


def test_a_table_with_problems_says_so_when_it_is_asked_for(small_project: ProjectPaths) -> None:
    """With its place."""
    (small_project.case_data(CASE_ID) / "mrd.csv").write_text("other,header\n", encoding="utf-8")
    case = open_tables(small_project, CASE_ID)

    with pytest.raises(InvalidInput, match=r"data/tiny/mrd.csv, row 1"):
        _ = case.mrd


def test_a_case_that_is_not_there(small_project: ProjectPaths) -> None:
    """As when it is loaded."""
    with pytest.raises(UsageError, match="no case 'other'"):
        open_tables(small_project, "other")
