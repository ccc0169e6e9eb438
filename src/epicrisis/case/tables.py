"""A table of a case: the bytes of its file, the cells that they print, and the rows that these make."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from weakref import WeakValueDictionary

from epicrisis.case import model
from epicrisis.case.cells import PrintedTable, as_number, check_tables, suggest
from epicrisis.case.schema import TableSchema
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
