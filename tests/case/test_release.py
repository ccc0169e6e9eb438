"""Releases of the case data."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.release import (
    CHANGELOG,
    MANY_ROWS,
    RECORD,
    digest_rows,
    main,
    parse_releases,
    record_release,
    release_of,
    released_rows,
)
from epicrisis.case.schema import TABLE_BY_NAME
from epicrisis.case.tables import parse_rows
from epicrisis.digests import digest_value
from epicrisis.errors import UsageError
from epicrisis.paths import ProjectPaths
from repository import commit_all
from small_case import CASE_ID, TABLES_TEXT, write_case

ENTRY = "# Changes\n\n## 0.1.0 (2024-02-29)\n\nFirst version.\n"


@pytest.fixture
def project(small_project: ProjectPaths) -> ProjectPaths:
    """The small case with a changelog."""
    (small_project.case_data(CASE_ID) / CHANGELOG).write_text(ENTRY, encoding="utf-8")
    return small_project


def test_a_release_is_recorded_with_the_digests_of_its_tables(project: ProjectPaths) -> None:
    """And reads back to what it was."""
    file = record_release(project, CASE_ID)

    releases = parse_releases(file.read_text(encoding="utf-8"))
    assert project.case_data(CASE_ID) / RECORD == file
    assert {"0.1.0": release_of(load_case(project, CASE_ID))} == releases


def test_order_and_quotes_of_a_table_do_not_count(project: ProjectPaths, tmp_path: Path) -> None:
    """A spreadsheet may sort and quote as it likes."""
    header, *rows = TABLES_TEXT["markers"].replace("cd19,bone marrow", 'cd19,"bone marrow"').splitlines()
    other = tmp_path / "other"
    other.mkdir()
    changed = write_case(other, tables={"markers": "\r\n".join([header, *reversed(rows)])})

    assert release_of(load_case(project, CASE_ID)) == release_of(load_case(changed, CASE_ID))


@pytest.mark.parametrize("note", ["", "plain, with 100 %s {x}", "é—µ", 'he said "no"', "a\\\\b", "a\u00a0b", "%"])
def test_a_long_table_has_the_digest_of_its_json(note: str) -> None:
    """Whatever its cells hold: what was recorded of it is still true."""
    header, row, *_ = TABLES_TEXT["markers"].splitlines()
    cells = dict(zip(header.split(","), next(csv.reader([row])), strict=True))
    text = io.StringIO()
    writer = csv.DictWriter(text, cells)
    writer.writeheader()
    writer.writerows({**cells, "id": f"m{number % 7}_{number}", "note": note} for number in range(MANY_ROWS + 1))

    rows = parse_rows(text.getvalue(), TABLE_BY_NAME["markers"], "markers.csv")

    assert rows is not None
    assert digest_rows(rows) == digest_value({row.id: row.printed for row in rows})


def test_a_version_without_a_changelog_entry_is_not_recorded(project: ProjectPaths) -> None:
    """A release says what is in it."""
    (project.case_data(CASE_ID) / CHANGELOG).write_text("# Changes\n\n## 0.0.9\n", encoding="utf-8")

    with pytest.raises(UsageError, match=r"CHANGELOG\.md: there is no entry for version 0\.1\.0"):
        record_release(project, CASE_ID)


def test_a_recorded_version_is_not_recorded_anew_with_other_data(project: ProjectPaths) -> None:
    """What was released stays what it was; the same data again are no matter."""
    file = record_release(project, CASE_ID)
    before = file.read_bytes()
    record_release(project, CASE_ID)
    table = project.case_data(CASE_ID) / "mrd.csv"
    table.write_text(TABLES_TEXT["mrd"].replace("=,0.5,", "=,0.6,"), encoding="utf-8")

    with pytest.raises(UsageError, match=r"version 0\.1\.0 is recorded with other data"):
        record_release(project, CASE_ID)

    assert before == file.read_bytes()


def test_earlier_releases_stay_in_the_record(project: ProjectPaths) -> None:
    """In the order in which they came."""
    record_release(project, CASE_ID)
    package = project.case_data(CASE_ID) / "datapackage.json"
    text = package.read_text(encoding="utf-8").replace('"version": "0.1.0"', '"version": "0.2.0"')
    package.write_text(text, encoding="utf-8")
    (project.case_data(CASE_ID) / CHANGELOG).write_text(f"{ENTRY}\n## 0.2.0\n", encoding="utf-8")

    file = record_release(project, CASE_ID)

    assert ["0.1.0", "0.2.0"] == list(json.loads(file.read_text(encoding="utf-8")))


def test_rows_of_a_release_are_found_in_the_history(project: ProjectPaths) -> None:
    """However many commits ago, and none where no commit holds them."""
    table, schema = project.case_data(CASE_ID) / "mrd.csv", TABLE_BY_NAME["mrd"]
    released = load_case(project, CASE_ID).mrd
    commit_all(project.root)
    for value in ("0.6", "0.7"):
        table.write_text(TABLES_TEXT["mrd"].replace("=,0.5,", f"=,{value},"), encoding="utf-8")
        commit_all(project.root)

    found = released_rows(project, CASE_ID, schema, digest_rows(released))

    assert {row.id: row for row in released} == found
    assert released_rows(project, CASE_ID, schema, "0" * 64) is None


@pytest.mark.parametrize("text", ["", "[]", '{"1.0.0": {}}', '{"1.0.0": []}'])
def test_a_broken_record_is_told_apart(text: str) -> None:
    """It is no record at all."""
    with pytest.raises(ValueError, match=r"."):
        parse_releases(text)


def test_the_command_names_the_file_or_what_is_missing(
    project: ProjectPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a traceback."""
    folder = str(project.case_data(CASE_ID))
    code = main([folder])
    (project.case_data(CASE_ID) / CHANGELOG).unlink()

    refused = main([folder])

    printed = capsys.readouterr()
    assert (0, 2) == (code, refused)
    assert "data/tiny/versions.json\n" == printed.out
    assert "there is no entry for version 0.1.0" in printed.err
