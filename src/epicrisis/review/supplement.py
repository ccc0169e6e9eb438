"""What an older project lacks because it came later, and is given so that this program can build it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from epicrisis.case.schema import TABLES, TableSchema
from epicrisis.digests import files_under
from epicrisis.paths import ProjectPaths

LENT = ("_quarto.yml", "notebooks", "report/theme")
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


def supplement(files: Mapping[str, bytes], case_id: str, project: ProjectPaths) -> Supplemented:
    """Give an older project what it lacks: tables, columns that may be blank, settings, notebooks, a theme.

    Nothing that it has is changed, and nothing is made up: a table that came later has no rows, a column no
    content.

    Args:
        files: Content of each of its files by path.
        case_id: The case.
        project: The project as it is, which lends.
    """
    whole, supplied = dict(files), []
    for name, content, sentence in (*_tables(files, case_id), *_lent(files, project)):
        whole[name] = content
        supplied.append(sentence)
    return Supplemented(whole, tuple(dict.fromkeys(supplied)))


Addition = tuple[str, bytes, str]


def _tables(files: Mapping[str, bytes], case_id: str) -> Iterator[Addition]:
    if f"data/{case_id}/datapackage.json" not in files:
        return
    for schema in TABLES:
        name = f"data/{case_id}/{schema.name}.csv"
        if name not in files:
            header = ",".join(schema.column_names) + "\n"
            yield name, header.encode(), f"{name} is not in it and stands here as a table without rows."
        elif added := _with_columns(files[name], schema):
            content, columns = added
            noun, stands = ("column", "it stands") if len(columns) == 1 else ("columns", "they stand")
            yield name, content, f"{name} has no {noun} {', '.join(columns)}; {stands} here without content."


def _with_columns(content: bytes, schema: TableSchema) -> tuple[bytes, list[str]] | None:
    """Return a table with the columns that it lacks, blank, and their names; None if it lacks none that may be."""
    try:
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    except (ValueError, csv.Error):  # the check says what is wrong
        return None
    lacking = [column.name for column in schema.all_columns if not column.required and column.name not in header]
    if not lacking or "id" not in header:
        return None
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*header, *lacking])
    writer.writerows([*row, *("" for _ in lacking)] if len(row) == len(header) else row for row in rows)
    return stream.getvalue().encode(), lacking


def _lent(files: Mapping[str, bytes], project: ProjectPaths) -> Iterator[Addition]:
    for part in LENT:
        if any(name == part or name.startswith(f"{part}/") for name in files):
            continue
        path = project.root / part
        for file in [path] if path.is_file() else files_under(path):
            yield project.relative(file), file.read_bytes(), f"{part} is not in it; the working tree's is used."
