"""What is known of a case before a notebook runs."""

from __future__ import annotations

import pytest

from epicrisis.errors import UsageError
from epicrisis.inspection.whole import check, inspect
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.listening import recording

MANUSCRIPT = """\
---
title: "Case report"
---

## Course {{care="7"}}

{text}
"""


@pytest.fixture
def paths(small_project: ProjectPaths) -> ProjectPaths:
    """Return the project of `tiny` with a manuscript."""
    small_project.report.mkdir(exist_ok=True)
    return small_project


def write(paths: ProjectPaths, text: str) -> None:
    """Write the manuscript with this text in its section."""
    paths.manuscript("tiny").write_text(MANUSCRIPT.format(text=text), encoding="utf-8")


def test_findings_of_data_text_and_markup_come_together(paths: ProjectPaths) -> None:
    """In one list, whoever finds them."""
    write(paths, "She came on 9 March 2021.\n\n![A scan](nowhere.png){#fig-scan}\n\nSee @fig-other.")

    rules = {finding.rule for finding in check(paths, "tiny")}

    assert {"privacy.text", "manuscript.reference", "care.gvhd", "text.unreferenced"} <= rules


def test_what_a_manuscript_says_is_at_hand(paths: ProjectPaths) -> None:
    """With the values of the data in it."""
    write(paths, "MRD was {{< var tiny.mrd.relapse.text >}}.")

    inspection = inspect(paths, "tiny")

    assert inspection.text is not None
    assert [passage.text for passage in inspection.text.passages if passage.kind == "paragraph"] == [
        "MRD was 0.5%."
    ]


def test_the_tables_that_are_included_are_there_and_no_others(paths: ProjectPaths) -> None:
    """They hold what the data say, whatever lay in their place before."""
    folder = paths.case_tables("tiny")
    folder.mkdir(parents=True)
    for name in ("mrd", "lesions"):
        (folder / f"{name}.md").write_text("old", encoding="utf-8")
    write(paths, "{{< include _tables/tiny/mrd.md >}}")

    inspection = inspect(paths, "tiny")

    assert [path.name for path in folder.iterdir()] == ["mrd.md"]
    assert inspection.text is not None
    assert "0.5" in inspection.text.source.text


def test_a_manuscript_that_cannot_be_read_has_a_finding_and_no_text(paths: ProjectPaths) -> None:
    """It is told once, and no rule of prose runs."""
    paths.manuscript("tiny").write_bytes(b"---\ntitle: x\n---\n\n\xff\xfe")

    inspection = inspect(paths, "tiny")

    assert inspection.text is None
    assert [finding.rule for finding in inspection.findings if finding.stops] == ["manuscript.reference"]


def test_a_case_without_a_manuscript_is_checked_too(small_project: ProjectPaths) -> None:
    """A case that does not exist is a wrong call."""
    assert check(small_project, "tiny") == ()
    with pytest.raises(UsageError):
        check(small_project, "nobody")


def test_a_build_hears_what_every_part_of_a_check_reads(paths: ProjectPaths) -> None:
    """Also of the part that runs aside: a picture that is not there is an answer that may change."""
    write(paths, "![A scan](nowhere.png){#fig-scan}\n\nSee @fig-scan.")

    with recording(Grounds(str(paths.root))) as recorder:
        inspect(paths, "tiny")

    assert "report/nowhere.png" in recorder.trace().files
