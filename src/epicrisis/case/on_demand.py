"""A case that was checked before: a table is read when somebody asks for it, and not at all if nobody does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from epicrisis.case import ahead
from epicrisis.case.model import Case, Row
from epicrisis.case.particulars import find_package, particulars, read_package
from epicrisis.case.schema import TABLES, TableSchema
from epicrisis.case.tables import build_rows, decode_table, missing_table
from epicrisis.digests import digest_bytes
from epicrisis.errors import InvalidInput
from epicrisis.paths import ProjectPaths
from epicrisis.places import Problem


def open_tables(paths: ProjectPaths, case_id: str) -> Case:
    """Open a case without reading its tables.

    Args:
        paths: The project.
        case_id: The folder name under `data/`.

    Returns:
        The case. To ask for a table reads it, and raises `InvalidInput` if it has problems of its own; no table is
        held against another.

    Raises:
        UsageError: If there is no such case.
        InvalidInput: If the package has problems.
    """
    problems: list[Problem] = []
    path = find_package(paths, case_id)
    package = read_package(path, paths.relative(path), problems)
    if problems:
        raise InvalidInput(problems)
    return _OnDemand(paths, case_id, package)


class _OnDemand(Case):
    def __init__(self, paths: ProjectPaths, case_id: str, package: Mapping[str, Any]) -> None:
        # Not the dataclass's own way, which would put empty tables where none is read yet.
        vars(self).update(particulars(case_id, package), _paths=paths)

    def _read(self, schema: TableSchema) -> tuple[Row, ...]:
        paths: ProjectPaths = vars(self)["_paths"]
        path = paths.case_data(self.id) / f"{schema.name}.csv"
        if not path.is_file():
            raise InvalidInput([missing_table(schema, paths.relative(path))])
        return rows_in(path.read_bytes(), schema, paths.relative(path))


def rows_in(content: bytes, schema: TableSchema, name: str) -> tuple[Row, ...]:
    """Return the rows of one table on its own.

    Args:
        content: What its file holds.
        schema: What the table should hold.
        name: The file's name for messages.

    Raises:
        InvalidInput: If its header or shape is wrong.
    """
    if rows := ahead.take_rows(schema.name, digest_bytes(content)):
        return rows
    problems: list[Problem] = []
    table = decode_table(content, schema, name, problems)
    if problems:
        raise InvalidInput(problems)
    return build_rows(table)


def _on_demand(schema: TableSchema) -> cached_property[tuple[Row, ...]]:
    table = cached_property(lambda case: case._read(schema))
    table.__set_name__(_OnDemand, schema.name)
    return table


for _schema in TABLES:
    setattr(_OnDemand, _schema.name, _on_demand(_schema))
