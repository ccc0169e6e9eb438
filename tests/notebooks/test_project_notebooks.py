"""The project's own notebooks run on a case that they have never seen."""

from __future__ import annotations

import shutil
from pathlib import Path

from epicrisis.notebooks.execute import execute_notebooks
from epicrisis.notebooks.figure_files import publish_figures, read_figure_words
from epicrisis.notebooks.run import Job
from epicrisis.notebooks.store import notebook_bytes
from epicrisis.paths import FIGURE_FORMATS, FIGURE_STEMS, ProjectPaths

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SUFFIXES = (*FIGURE_FORMATS, "json", "csv")


def test_every_figure_of_another_case_is_made(small_project: ProjectPaths, tmp_path: Path) -> None:
    """Five files a figure, its words in the notebook too, no warning, and the same bytes the second time."""
    shutil.copytree(NOTEBOOKS, small_project.notebooks)
    notebooks = small_project.notebook_files()
    figures = small_project.case_figures("tiny")

    first = execute_notebooks(notebooks, Job(small_project, "tiny", tmp_path / "first", 300))
    published = publish_figures(tmp_path / "first", figures)
    second = execute_notebooks(notebooks, Job(small_project, "tiny", tmp_path / "second", 300))
    changed = publish_figures(tmp_path / "second", figures)

    assert {path.name for path in published} == {
        f"{stem}.{suffix}" for stem in FIGURE_STEMS for suffix in SUFFIXES
    }
    assert changed == ()
    assert [notebook_bytes(notebook) for notebook in first] == [notebook_bytes(notebook) for notebook in second]
    assert [notebook.warnings for notebook in first] == ["", "", ""]
    for notebook in first:
        shown = "".join(str(output) for cell in notebook.node.cells for output in cell.get("outputs", []))
        assert "image/png" in shown
        assert repr(read_figure_words(figures)[notebook.stem]["description"])[1:40] in shown
