"""The cells of a table as they stand in its file, and everything that is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache, partial

from epicrisis.case.recent import again
from epicrisis.case.schema import ID_PATTERN, Column, TableSchema
from epicrisis.characters import character_name, unpublishable
from epicrisis.places import Place, Problem

MOST_CELLS = 65536
"""So many cells are remembered as they are read: most of them say what others say, too."""


@dataclass(frozen=True)
class PrintedTable:
    """A table as it stands in its file.

    Args:
        schema: What the table should hold.
        path: Its file, relative to the project, for messages.
        rows: Row number (header = 1) and the cells by column.
        readable: Whether the rows are known; where they are not, no other table is blamed for it.
        content: What the file holds; None if the table was not read from one.
    """

    schema: TableSchema
    path: str
    rows: tuple[tuple[int, Mapping[str, str]], ...] = ()
    readable: bool = True
    content: bytes | None = field(default=None, repr=False)


def check_tables(tables: Mapping[str, PrintedTable]) -> list[Problem]:
    """Check every cell of every table against the schema and the other tables.

    Args:
        tables: The tables as printed, by name.

    Returns:
        Every problem found.
    """
    ids = {name: {cells["id"] for _, cells in table.rows} for name, table in tables.items() if table.readable}
    problems: list[Problem] = []
    for table in tables.values():
        named = {column.refers_to for column in table.schema.all_columns if column.refers_to}
        given = (table, *(tables.get(name) for name in sorted(named)))
        problems += again(f"problems {table.path}", given, partial(_check_table, table, ids))
    return problems


def _check_table(table: PrintedTable, ids: Mapping[str, set[str]]) -> tuple[Problem, ...]:
    """Check a table; of the ids of others only those count that its columns refer to."""
    problems = [*_check_ids(table)]
    wrong, together = _wrong_cells(table, ids), _check_rows(table)
    for number, cells in table.rows if wrong or together else ():
        for column, texts in wrong:
            if cells[column.name] in texts:
                place = Place(table.path, row=number, column=column.name)
                problems += _check_cell(cells[column.name], column, place, ids)
        problems += together.get(number, ())
    return tuple(problems)


def _wrong_cells(table: PrintedTable, ids: Mapping[str, set[str]]) -> list[tuple[Column, set[str]]]:
    """Return what is wrong in each column, wherever it stands: most cells say what others say, too."""
    wrong = []
    for column in table.schema.all_columns:
        texts = {cells[column.name] for _, cells in table.rows}
        if found := _wrong_texts(texts, column, ids):
            wrong.append((column, found))
    return wrong


def _wrong_texts(texts: set[str], column: Column, ids: Mapping[str, set[str]]) -> set[str]:
    """Return the texts in which `_check_cell` finds something, without a call for each."""
    blank, filled = texts & {""}, texts - {""}
    wrong = blank if column.required else set()
    if unpublishable("\n".join(filled)):
        wrong |= {text for text in filled if unpublishable(text)}
    if column.choices:
        wrong |= filled.difference(column.choices)
    if column.type != "string":
        wrong |= {text for text in filled if as_number(text, column.type) is None}
    known = ids.get(column.refers_to or "")
    return wrong if known is None else wrong | (filled - known)


def _check_ids(table: PrintedTable) -> Iterable[Problem]:
    first_rows: dict[str, int] = {}
    is_id = re.compile(ID_PATTERN).match
    for number, cells in table.rows:
        identifier = cells["id"]
        if not identifier:
            continue  # `_check_cell` says so
        if (first := first_rows.get(identifier)) is not None:
            message, fix = f"the id '{identifier}' is taken by row {first}", "Give each row an id of its own"
        else:
            first_rows[identifier] = number
            if is_id(identifier):
                continue
            message, fix = f"'{identifier}' is not an id", "Use a-z, 0-9 and _, starting with a letter"
        yield Problem(Place(table.path, row=number, column="id"), message, fix)


def _check_cell(text: str, column: Column, place: Place, ids: Mapping[str, set[str]]) -> Iterable[Problem]:
    if not text:
        if column.required:
            yield Problem(
                place, "the cell is blank, and this column must be filled", column.description.rstrip(".")
            )
        return
    for character in unpublishable(text):
        yield Problem(
            place, f"there is a character that nobody can see ({character_name(character)})", "Delete it"
        )
    if column.choices and text not in column.choices:
        yield Problem(place, f"unknown {column.name} '{text}'", f"Use one of: {', '.join(column.choices)}")
    if column.type != "string" and as_number(text, column.type) is None:
        noun = "a whole number" if column.type == "integer" else "a number"
        yield Problem(place, f"'{text}' is not {noun}", "Leave it blank where nothing is reported")
    known = ids.get(column.refers_to or "")
    if known is not None and text not in known:
        yield Problem(place, f"unknown {column.name} '{text}'", suggest(text, known))


def _check_rows(table: PrintedTable) -> dict[int, list[Problem]]:
    """Check what the cells of each row say together; return what is wrong by the row's number."""
    found: dict[int, list[Problem]] = {}

    def refuse(number: int, column: str, message: str, fix: str) -> None:
        found.setdefault(number, []).append(Problem(Place(table.path, number, column), message, fix))

    name = table.schema.name
    for number, cells in table.rows:
        if cells["basis"] == "derived" and not cells["note"]:
            refuse(number, "note", "a derived row without its formula", "Write it in note")
        if name == "mrd" and cells["relation"] in ("=", "<") and not cells["value_percent"]:
            message = f"the relation is {cells['relation']} and the value is blank"
            refuse(number, "value_percent", message, "Give the value")
        if name == "immune_cells" and cells["relation"] in ("=", "<", ">") and not cells["cells_per_ul"]:
            message = f"the relation is {cells['relation']} and the count is blank"
            refuse(number, "cells_per_ul", message, "Give the count")
        if name == "timing" and not (cells["min_days"] or cells["max_days"]):
            refuse(number, "min_days", "min_days and max_days are both blank", "Give one")
    return found


@lru_cache(MOST_CELLS)
def as_number(text: str, kind: str) -> float | int | None:
    """Return what a cell of a column of numbers says; None if it is none."""
    # Lengths are limited so that every number is exact as an integer and finite as a float.
    pattern = r"-?[0-9]{1,9}" if kind == "integer" else r"-?[0-9]{1,15}(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?"
    if not re.fullmatch(pattern, text):
        return None
    return int(text) if kind == "integer" else float(text)


def suggest(text: str, known: Iterable[str]) -> str:
    """Return how to mend a name that nobody knows."""
    close = get_close_matches(text, sorted(known), n=1)
    return f"Did you mean '{close[0]}'" if close else "Check the spelling"
