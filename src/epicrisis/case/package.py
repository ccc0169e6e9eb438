"""Write the table schemas of a case into its `datapackage.json`, so that it stands as a data package on its own.

Run `python -m epicrisis.case.package data/<case>` after a change of `schema.py`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from epicrisis.case.schema import ID_PATTERN, TABLES, Column, TableSchema


def table_resource(schema: TableSchema) -> dict[str, Any]:
    """Return the data resource of one table.

    Args:
        schema: The table.

    Returns:
        A Frictionless Data Package v2 resource with its Table Schema.
    """
    table_schema: dict[str, Any] = {
        "fields": [_field(column) for column in schema.all_columns],
        "missingValues": [""],
        "primaryKey": ["id"],
    }
    foreign_keys = [
        {"fields": [column.name], "reference": {"resource": column.refers_to, "fields": ["id"]}}
        for column in schema.columns
        if column.refers_to
    ]
    if foreign_keys:
        table_schema["foreignKeys"] = foreign_keys
    return {
        "name": schema.name,
        "type": "table",
        "path": f"{schema.name}.csv",
        "description": schema.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table_schema,
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.name == "id":
        constraints |= {"unique": True, "pattern": ID_PATTERN}
    if column.choices:
        constraints["enum"] = list(column.choices)
    described: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    return described | ({"constraints": constraints} if constraints else {})


def with_resources(package: Mapping[str, Any], tables: Iterable[TableSchema]) -> str:
    """Return the text of a `datapackage.json` that describes some tables as this program reads them.

    Args:
        package: The parsed `datapackage.json`; everything else in it is kept.
        tables: The tables; the resources of others stay as they are, before them.
    """
    described = [table_resource(schema) for schema in tables]
    names = {resource["name"] for resource in described}
    listed = package.get("resources")
    kept = [one for one in listed if not (isinstance(one, dict) and one.get("name") in names)] if listed else []
    return json.dumps({**package, "resources": [*kept, *described]}, ensure_ascii=False, indent=2) + "\n"


def write_resources(folder: Path) -> None:
    """Put the resources of every table into a case's `datapackage.json` and keep everything else in it."""
    path = folder / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(with_resources({**package, "resources": []}, TABLES), encoding="utf-8")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        write_resources(Path(argument))
