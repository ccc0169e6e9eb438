"""The tables of a case in an SQL database in memory, which can reach nothing else."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Edge
from epicrisis.case.schema import TABLES, Column
from epicrisis.claims.days_in_queries import days_between, days_filled_in

if TYPE_CHECKING:  # imported with the first database: not every manuscript claims something
    import duckdb

SQL_TYPES = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT"}
SECONDS = 5.0
"""Longer than any question to one patient's tables takes; a query that goes on is stopped."""

SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "memory_limit": "256MB",
    "threads": "1",
    "temp_directory": "",
}


_MOVING = re.compile(
    r"\b(random|setseed|gen_random_uuid|uuid\w*|nextval|currval|now|today|current_(?:date|time|timestamp)"
    r"|localtime\w*|get_current_\w+|transaction_timestamp|age)\b",
    re.IGNORECASE,
)
"""What gives another answer tomorrow, or the next time."""


@cache
def _engine() -> Any:
    """Return DuckDB itself: to import what its package has around it takes as long as the claims of a report."""
    try:
        return import_module("_duckdb")
    except ImportError:  # other versions have it elsewhere
        return import_module("duckdb")


class QueryRefused(Exception):
    """The database cannot answer a query; the message says why, on one line."""


class CaseDatabase:
    """The tables of one case and the view `times`, for one-line queries.

    Each table of the case has its columns, `row` (the row number in the file) and NULL where a cell is blank.
    `times` has `event`, `edge` (start, end), `earliest` and `latest`, in days from Day 0. The functions
    `least_days(reference, reference_edge, event, edge)` and `most_days(…)` tell how many days the second is
    after the first, NULL where that is unbounded: an order is often known where no day is.

    Args:
        case: The case.
        chronology: Its resolved time network.
    """

    def __init__(self, case: Case, chronology: Chronology) -> None:
        self._connection: duckdb.DuckDBPyConnection = _engine().connect(":memory:", config=dict(SETTINGS))
        for schema in TABLES:
            columns = ", ".join(f'"{column.name}" {SQL_TYPES[column.type]}' for column in schema.all_columns)
            self._connection.execute(f'create table "{schema.name}" ({columns}, "row" BIGINT)')
            rows = [
                [*(_cell(column, row.printed[column.name]) for column in schema.all_columns), row.row]
                for row in case.rows(schema.name)
            ]
            self._fill(schema.name, rows)
        self._connection.execute(
            "create table times (event VARCHAR, edge VARCHAR, earliest BIGINT, latest BIGINT)"
        )
        times = [
            [event, edge, bounds.earliest, bounds.latest]
            for (event, edge), bounds in sorted(chronology.bounds.items())
        ]
        self._fill("times", times)
        self._connection.execute("set lock_configuration = true")
        self._chronology = chronology
        self._has_functions = False
        self._begin()
        self._asked_at: float | None = None
        self._closing = Event()
        self._watch = Thread(target=self._stop_what_goes_on, daemon=True)
        self._watch.start()

    def _begin(self) -> None:
        # a select can hold an insert, which must not change what the next query sees
        self._connection.execute("begin transaction read only")

    def _add_functions(self) -> None:
        if self._has_functions:
            return
        self._has_functions = True
        chronology = self._chronology

        def least_days(reference: str, reference_edge: Edge, event: str, edge: Edge) -> int | None:
            return days_between(chronology, reference, reference_edge, event, edge).earliest

        def most_days(reference: str, reference_edge: Edge, event: str, edge: Edge) -> int | None:
            return days_between(chronology, reference, reference_edge, event, edge).latest

        self._connection.execute("rollback")
        register: Any = self._connection.create_function  # the stubs know no names of types, which DuckDB takes
        for function in (least_days, most_days):
            register(function.__name__, function, ["VARCHAR"] * 4, "BIGINT", null_handling="special")
        self._begin()

    def _stop_what_goes_on(self) -> None:
        # One thread that looks at a clock: to start one for every query takes longer than most queries.
        while not self._closing.wait(SECONDS / 20):
            asked_at = self._asked_at
            if asked_at is not None and monotonic() - asked_at > SECONDS:
                self._connection.interrupt()

    def _fill(self, table: str, rows: list[list[Any]]) -> None:
        if rows:
            # one list a column: a statement a row, or a mark a cell, takes many seconds for a long case
            columns = ", ".join(["unnest(?)"] * len(rows[0]))
            self._connection.execute(f'insert into "{table}" select {columns}', [*zip(*rows, strict=True)])

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows that a query returns.

        Args:
            query: One `select`.

        Raises:
            QueryRefused: If it is no select, wrong, reaches outside, or takes too long.
        """
        engine = _engine()
        if moving := _MOVING.search(_without_texts(query)):
            raise QueryRefused(f"{moving[0]} does not give the same answer every time")
        try:
            try:
                return self._run(days_filled_in(query, self._chronology))
            except engine.InterruptException:
                raise
            except engine.Error:
                self._add_functions()  # it asks for them otherwise; or what is wrong is told of what is written
                return self._run(query)
        except engine.InterruptException as error:
            raise QueryRefused(f"it takes longer than {SECONDS:g} seconds") from error
        except engine.Error as error:
            raise QueryRefused(_on_one_line(error)) from error

    def _run(self, query: str) -> list[tuple[Any, ...]]:
        engine = _engine()
        statements = self._connection.extract_statements(query)
        if len(statements) != 1 or statements[0].type != engine.StatementType.SELECT:
            raise QueryRefused("it is not one select")
        self._asked_at = monotonic()
        try:
            return self._connection.execute(statements[0]).fetchall()
        except engine.Error:
            self._connection.execute("rollback")
            self._begin()
            raise
        finally:
            self._asked_at = None

    def __enter__(self) -> CaseDatabase:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._watch.join()
        self._connection.close()


def _on_one_line(error: duckdb.Error) -> str:
    """Return DuckDB's reason; of an exception in one of our functions its own words, which come last."""
    lines = [line.strip() for line in str(error).strip().splitlines() if line.strip()]
    return lines[-1].removeprefix("ValueError: ") if "Python exception" in lines[0] else lines[0]


def _without_texts(query: str) -> str:
    return re.sub(r"'(?:[^']|'')*'", "''", query)


def _cell(column: Column, printed: str) -> str | float | int | None:
    if not printed:
        return None
    if column.type == "string":
        return printed
    return int(printed) if column.type == "integer" else float(printed)
