"""Are the data still those of their version? What changed without a new version is told cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from epicrisis.case.difference import CellChange, Change, RowAdded, compare_rows
from epicrisis.case.model import Case, Row
from epicrisis.case.release import CHANGELOG, RECORD, Release, has_entry, parse_releases, release_of, released_rows
from epicrisis.case.schema import TABLE_BY_NAME
from epicrisis.checks.finding import Finding
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place

# More than these nobody reads one by one; the rest of a table is counted.
MOST_CHANGES = 20
FIX = (
    "Give the data a new version in datapackage.json, say in CHANGELOG.md what changed, "
    "then run python -m epicrisis.case.release {folder}"
)


def check_data_version(paths: ProjectPaths, case: Case) -> tuple[Finding, ...]:
    """Hold the data of a case against what was recorded of their version.

    Args:
        paths: The project; its history tells what a changed cell was before.
        case: The case.

    Returns:
        A warning for each changed cell and row. A case whose versions are not recorded has none.
    """
    folder = paths.case_data(case.id)
    record, changelog = folder / RECORD, folder / CHANGELOG
    if not record.is_file():
        return ()
    name = paths.relative(folder)
    try:
        releases = parse_releases(record.read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"not a record of versions ({error})"
        return (
            Finding("version.record", "warning", Place(f"{name}/{RECORD}"), message, "Take the committed one"),
        )
    text = changelog.read_text(encoding="utf-8", errors="replace") if changelog.is_file() else ""
    release = releases.get(case.version)
    changed = _check_release(paths, case, release, name) if release else ()
    return (*_check_changelog(case.version, text, f"{name}/{CHANGELOG}"), *changed)


def _check_changelog(version: str, text: str, name: str) -> Iterator[Finding]:
    if not has_entry(text, version):
        message = f"there is no entry for version {version} of the data"
        yield Finding("version.changelog", "warning", Place(name), message, f'Add "## {version}" and what changed')


def _check_release(paths: ProjectPaths, case: Case, release: Release, name: str) -> Iterator[Finding]:
    now = release_of(case)
    for key in ("day_zero", "synthetic"):
        old, new = getattr(release, key), getattr(now, key)
        if old != new:
            message = f"'{key}' was {old} in version {release.version} and is {new} now"
            yield Finding(
                "version.data", "warning", Place(f"{name}/datapackage.json"), message, FIX.format(folder=name)
            )
    for table in (table for table, digest in now.tables.items() if release.tables.get(table) != digest):
        schema = TABLE_BY_NAME[table]
        before = released_rows(paths, case.id, schema, release.tables.get(table, ""))
        yield from table_findings(table, before, case.rows(table), release.version, name)


def table_findings(
    table: str, before: Mapping[str, Row] | None, after: Iterable[Row], version: str, folder: str
) -> Iterator[Finding]:
    """Tell what changed in a table since its version was recorded.

    Args:
        table: Name of the table.
        before: Its rows as recorded, by id; None where nobody knows them any more.
        after: Its rows now.
        version: The version.
        folder: The folder of the data, for messages.
    """
    path, fix = f"{folder}/{table}.csv", FIX.format(folder=folder)
    if before is None:
        message = f"this table is not as recorded for version {version}, and no commit at hand holds it as it was"
        yield Finding("version.data", "warning", Place(path), message, fix)
        return
    changes = compare_rows(table, before, {row.id: row for row in after})
    for change in changes[:MOST_CHANGES]:
        yield Finding("version.data", "warning", _place(change, path), _told(change, version), fix)
    if more := len(changes) - MOST_CHANGES:
        message = f"{more} more cells and rows are not as in version {version}"
        yield from [Finding("version.data", "warning", Place(path), message, fix)] if more > 0 else []


def _place(change: Change, path: str) -> Place:
    if isinstance(change, CellChange):
        return Place(path, row=change.after.row, column=change.column)
    return Place(path, row=change.after.row) if isinstance(change, RowAdded) else Place(path)


def _told(change: Change, version: str) -> str:
    if isinstance(change, CellChange):
        old, new = (f"'{cell}'" if cell else "blank" for cell in (change.old, change.new))
        return f"{change.id} was {old} in version {version} and is {new} now"
    state = "is not in" if isinstance(change, RowAdded) else "has gone since"
    return f"the row '{change.id}' {state} version {version}"
