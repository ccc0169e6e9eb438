"""What is measured is a sound project of the size asked for, and the table says what was missed."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from epicrisis.inspection.whole import check
from epicrisis.paths import ProjectPaths

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def synthetic(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that makes projects; the folder of scripts is no package."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import synthetic

    return synthetic


@pytest.fixture
def build(synthetic: ModuleType) -> ModuleType:  # noqa: ARG001  # it makes the folder importable
    """The script that measures."""
    for name in ("build", "preview"):  # of these names there may be others
        sys.modules.pop(name, None)
    import build

    return build


def test_a_project_has_the_size_asked_for_and_no_fault(synthetic: ModuleType, tmp_path: Path) -> None:
    """Nothing in it stops a build, and it says that it is synthetic."""
    paths = synthetic.make_project(tmp_path / "project", events=60, notebooks=5)

    with (paths.case_data("demo") / "events.csv").open(encoding="utf-8") as stream:
        events = list(csv.DictReader(stream))

    assert (len(events), len(paths.notebook_files())) == (60, 5)
    assert {event["basis"] for event in events} == {"synthetic"}
    assert [str(finding) for finding in check(paths, "demo") if finding.stops] == []


def test_changes_are_new_each_time(synthetic: ModuleType, tmp_path: Path) -> None:
    """A value or sentence that was there before would come from the cache."""
    import edits

    paths = synthetic.make_project(tmp_path / "project", events=29, notebooks=1)
    files = (paths.case_data("demo") / "mrd.csv", paths.manuscript("demo"))
    seen = {tuple(file.read_text(encoding="utf-8") for file in files)}

    for number in (1, 2, 3):
        edits.change_datum(paths, number)
        edits.change_sentence(paths, number)
        seen.add(tuple(file.read_text(encoding="utf-8") for file in files))

    assert len(seen) == 4
    assert "0.603" in files[0].read_text(encoding="utf-8")
    assert "version 3 of the text" in files[1].read_text(encoding="utf-8")


def test_what_is_missed_is_said(build: ModuleType) -> None:
    """On the bound an expectation is met, above it is missed."""
    taken = {"notebooks": 9.0, "html": 0.4, "typst": 0.4, "pdf": 0.2, "cold": 4.0, "datum": 2.5, "prose": 1.5}
    met = build.Sample(3, 100, {name: [value] for name, value in {**taken, "no-op": 0.2}.items()}, 400.0)
    missed = build.Sample(3, 100, {name: [value] for name, value in {**taken, "no-op": 0.3}.items()}, 401.0)

    missed.seconds["sentence on page"] = [0.8]
    met.seconds["sentence on page"] = [0.7]

    assert list(build.verdict_lines([met])) == []
    assert list(build.verdict_lines([missed])) == [
        "missed: no-op with 3 notebooks, 100 events took 0.03 ×, expected at most 0.02 ×",
        "missed: sentence on page with 3 notebooks, 100 events took 0.80 s, expected at most 0.7 s",
        "missed: 3 notebooks, 100 events took 401 MB, expected at most 400 MB",
    ]


def test_a_real_report_is_measured_too(build: ModuleType) -> None:  # noqa: ARG001  # it makes the folder importable
    """Beside all of the same work in sequence, and a sentence beside bare pandoc and Typst."""
    import report

    parts = {"notebooks": 6.0, "html": 1.0, "typst": 0.5, "pdf": 0.5}
    builds = {"cold": 4.0, "datum": 2.0, "prose": 2.4, "no-op": 0.2}
    taken = {**parts, **builds, "sentence on page": 0.6, "datum on page": 1.2}
    sample = report.Sample(0, 0, {name: [value] for name, value in taken.items()}, 300.0)

    lines = [*report.lines("demo", sample)]

    assert "| everything anew: `build` | 4.00 s | 0.50 × | at most 0.4 × |" in lines
    assert "| a sentence changes: `build` | 2.40 s | 1.20 × | at most 1.5 × |" in lines
    assert "| a datum changes: `preview` | 1.20 s |  | under 1.5 s |" in lines


def test_a_datum_of_a_real_report_is_changed_in_its_copy(
    build: ModuleType,  # noqa: ARG001  # as above
    tmp_path: Path,
) -> None:
    """By digits behind the first value; the repository stays as it is."""
    import report

    paths = report.copy_project(tmp_path)
    own = report.REPOSITORY / "data" / "li2025" / "mrd.csv"
    before = own.read_text(encoding="utf-8")

    report.change_datum(paths, "li2025", 11)

    changed = (paths.case_data("li2025") / "mrd.csv").read_text(encoding="utf-8")
    assert changed == before.replace(",=,0.01,", ",=,0.0111,", 1) != before
    assert own.read_text(encoding="utf-8") == before


def test_the_baseline_gets_the_text_that_a_writer_has(build: ModuleType, small_project: ProjectPaths) -> None:  # noqa: ARG001  # it makes the folder importable
    """Includes and values are in it, but no list of keywords, on which pandoc's template breaks."""
    import baseline

    small_project.report.mkdir(exist_ok=True)
    (small_project.report / "part.md").write_text("MRD was {{< var tiny.mrd.text >}}.\n", encoding="utf-8")
    text = "---\ntitle: T\nkeywords:\n  - one\n  - two\n---\n\n{{< include part.md >}}\n"
    small_project.manuscript("tiny").write_text(text, encoding="utf-8")
    small_project.variables.write_text('tiny: {mrd: {text: "[0.5%](#d){.datum}"}}', encoding="utf-8")

    plain = baseline.plain_text(small_project, "tiny")

    assert plain.split() == ["---", "title:", "T", "---", "MRD", "was", "0.5%."]


def test_what_pandoc_takes_minutes_for_flatters_nobody(build: ModuleType, tmp_path: Path) -> None:  # noqa: ARG001  # it makes the folder importable
    """The page of a notebook that has printed a very long line is no work of the baseline."""
    import baseline

    outputs = [{"output_type": "stream", "text": ["short\n", "x" * 70]}, {"output_type": "display_data"}]
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": outputs}]
    (tmp_path / "some.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")

    assert baseline.longest_line(tmp_path / "some.ipynb") == 70
