"""Read a case from its data package, or say everything that is wrong with it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from epicrisis.case import model
from epicrisis.case.cells import PrintedTable, as_number, check_tables, suggest
from epicrisis.case.recent import again
from epicrisis.case.schema import TABLES, TableSchema
from epicrisis.characters import character_name, unpublishable
from epicrisis.errors import InvalidInput, UsageError
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place, Problem

ROW_TYPES: Mapping[str, type[model.Row]] = {
    "facts": model.Fact,
    "events": model.Event,
    "timing": model.TimingStatement,
    "treatments": model.Treatment,
    "mrd": model.MrdTest,
    "immune_cells": model.ImmuneCellCount,
    "reference_ranges": model.ReferenceRange,
    "lesions": model.Lesion,
    "markers": model.Marker,
    "genomics": model.GenomicFinding,
    "literature": model.LiteratureReport,
    "coverage": model.SourceItem,
}
_SPACE = re.compile(r"[ \t\r\n]+")
_held: WeakValueDictionary[tuple[bytes, str, str], PrintedTable] = WeakValueDictionary()
PACKAGE_KEYS = ("name", "title", "version", "created")
VERSION_PATTERN = r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)([-+][0-9A-Za-z.+-]+)?"


LONGEST_TIMEOUT_SECONDS = 86400  # a day


def load_case(paths: ProjectPaths, case_id: str) -> model.Case:
    """Read one case.

    Args:
        paths: The project.
        case_id: The folder name under `data/`.

    Returns:
        The case with every table.

    Raises:
        UsageError: If there is no such case.
        InvalidInput: With every problem of every table at once.
    """
    folder, package_file = paths.case_data(case_id), find_package(paths, case_id)
    problems: list[Problem] = []
    package = read_package(package_file, paths.relative(package_file), problems)
    tables = {schema.name: read_table(folder / f"{schema.name}.csv", schema, paths, problems) for schema in TABLES}
    return assemble_case(case_id, package, tables, paths.relative(package_file), problems)


def find_package(paths: ProjectPaths, case_id: str) -> Path:
    """Return the file of a case's data package.

    Raises:
        UsageError: If there is no such case.
    """
    path = paths.case_data(case_id) / "datapackage.json"
    if not path.is_file():
        known = ", ".join(paths.case_ids()) or "none yet"
        raise UsageError(f"no case '{case_id}': {paths.relative(path)} is missing. Cases here: {known}.")
    return path


def read_package(path: Path, name: str, problems: list[Problem]) -> dict[str, Any]:
    """Read a data package; what is wrong with it is added to the problems."""
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        problems.append(Problem(Place(name, line=error.lineno), f"not valid JSON ({error.msg})"))
        return {}
    except UnicodeDecodeError:
        problems.append(Problem(Place(name), "not UTF-8", "Save the file as UTF-8"))
        return {}
    except RecursionError:
        problems.append(Problem(Place(name, line=1), "its values are nested too deeply"))
        return {}
    if not isinstance(package, dict):
        problems.append(Problem(Place(name), "a data package must be a JSON object"))
        return {}
    problems += check_package(package, name)
    return package


def check_package(package: Mapping[str, Any], name: str) -> Iterable[Problem]:
    """Yield what is wrong with the particulars of a package.

    Args:
        package: What it says.
        name: Its file, for messages.
    """
    for key in PACKAGE_KEYS:
        if not isinstance(package.get(key), str):
            yield Problem(Place(name), f"'{key}' is missing", f'Add "{key}" as a text')
    for key, value in package.items():
        for character in unpublishable(value) if isinstance(value, str) else ():
            message = f"'{key}' holds a character that nobody can see ({character_name(character)})"
            yield Problem(Place(name), message, "Delete it")
    version, created, settings = package.get("version"), package.get("created"), package.get("epicrisis")
    if isinstance(version, str) and not re.fullmatch(VERSION_PATTERN, version):
        yield Problem(Place(name), f"'version' is not a semantic version: '{version}'", "Write 1.0.0")
    if isinstance(created, str) and _created(created) is None:
        yield Problem(Place(name), f"'created' is not a date-time: '{created}'", "Write 2025-08-20T00:00:00Z")
    if isinstance(settings, dict) and not isinstance(settings.get("synthetic", False), bool):
        yield Problem(Place(name), "'synthetic' is neither true nor false", "Write it without quotes")
    if isinstance(settings, dict) and "notebook_timeout_seconds" in settings:
        limit = settings["notebook_timeout_seconds"]
        if type(limit) not in (int, float) or not 0 < limit <= LONGEST_TIMEOUT_SECONDS:
            fix = f"Write a number of seconds, more than 0 and at most {LONGEST_TIMEOUT_SECONDS}"
            yield Problem(Place(name), f"'notebook_timeout_seconds' cannot be {json.dumps(limit)}", fix)


def _created(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    except ValueError:
        return None


def _check_day_zero(
    package: Mapping[str, Any], tables: Mapping[str, PrintedTable], name: str
) -> Iterable[Problem]:
    if not package:
        return
    events = {cells["id"] for _, cells in tables["events"].rows}
    settings = package.get("epicrisis")
    day_zero = settings.get("day_zero") if isinstance(settings, dict) else None
    if not isinstance(day_zero, str):
        yield Problem(Place(name), "no Day 0 event", 'Add "epicrisis": {"day_zero": "<event id>"}')
    elif tables["events"].readable and day_zero not in events:
        yield Problem(Place(name), f"the Day 0 event '{day_zero}' is not in events.csv", suggest(day_zero, events))


def read_table(path: Path, schema: TableSchema, paths: ProjectPaths, problems: list[Problem]) -> PrintedTable:
    """Read the file of a table; what is wrong with it is added to the problems."""
    name = paths.relative(path)
    if not path.is_file():
        problems.append(missing_table(schema, name))
        return PrintedTable(schema, name, readable=False)
    return decode_table(path.read_bytes(), schema, name, problems)


def missing_table(schema: TableSchema, name: str) -> Problem:
    """Return the problem of a table whose file, so called, is not there."""
    return Problem(Place(name), "the file is missing", f"Its header is {','.join(schema.column_names)}")


def decode_table(content: bytes, schema: TableSchema, name: str, problems: list[Problem]) -> PrintedTable:
    """Return a table from what its file holds: the same one as long as somebody here holds it.

    Args:
        content: What the file holds.
        schema: What the table should hold.
        name: The file's name for messages.
        problems: Takes what is wrong with it; a table with problems is read anew each time.
    """
    key = (content, schema.name, name)
    if (table := _held.get(key)) is None:
        before = len(problems)
        table = _decode(content, schema, name, problems)
        if len(problems) == before:
            _held[key] = table
    return table


def _decode(content: bytes, schema: TableSchema, name: str, problems: list[Problem]) -> PrintedTable:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        problems.append(Problem(Place(name, row=row), "not UTF-8", "Save the file as CSV UTF-8"))
        return PrintedTable(schema, name, readable=False)
    table, found = parse_table(text, schema, name)
    problems += found
    return replace(table, content=content)


def parse_table(text: str, schema: TableSchema, name: str) -> tuple[PrintedTable, list[Problem]]:
    """Parse the text of one table file.

    Args:
        text: The file's text.
        schema: What the table should hold.
        name: The file's name for messages.

    Returns:
        The rows that have the right columns, and the problems of header and shape. A table whose header is
        wrong has no rows.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = list(reader)
    except csv.Error as error:
        problem = Problem(Place(name, line=reader.line_num), f"not valid CSV ({error})")
        return PrintedTable(schema, name, readable=False), [problem]
    header = lines[0] if lines else []
    problems = list(_check_header(header, schema, name))
    if problems:
        return PrintedTable(schema, name, readable=False), problems
    whole: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(lines[1:], start=2):
        if not (cells and cells[0].strip()) and not "".join(cells).strip():
            continue
        if len(cells) == len(header):
            whole.append((number, cells))
            continue
        message = f"{len(cells)} cells where the header has {len(header)}"
        problems.append(Problem(Place(name, row=number), message, "Quote a cell that contains a comma"))
    columns = map(_on_one_line, zip(*(cells for _, cells in whole), strict=True))
    printed = [dict(zip(header, cells, strict=True)) for cells in zip(*columns, strict=True)]
    rows = tuple((number, cells) for (number, _), cells in zip(whole, printed, strict=True))
    return PrintedTable(schema, name, rows), problems


