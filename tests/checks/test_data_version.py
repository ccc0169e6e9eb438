"""Data that changed under their version."""

from __future__ import annotations

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.release import CHANGELOG, RECORD, record_release
from epicrisis.checks.data_version import MOST_CHANGES, check_data_version
from epicrisis.checks.finding import Finding
from epicrisis.paths import ProjectPaths
from repository import commit_all
from small_case import CASE_ID, TABLES_TEXT


@pytest.fixture
def released(small_project: ProjectPaths) -> ProjectPaths:
    """The small case as version 0.1.0, recorded, in a repository."""
    changelog = small_project.case_data(CASE_ID) / CHANGELOG
    changelog.write_text("## 0.1.0\n\nFirst version.\n", encoding="utf-8")
    record_release(small_project, CASE_ID)
    commit_all(small_project.root)
    return small_project


def write_table(paths: ProjectPaths, name: str, text: str) -> None:
    """Write a table anew."""
    (paths.case_data(CASE_ID) / f"{name}.csv").write_text(text, encoding="utf-8")


def set_package(paths: ProjectPaths, old: str, new: str) -> None:
    """Change something in the data package."""
    package = paths.case_data(CASE_ID) / "datapackage.json"
    text = package.read_text(encoding="utf-8")
    assert old in text
    package.write_text(text.replace(old, new), encoding="utf-8")


def findings_of(paths: ProjectPaths) -> tuple[Finding, ...]:
    """Return what the check has to say."""
    return check_data_version(paths, load_case(paths, CASE_ID))


def told(paths: ProjectPaths) -> list[str]:
    """Return it as place and message."""
    return [f"{finding.place}: {finding.message}" for finding in findings_of(paths)]


def test_data_as_recorded_have_no_findings(released: ProjectPaths) -> None:
    """Nothing changed."""
    assert () == findings_of(released)


def test_a_changed_cell_is_told_with_what_it_was(released: ProjectPaths) -> None:
    """Once it is committed as well: the version is what counts. The build goes on."""
    write_table(released, "mrd", TABLES_TEXT["mrd"].replace("=,0.5,0.01", "=,0.6,"))
    commit_all(released.root)

    expected = [
        "data/tiny/mrd.csv, row 2, column value_percent: relapse was '0.5' in version 0.1.0 and is '0.6' now",
        "data/tiny/mrd.csv, row 2, column lod_percent: relapse was '0.01' in version 0.1.0 and is blank now",
    ]
    assert expected == told(released)
    assert {"warning"} == {finding.severity for finding in findings_of(released)}


def test_new_and_missing_rows_are_told(released: ProjectPaths) -> None:
    """A row that is gone has no place but its table."""
    write_table(released, "markers", TABLES_TEXT["markers"].replace("cd20,", "cd22,"))

    expected = [
        "data/tiny/markers.csv, row 3: the row 'cd22' is not in version 0.1.0",
        "data/tiny/markers.csv: the row 'cd20' has gone since version 0.1.0",
    ]
    assert expected == told(released)


@pytest.mark.parametrize(("extra", "count"), [(0, MOST_CHANGES), (1, MOST_CHANGES + 1), (5, MOST_CHANGES + 1)])
def test_many_changes_are_counted_in_the_end(extra: int, count: int, released: ProjectPaths) -> None:
    """Twenty are told one by one."""
    rows = "".join(f"new_{n},bone marrow,X{n},negative,Test ¶1,synthetic,\n" for n in range(MOST_CHANGES + extra))
    write_table(released, "markers", TABLES_TEXT["markers"] + rows)

    lines = told(released)

    last = f"{extra} more cells and rows are not as in version 0.1.0"
    assert count == len(lines)
    assert bool(extra) is lines[-1].endswith(last)


def test_a_new_version_with_its_entry_is_free_to_change(released: ProjectPaths) -> None:
    """Until it is recorded itself."""
    write_table(released, "mrd", TABLES_TEXT["mrd"].replace("=,0.5,", "=,0.6,"))
    set_package(released, '"version": "0.1.0"', '"version": "0.2.0"')
    (released.case_data(CASE_ID) / CHANGELOG).write_text("## 0.2.0\n\nCorrected.\n", encoding="utf-8")

    assert () == findings_of(released)


def test_a_new_version_needs_its_entry(released: ProjectPaths) -> None:
    """The number alone says nothing."""
    set_package(released, '"version": "0.1.0"', '"version": "0.2.0"')

    assert ["data/tiny/CHANGELOG.md: there is no entry for version 0.2.0 of the data"] == told(released)


def test_another_day_0_is_a_change_of_the_data(released: ProjectPaths) -> None:
    """It moves every day."""
    set_package(released, '"day_zero": "graft"', '"day_zero": "diagnosis"')

    expected = "data/tiny/datapackage.json: 'day_zero' was graft in version 0.1.0 and is diagnosis now"
    assert [expected] == told(released)


def test_without_git_the_table_is_named(released: ProjectPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record alone knows that it changed."""
    write_table(released, "mrd", TABLES_TEXT["mrd"].replace("=,0.5,", "=,0.6,"))
    monkeypatch.setenv("PATH", "")

    message = "this table is not as recorded for version 0.1.0, and no commit at hand holds it as it was"
    assert [f"data/tiny/mrd.csv: {message}"] == told(released)


def test_a_case_without_a_record_is_not_guarded(small_project: ProjectPaths) -> None:
    """Nothing was released yet."""
    assert () == findings_of(small_project)


def test_a_broken_record_is_a_finding(released: ProjectPaths) -> None:
    """And no traceback."""
    (released.case_data(CASE_ID) / RECORD).write_text("{", encoding="utf-8")

    (finding,) = findings_of(released)

    assert ("version.record", "warning") == (finding.rule, finding.severity)
