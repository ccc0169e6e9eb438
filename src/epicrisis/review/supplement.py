"""What an older project lacks because it came later, and is given so that this program can build it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from epicrisis.case.package import with_resources
from epicrisis.case.schema import TABLES, TableSchema
from epicrisis.digests import files_under
from epicrisis.paths import ProjectPaths

LENT = ("_quarto.yml", "notebooks/", "report/theme/")
"""What a project may take from another one as a whole: it decides how a report looks, not what it says."""


@dataclass(frozen=True)
class Supplemented:
    """An older project with what it lacked.

    Args:
        files: Content of each file by its path in the project.
        supplied: What was added, a sentence each.
    """

    files: Mapping[str, bytes]
    supplied: tuple[str, ...]


@dataclass(frozen=True)
class _Table:
    """A table that is whole now: its content, and what was lacking."""

    schema: TableSchema
    content: bytes
    sentence: str


def supplement(files: Mapping[str, bytes], case_id: str, project: ProjectPaths) -> Supplemented:
    """Give an older project what it lacks: tables, columns that may be blank, settings, notebooks, a theme.

    Nothing that it has is changed but the description of such tables, and nothing is made up: a table that came
    later has no rows, a column no content.

    Args:
        files: Content of each of its files by path.
        case_id: The case.
        project: The project as it is, which lends.
    """
    folder, package = f"data/{case_id}", f"data/{case_id}/datapackage.json"
    lent = list(_lent(files, project))
    whole = {**files, **{name: content for name, content, _ in lent}}
    tables = list(_tables(files, folder)) if package in files else []
    whole |= {f"{folder}/{table.schema.name}.csv": table.content for table in tables}
    if tables:
        whole[package] = _described(files[package], tables)
    sentences = (*(table.sentence for table in tables), *(sentence for _, _, sentence in lent))
    return Supplemented(whole, tuple(dict.fromkeys(sentences)))


def _tables(files: Mapping[str, bytes], folder: str) -> Iterator[_Table]:
    for schema in TABLES:
        name = f"{folder}/{schema.name}.csv"
        if name not in files:
            header = ",".join(schema.column_names) + "\n"
            yield _Table(schema, header.encode(), f"{name} is not in it and stands here as a table without rows.")
        elif added := _with_columns(files[name], schema):
            content, columns = added
            noun, stands = ("column", "it stands") if len(columns) == 1 else ("columns", "they stand")
            sentence = f"{name} has no {noun} {', '.join(columns)}; {stands} here without content."
            yield _Table(schema, content, sentence)


def _with_columns(content: bytes, schema: TableSchema) -> tuple[bytes, list[str]] | None:
    """Return a table with the columns that it lacks, blank, and their names; None if it lacks none that may be."""
    try:
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    except (ValueError, csv.Error):  # the check says what is wrong
        return None
    lacking = [column.name for column in schema.all_columns if column.name not in header]
    if not lacking or any(column.required for column in schema.all_columns if column.name in lacking):
        return None
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*header, *lacking])
    writer.writerows([*row, *("" for _ in lacking)] if len(row) == len(header) else row for row in rows)
    return stream.getvalue().encode(), lacking


def _described(package: bytes, tables: list[_Table]) -> bytes:
    """Return a data package that describes the tables as they are now."""
    try:
        parsed = json.loads(package)
    except ValueError:  # the check says what is wrong
        return package
    is_whole = isinstance(parsed, dict) and isinstance(parsed.get("resources", []), list)
    return with_resources(parsed, [table.schema for table in tables]).encode() if is_whole else package


def _lent(files: Mapping[str, bytes], project: ProjectPaths) -> Iterator[tuple[str, bytes, str]]:
    for part in LENT:
        if any(name == part or name.startswith(part) for name in files):
            continue
        path = project.root / part
        for file in [path] if path.is_file() else files_under(path):
            yield project.relative(file), file.read_bytes(), f"{part} is not in it; the working tree's is used."
