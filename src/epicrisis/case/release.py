"""Releases of the case data: what each version holds, recorded so that a silent change of it is seen.

Run `python -m epicrisis.case.release data/<case>` when a version of the data is finished: it writes the version
and the digests of the tables into `versions.json`. Commit that file with the data.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

from epicrisis.atomic import write_if_changed
from epicrisis.case.load import load_case
from epicrisis.case.model import Case, Row
from epicrisis.case.recollection import remembered_text
from epicrisis.case.schema import TABLES, TableSchema
from epicrisis.case.tables import parse_rows
from epicrisis.digests import digest_bytes, digest_value
from epicrisis.errors import EpicrisisError, UsageError
from epicrisis.git import git
from epicrisis.paths import ProjectPaths, find_project

RECORD = "versions.json"
CHANGELOG = "CHANGELOG.md"
MANY_ROWS = 1000


@dataclass(frozen=True)
class Release:
    """What one version of the data holds.

    Args:
        version: Semantic version of the data.
        day_zero: Id of the event that days are counted from.
        synthetic: Whether the whole case is made up.
        tables: SHA-256 of each table's rows by its name.
    """

    version: str
    day_zero: str
    synthetic: bool
    tables: Mapping[str, str]

    def as_record(self) -> dict[str, Any]:
        """Return it as one JSON object."""
        return {
            "day_zero": self.day_zero,
            "synthetic": self.synthetic,
            "tables": dict(sorted(self.tables.items())),
        }


def digest_rows(rows: Iterable[Row]) -> str:
    """Return the SHA-256 of rows as printed, by their ids: neither their order nor their quotes count."""
    printed = {row.id: row.printed for row in rows}
    text = _as_json(printed)
    return digest_value(printed) if text is None else digest_bytes(text.encode())


def _as_json(printed: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return the canonical JSON of a long table, in half the time; None if a cell cannot stand in it as it is."""
    if len(printed) < MANY_ROWS:
        return None
    columns = sorted(next(iter(printed.values())))
    row = '"%s":{' + ",".join(f'"{column}":"%s"' for column in columns) + "}"
    cells = itemgetter(*columns)
    text = ",".join([row % (name, *cells(printed[name])) for name in sorted(printed)])
    quotes = len(printed) * (2 + 4 * len(columns))
    is_plain = text.isprintable() and "\\" not in text and text.count('"') == quotes
    return f"{{{text}}}" if is_plain else None


def release_of(case: Case) -> Release:
    """Return the data of a case as a release."""

    def digest(table: str) -> str:
        return remembered_text(case, f"digest of {table}", (table,), lambda: digest_rows(case.rows(table)))

    tables = {schema.name: digest(schema.name) for schema in TABLES}
    return Release(case.version, case.day_zero, case.synthetic, tables)


def parse_releases(text: str) -> Mapping[str, Release]:
    """Parse `versions.json`.

    Args:
        text: Its content.

    Returns:
        The releases by version.

    Raises:
        ValueError: If it is no such file.
    """
    try:
        return {
            version: Release(version, record["day_zero"], record["synthetic"], dict(record["tables"]))
            for version, record in json.loads(text).items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a record of versions ({error})") from error


def has_entry(changelog: str, version: str) -> bool:
    """Whether a changelog has a heading for a version.

    >>> has_entry("## 1.0.0 – 2026-11-22", "1.0.0"), has_entry("## 1.0.0-rc", "1.0.0"), has_entry("1.0.0", "1.0.0")
    (True, False, False)
    """
    return re.search(rf"^#+\s+\[?v?{re.escape(version)}(?![\w.+-])", changelog, re.MULTILINE) is not None


def released_rows(paths: ProjectPaths, case_id: str, schema: TableSchema, digest: str) -> Mapping[str, Row] | None:
    """Return the rows of a table as a release had them, from the history of the project.

    Args:
        paths: The project.
        case_id: The case.
        schema: The table.
        digest: What the release recorded of its rows.

    Returns:
        The rows by id; None where no commit at hand holds them, or there is no git.
    """
    file = paths.relative(paths.case_data(case_id) / f"{schema.name}.csv")
    for commit in (git(paths.root, "log", "--format=%H", "--", file) or "").split():
        text = git(paths.root, "show", f"{commit}:./{file}")
        rows = parse_rows(text, schema, file) if text is not None else None
        if rows is not None and digest_rows(rows) == digest:
            return {row.id: row for row in rows}
    return None


def record_release(paths: ProjectPaths, case_id: str) -> Path:
    """Record the data of a case under their version.

    Args:
        paths: The project.
        case_id: The case.

    Returns:
        The file.

    Raises:
        InvalidInput: If the data have problems.
        UsageError: If the changelog says nothing of the version, or it is recorded with other data.
    """
    release = release_of(load_case(paths, case_id))
    folder = paths.case_data(case_id)
    file, changelog = folder / RECORD, folder / CHANGELOG
    known = dict(parse_releases(file.read_text(encoding="utf-8"))) if file.is_file() else {}
    if not changelog.is_file() or not has_entry(changelog.read_text(encoding="utf-8"), release.version):
        name = paths.relative(changelog)
        raise UsageError(f"{name}: there is no entry for version {release.version}. Say what is in it.")
    if known.setdefault(release.version, release) != release:
        message = f"version {release.version} is recorded with other data. Give the data a new version"
        raise UsageError(f"{paths.relative(file)}: {message}.")
    records = {version: known[version].as_record() for version in known}
    write_if_changed(file, (json.dumps(records, indent=2) + "\n").encode())
    return file


def main(folders: Iterable[str]) -> int:
    """Record the data of each folder; return the exit code."""
    try:
        for folder in folders:
            paths = find_project(Path(folder))
            print(paths.relative(record_release(paths, Path(folder).name)))
    except EpicrisisError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
