"""Queries are answered by the tables and the time network, and by nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.claims import database as database_module
from epicrisis.claims.database import CaseDatabase, QueryRefused
from epicrisis.claims.days_in_queries import days_filled_in
from epicrisis.paths import ProjectPaths

GRAFT_AFTER_DIAGNOSIS = 68


@pytest.fixture
def database(small_project: ProjectPaths) -> Iterator[CaseDatabase]:
    """Return the database of the case `tiny`."""
    case = load_case(small_project, "tiny")
    with CaseDatabase(case, resolve(case)) as opened:
        yield opened


@pytest.mark.parametrize(
    "query",
    [
        "select least_days('diagnosis', 'start', 'graft', 'start')",
        "select LEAST_DAYS('diagnosis','start','graft','start')",
        "select main.least_days('diagnosis', 'start', 'graft', 'start')",
        "select least_days(event, edge, 'graft', 'start') from times where event = 'diagnosis' and edge = 'start'",
        "select sum(least_days('diagnosis', 'start', 'graft', 'start'))",
    ],
)
def test_days_are_the_same_however_they_are_asked_for(database: CaseDatabase, query: str) -> None:
    """Filled in, or by a function of the database."""
    assert database.ask(query) == [(GRAFT_AFTER_DIAGNOSIS,)]


def test_filled_in_days_have_the_type_of_the_functions(
    small_project: ProjectPaths, database: CaseDatabase
) -> None:
    """A number and NULL are what the functions would return, so that nothing else of the query changes."""
    case = load_case(small_project, "tiny")
    query = "select typeof(least_days('diagnosis', 'start', 'graft', 'start'))"

    assert days_filled_in(query, resolve(case)) == "select typeof(cast(68 as bigint))"
    assert database.ask(query) == [("BIGINT",)]
    assert database.ask("select most_days('diagnosis', 'start', 'graft', 'start')") == [(None,)]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("select least_days('nowhere', 'start', 'graft', 'start')", "there is no event 'nowhere'"),
        ("select least_days('graft', 'middle', 'graft', 'start')", "KeyError"),
        ("select least_days('graft')", "No function matches the given name"),
        ("select nothing, least_days('graft', 'start', 'graft', 'start')", 'Referenced column "nothing"'),
        ("insert into mrd values (1)", "it is not one select"),
    ],
)
def test_a_query_that_cannot_be_answered_says_why_and_harms_no_other(
    database: CaseDatabase, query: str, reason: str
) -> None:
    """The reason is told of the query as it is written, and the next query is answered."""
    with pytest.raises(QueryRefused) as refused:
        database.ask(query)

    assert reason in str(refused.value)
    assert database.ask("select count(*) from times") == [(20,)]


def test_a_text_that_reads_like_a_call_stays(database: CaseDatabase) -> None:
    """Between quotes nothing is filled in."""
    text = "least_days('graft', 'start', 'graft', 'start')"

    assert database.ask("select '" + text.replace("'", "''") + "'") == [(text,)]


def test_a_query_without_end_is_stopped(database: CaseDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one is answered."""
    monkeypatch.setattr(database_module, "SECONDS", 0.1)

    with pytest.raises(QueryRefused, match=r"longer than 0\.1 seconds"):
        database.ask("select count(*) from range(1000000000000)")

    assert database.ask("select 1") == [(1,)]


def test_the_claims_of_a_report_need_no_numpy(small_project: ProjectPaths) -> None:
    """DuckDB imports it for functions in Python, which takes longer than all the queries."""
    code = (
        "import sys; from pathlib import Path; from epicrisis.paths import ProjectPaths\n"
        "from epicrisis.case.load import load_case; from epicrisis.case.resolution import resolve\n"
        "from epicrisis.claims.database import CaseDatabase\n"
        f"case = load_case(ProjectPaths(Path({str(small_project.root)!r})), 'tiny')\n"
        "with CaseDatabase(case, resolve(case)) as database:\n"
        "    database.ask(\"select least_days('diagnosis', 'start', 'graft', 'start') from mrd\")\n"
        "print('numpy' in sys.modules)\n"
    )

    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert asked.stdout == "False\n"


@pytest.mark.parametrize("name", ["_duckdb", "duckdb"])
def test_the_package_of_duckdb_answers_as_duckdb_itself(
    small_project: ProjectPaths, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Other versions may not have it by the name under which it is imported first."""
    monkeypatch.setattr(database_module, "_engine", lambda: import_module(name))
    case = load_case(small_project, "tiny")

    with CaseDatabase(case, resolve(case)) as database:
        assert database.ask("select count(*) from times") == [(20,)]
        with pytest.raises(QueryRefused, match="Table with name nowhere"):
            database.ask("select 1 from nowhere")
