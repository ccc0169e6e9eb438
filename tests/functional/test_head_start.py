"""Notebooks draw while the case is checked; a build gives what it would if they had waited."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from epicrisis.errors import InvalidInput
from epicrisis.notebooks.warm import WarmKernels
from epicrisis.paths import ProjectPaths
from epicrisis.pipeline import build
from epicrisis.progress import Progress
from functional.stub_notebooks import write_notebook, write_stub_notebooks
from small_case import CASE_ID

TABLE = f"report/_tables/{CASE_ID}/mrd.md"
QUIET = Progress(quiet=True)


@pytest.fixture
def stubs(project: ProjectPaths) -> ProjectPaths:
    """A project whose notebooks take no time."""
    write_stub_notebooks(project)
    return project


def change_mrd(paths: ProjectPaths) -> None:
    """Write another value into the table of MRD tests."""
    table = paths.case_data(CASE_ID) / "mrd.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",0.5,", ",0.7,", 1), encoding="utf-8")


@pytest.mark.parametrize("code", ["", "assert '0.' + '7' in text"])
def test_a_notebook_that_reads_what_the_check_makes_shows_what_it_made_in_this_build(
    stubs: ProjectPaths, kernels: WarmKernels, code: str
) -> None:
    """It may have read the table of the last build, or failed on it: then it runs again."""
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    change_mrd(stubs)
    table = stubs.root / TABLE
    write_notebook(
        stubs.notebooks / "extra.ipynb", "Extra", f"text = open({str(table)!r}).read()\n{code}\nprint(text)"
    )

    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

    page = (stubs.case_build(CASE_ID) / "notebooks" / "extra.html").read_text(encoding="utf-8")
    assert "0.7" in table.read_text(encoding="utf-8")
    assert "0.7" in page


def test_a_table_that_only_a_notebook_reads_is_made(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """Whoever names its file finds it."""
    table = stubs.case_tables(CASE_ID) / "lesions.md"
    write_notebook(stubs.notebooks / "extra.ipynb", "Extra", f"print(open({str(table)!r}).read())")

    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

    page = (stubs.case_build(CASE_ID) / "notebooks" / "extra.html").read_text(encoding="utf-8")
    assert "Assessment" in page


def test_the_lines_of_notebooks_follow_that_of_the_check(stubs: ProjectPaths, kernels: WarmKernels) -> None:
    """However fast they were."""
    said = io.StringIO()

    build(stubs, CASE_ID, "embedded", None, Progress(said), kernels)

    words = [line.split() for line in said.getvalue().splitlines()]
    stages = [word[0] if word[0].isalpha() else word[-1] for word in words]
    assert stages[0] == "check"
    assert {"timeline", "mrd", "immune_cells"} == set(stages[1:4])
    assert stages[4] == "figures"


def test_a_case_that_does_not_pass_leaves_nothing_of_its_notebooks(
    stubs: ProjectPaths, kernels: WarmKernels, tmp_path: Path
) -> None:
    """They are stopped, and no figure changes."""
    build(stubs, CASE_ID, "embedded", None, QUIET, kernels)
    change_mrd(stubs)
    picture = stubs.case_figures(CASE_ID) / "mrd.json"
    before = picture.read_bytes()
    ended = tmp_path / "ended"
    slow = f"import time, pathlib\ntime.sleep(600)\npathlib.Path({str(ended)!r}).touch()"
    write_notebook(stubs.notebooks / "extra.ipynb", "Extra", slow)
    facts = stubs.case_data(CASE_ID) / "facts.csv"
    facts.write_text(facts.read_text(encoding="utf-8") + "age_2,patient,age,99,years,,Somewhere,reported\n")

    with pytest.raises(InvalidInput):
        build(stubs, CASE_ID, "embedded", None, QUIET, kernels)

    assert picture.read_bytes() == before
    assert not ended.exists()
