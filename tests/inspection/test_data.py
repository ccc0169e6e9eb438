"""What the data of a case come to before anybody reads the manuscript."""

from __future__ import annotations

from epicrisis.inspection.data import inspect_data
from epicrisis.paths import TABLE_NAMES, ProjectPaths
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.listening import recording


def test_values_and_tables_are_at_hand(small_project: ProjectPaths) -> None:
    """Those that a manuscript can name and include; figures come later."""
    inspection = inspect_data(small_project, "tiny")

    assert inspection.values["mrd"]["relapse"]["value_percent"].startswith("[0.5%]")
    assert tuple(sorted(inspection.tables)) == TABLE_NAMES
    assert "0.5" in inspection.tables["mrd"]()
    assert "figures" not in inspection.values


def test_data_that_cannot_be_read_come_to_findings_alone(small_project: ProjectPaths) -> None:
    """Nothing follows from them."""
    (small_project.case_data("tiny") / "mrd.csv").write_text("id\n", encoding="utf-8")

    inspection = inspect_data(small_project, "tiny")

    assert [finding.rule for finding in inspection.findings if finding.stops]
    assert (inspection.values, inspection.tables) == ({}, {})


def test_no_word_of_the_manuscript_is_read(small_project: ProjectPaths) -> None:
    """Else a changed sentence would have the data checked again."""
    small_project.report.mkdir(exist_ok=True)
    small_project.manuscript("tiny").write_text("Text.", encoding="utf-8")

    with recording(Grounds(str(small_project.root))) as recorder:
        inspection = inspect_data(small_project, "tiny")
        for make in inspection.tables.values():
            make()

    read = recorder.trace().files
    assert "data/tiny/mrd.csv" in read
    assert "report/tiny.qmd" not in read
