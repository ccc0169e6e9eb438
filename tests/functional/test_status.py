"""`epicrisis status`: each step fresh, or stale because of a file, and of which rows of a table."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from epicrisis.paths import ProjectPaths
from epicrisis.stages.status import case_status
from functional.conftest import Command, write_project
from small_case import CASE_ID

Change = Callable[[ProjectPaths], object]


def stale(paths: ProjectPaths) -> dict[str, str]:
    """Return the reasons of every stale step, by its name."""
    return {state.name: "; ".join(state.reasons) for state in case_status(paths, CASE_ID) if not state.is_fresh}


def test_all_steps_of_a_build_are_fresh_after_it(project: ProjectPaths) -> None:
    """Also in a copy of the project, because names and not places are recorded."""
    assert stale(project) == {}


def test_what_was_never_built_is_stale(tmp_path: Path) -> None:
    """The check and every notebook say so."""
    paths = write_project(tmp_path)

    assert stale(paths)["notebook mrd"] == "it was never done"


def test_a_touched_file_is_fresh(project: ProjectPaths) -> None:
    """Only what a file holds decides."""
    os.utime(project.case_data(CASE_ID) / "mrd.csv")
    os.utime(project.manuscript(CASE_ID))

    assert stale(project) == {}


def test_the_rows_of_a_table_are_named(project: ProjectPaths) -> None:
    """Changed, removed and added ones."""
    table = project.case_data(CASE_ID) / "mrd.csv"
    lines = table.read_text(encoding="utf-8").replace(",0.5,", ",0.7,", 1).splitlines()
    kept = [line for line in lines if not line.startswith("marrow_2,")]
    new = kept[-1].replace("marrow_1,", "marrow_3,")
    table.write_text("\n".join([*kept, new]) + "\n", encoding="utf-8")

    reason = stale(project)["notebook mrd"]

    assert reason == "data/tiny/mrd.csv: rows relapse changed, marrow_3 added, marrow_2 removed"


@pytest.mark.parametrize(
    ("change", "step", "reason"),
    [
        (lambda paths: (paths.report / "references.bib").unlink(), "render html", "report/references.bib is gone"),
        (lambda paths: paths.claims(CASE_ID).write_text(""), "check data", "report/tiny.claims.yml is new"),
        (
            lambda paths: (paths.report / "draft.qmd").write_text("{{< include _tables/tiny/lesions.md >}}"),
            "check data",
            "the text names other generated tables",
        ),
        (lambda paths: (paths.report / "scan.png").touch(), "check text", "report/scan.png is new"),
        (
            lambda paths: (paths.case_data(CASE_ID) / "notes.txt").touch(),
            "values",
            "data/tiny/notes.txt is new; the colophon prints a digest of it",
        ),
        (
            lambda paths: (paths.report / "theme" / "typst-show.typ").write_text("// other"),
            "render pdf",
            "report/theme/typst-show.typ changed",
        ),
        (lambda paths: (paths.notebooks / "mrd.ipynb").unlink(), "notebook mrd", "the notebook is gone"),
        (
            lambda paths: (paths.case_figures(CASE_ID) / "mrd.svg").unlink(),
            "outputs",
            "figures/tiny/mrd.svg is gone since the build",
        ),
    ],
)
def test_what_makes_a_step_stale_is_named(change: Change, step: str, reason: str, project: ProjectPaths) -> None:
    """A changed, removed or renamed file, and one that a pattern now finds."""
    change(project)

    assert reason in stale(project)[step]


def test_prose_of_a_notebook_leaves_its_figure_fresh(project: ProjectPaths) -> None:
    """Its page is stale, but no kernel has to run; a changed code cell is another matter."""
    path = project.notebooks / "mrd.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = ["# Another title"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    prose = stale(project)
    notebook["cells"][-1]["source"] = ["drawing.table.head(1)"]
    path.write_text(json.dumps(notebook), encoding="utf-8")

    assert "notebook mrd" not in prose
    assert prose["page mrd"] == "notebooks/mrd.ipynb changed"


def test_the_command_says_it_in_words_and_as_json(epicrisis: Command, project: ProjectPaths) -> None:
    """One line a step; programs get the reasons as a list."""
    with project.manuscript(CASE_ID).open("a", encoding="utf-8") as manuscript:
        manuscript.write("changed")

    words, data = epicrisis("status"), epicrisis("status", "--format", "json")

    assert "check data             fresh\ncheck text             stale  report/tiny.qmd changed" in words.output
    assert "notebook mrd           fresh" in words.output
    stale = {"step": "check text", "fresh": False, "reasons": ["report/tiny.qmd changed"]}
    assert json.loads(data.output)[1] == stale
