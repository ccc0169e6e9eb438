"""The profile of CARE for transplantation and cellular therapy: what such a case must state besides."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from epicrisis.case.model import Case, Row
from epicrisis.case.recollection import remembered_text
from epicrisis.checks.finding import Finding
from epicrisis.places import Place

# what stands beside a statement in its row, and is none
_BESIDE = ("id", "event", "source", "basis", "note")


@dataclass(frozen=True)
class Statement:
    """Something that a case of this kind must state.

    Args:
        id: Its name; `care.<id>` is the rule of its absence.
        asks: What is asked for.
        source: Who asks for it.
        lane: The lane whose events make it needed; empty if every test needs it.
        given: What must have been given to make it needed: a pattern of agents.
        rows: Patterns of the rows that state it, by table.
        column: `table.column` that some row fills.
        rule: A rule whose finding says that it is not stated.
    """

    id: str
    asks: str
    source: str
    lane: str = ""
    given: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    column: str = ""
    rule: str = ""

    @property
    def own_rule(self) -> str:
        """The rule of its absence."""
        return f"care.{self.id}"

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables in which it can stand."""
        return tuple(table for table, _ in self.rows) or (self.column.partition(".")[0],)

    def is_needed(self, case: Case) -> bool:
        """Whether a case has to state it."""
        if self.column:
            return bool(case.rows(self.tables[0]))
        is_given = not self.given or any(
            re.search(self.given, row.agent, re.IGNORECASE) for row in case.treatments
        )
        return is_given and any(event.lane == self.lane for event in case.events)


@cache
def _knowledge() -> dict[str, Any]:
    return tomllib.loads(files("epicrisis.checks").joinpath("care_transplant.toml").read_text(encoding="utf-8"))


def profile_name() -> str:
    """Return what the profile is called."""
    return str(_knowledge()["name"])


@cache
def statements() -> tuple[Statement, ...]:
    """Return every statement of `care_transplant.toml`."""
    entries = _knowledge()["statement"]
    return tuple(Statement(**{**entry, "rows": tuple(entry.get("rows", {}).items())}) for entry in entries)


Stated = Mapping[str, tuple[tuple[str, str], ...]]
"""The rows that state what a case has to, each with its table, by statement; a statement may have none."""


def stated(case: Case) -> Stated:
    """Return what a case has to state by the profile, with the rows that do.

    Args:
        case: The case, of which every table may be read.
    """
    found = cache(lambda table: _found(case, table))
    return {
        statement.id: tuple(_rows(statement, case, found))
        for statement in statements()
        if statement.is_needed(case)
    }


def _rows(
    statement: Statement, case: Case, found: Callable[[str], Mapping[str, list[str]]]
) -> Iterable[tuple[str, str]]:
    """Yield the rows that state something, each with its table."""
    if statement.column:
        table, _, column = statement.column.partition(".")
        yield from ((table, row.id) for row in case.rows(table) if row.printed[column])
    for table, _ in statement.rows:
        yield from ((table, row) for row in found(table)[statement.id])


def _found(case: Case, table: str) -> Mapping[str, list[str]]:
    """Return the rows of a table in which something is stated, by statement."""

    def found_in_rows() -> str:
        said = [(row.id, _words(row)) for row in case.rows(table)]
        asked = {entry.id: pattern for entry in statements() for where, pattern in entry.rows if where == table}
        searches = {name: re.compile(pattern, re.IGNORECASE).search for name, pattern in asked.items()}
        return json.dumps(
            {name: [row for row, words in said if is_said(words)] for name, is_said in searches.items()}
        )

    found: dict[str, list[str]] = json.loads(
        remembered_text(case, f"statements in {table}", (table,), found_in_rows)
    )
    return found


def check_profile(case: Case, told: Stated | None = None) -> Iterable[Finding]:
    """Find what a case of transplantation or cellular therapy leaves out.

    Source: see `care_transplant.toml`.

    Args:
        case: The case.
        told: What it states, where that is known; else its tables are read.
    """
    told = stated(case) if told is None else told
    for statement in statements():
        # what another rule finds is not said twice
        if told.get(statement.id) == () and not (statement.rule and statement.column):
            place = Place(f"data/{case.id}/{statement.tables[0]}.csv")
            message = f"the case does not state this: {statement.asks}"
            fix = "Add a row that states it, also if there was none, or acknowledge that the source is silent"
            yield Finding(statement.own_rule, "info", place, message, fix, statement.source)


def _words(row: Row) -> str:
    return " ".join(cell for column, cell in row.printed.items() if column not in _BESIDE)