def _on_one_line(column: Iterable[str]) -> list[str]:
    """Return cells without the spaces and line breaks around each, and one space in place of those inside.

    Of a long case nearly all are as they should be, and cells that say the same are one text in memory.
    """
    cells = [*column]
    known = dict(zip(cells, cells, strict=True))
    together = f"|{'|'.join(known)}|"
    if not together.isprintable() or any(untidy in together for untidy in ("  ", "| ", " |")):
        known = {cell: _SPACE.sub(" ", cell).strip() for cell in known}
    elif len(known) == len(cells):
        return cells
    return [known[cell] for cell in cells]


def _check_header(header: list[str], schema: TableSchema, name: str) -> Iterable[Problem]:
    expected = schema.column_names
    if not header:
        yield Problem(Place(name, row=1), "the header is missing", f"Its header is {','.join(expected)}")
        return
    for mark, separator in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            yield Problem(Place(name, row=1), f"cells are separated by {separator}", "Save it with commas")
            return
    for column in expected:
        if column not in header:
            yield Problem(
                Place(name, row=1, column=column), "the column is missing", f"Columns: {', '.join(expected)}"
            )
    for column in header:
        if column not in expected:
            yield Problem(
                Place(name, row=1, column=column), f"unknown column '{column}'", suggest(column, expected)
            )
    for column in sorted({column for column in header if header.count(column) > 1}):
        yield Problem(Place(name, row=1, column=column), "the column stands twice", "Remove one of them")
    if header and header[0] != "id" and "id" in header:
        yield Problem(Place(name, row=1, column="id"), "id is not the first column", "Move it to the front")


