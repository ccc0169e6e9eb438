"""Read a case from its data package, or say everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from epicrisis.case import model
from epicrisis.case.cells import PrintedTable, check_tables, suggest
from epicrisis.case.particulars import find_package, particulars, read_package
from epicrisis.case.recent import again
from epicrisis.case.schema import TABLES
from epicrisis.case.tables import build_rows, read_table
from epicrisis.errors import InvalidInput
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place, Problem


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