def assemble_case(
    case_id: str,
    package: Mapping[str, Any],
    tables: Mapping[str, PrintedTable],
    package_name: str,
    problems: Iterable[Problem] = (),
) -> model.Case:
    """Return the case that a package and its tables make, wherever they were read from.

    Args:
        case_id: Name of the case.
        package: Its package, which `check_package` has seen.
        tables: Every table by name.
        package_name: The package's file, for messages.
        problems: What was found wrong on the way here.

    Raises:
        InvalidInput: With these and every problem of the tables.
    """
    found = [*problems, *check_tables(tables), *_check_day_zero(package, tables, package_name)]
    if found:
        raise InvalidInput(found)
    rows: dict[str, Any] = {
        name: again(f"rows {table.path}", (table,), partial(build_rows, table)) for name, table in tables.items()
    }
    case = model.Case(**particulars(case_id, package), **rows)
    case.note_files({name: table.content for name, table in tables.items() if table.content is not None})
    return case


def particulars(case_id: str, package: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a sound package says of its case, by the names of `Case`."""
    created = _created(package["created"])
    assert created is not None  # checked by read_package
    settings = package["epicrisis"]
    return {
        "id": case_id,
        "title": package["title"],
        "version": package["version"],
        "created": created,
        "day_zero": settings["day_zero"],
        "synthetic": bool(settings.get("synthetic", False)),
    }


def parse_rows(text: str, schema: TableSchema, name: str) -> tuple[model.Row, ...] | None:
    """Return the rows of one table on its own; None if its file cannot be read or a cell in it is wrong.

    Args:
        text: The file's text.
        schema: What the table should hold.
        name: The file's name.
    """
    table, problems = parse_table(text, schema, name)
    if problems or check_tables({schema.name: table}):
        return None
    return build_rows(table)


def build_rows(table: PrintedTable) -> tuple[model.Row, ...]:
    """Return the rows of a sound table.

    Args:
        table: The table as printed.
    """
    kind, schema = ROW_TYPES[table.schema.name], table.schema
    numbers = [column for column in schema.all_columns if column.type != "string"]
    rows = []
    for number, cells in table.rows:
        row = kind.__new__(kind)
        # Not the dataclass's own way, which sets each field of a frozen row by a call.
        vars(row).update(cells, row=number, printed=cells)
        vars(row).update((column.name, as_number(cells[column.name], column.type)) for column in numbers)
        rows.append(row)
    return tuple(rows)
