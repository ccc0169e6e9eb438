"""Notebooks run side by side, each in a kernel of its own, and give the same bytes every time."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from epicrisis.errors import NotebookFailed
from epicrisis.notebooks.execute import ExecutedNotebook, execute_notebooks
from epicrisis.notebooks.run import Job
from epicrisis.notebooks.store import notebook_bytes
from epicrisis.paths import ProjectPaths

PARAMETERS = {"cell_type": "code", "execution_count": None, "metadata": {"tags": ["parameters"]}, "outputs": []}
MARKDOWN = {"cell_type": "markdown", "metadata": {"collapsed": True}, "source": "Some words."}

# What the kernel says about itself.
TRANSPORT = 'from ipykernel.connect import get_connection_info\nget_connection_info(unpack=True)["transport"]'
VARIABLES = "import os\nprint(*(f'{name}={os.environ.get(name)}' for name in %r), sep='\\n')"


def printed(executed: ExecutedNotebook) -> str:
    """Return what the cells of a notebook printed."""
    outputs = [output for cell in executed.node.cells for output in cell.get("outputs", [])]
    return "".join(output["text"] for output in outputs if output["output_type"] == "stream")


def result(executed: ExecutedNotebook) -> Any:
    """Return the last value that a notebook displayed, as text."""
    return executed.node.cells[-1].outputs[-1]["data"]["text/plain"]


def test_the_case_is_injected_after_the_parameters(run_cells: Any) -> None:
    """A cell below the parameters gives the case of this build, so that the notebook itself names none."""
    executed = run_cells({**PARAMETERS, "source": 'case_id = ""'}, "print(case_id)")

    assert printed(executed) == "tiny\n"
    assert executed.node.cells[1].metadata == {"tags": ["injected-parameters"]}
    assert executed.node.cells[1].source == '# Set by the build.\ncase_id = "tiny"'


def test_only_this_run_leaves_traces(run_cells: Any) -> None:
    """Outputs, counts, times and editor metadata of the file do not reach the executed notebook."""
    executed = run_cells(MARKDOWN, "1 + 1", "")

    assert [cell.metadata for cell in executed.node.cells] == [{}, {"tags": []}, {"tags": []}]
    assert [cell.id for cell in executed.node.cells] == ["id-1", "id-2", "id-3"]
    assert [cell.get("execution_count") for cell in executed.node.cells] == [None, 1, None]
    assert set(executed.node.metadata) == {"kernelspec", "language_info"}
    assert "earlier" not in notebook_bytes(executed).decode()


def test_two_runs_give_the_same_bytes_wherever_they_are(
    tmp_path: Path, run_cells: Any, write_notebook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another project folder, hash seed, time zone or temporary folder changes no byte, also in the presence of
    paths and sets.
    """
    cells = (
        "import os, time\nprint({'a', 'b', 'c', 'd'}, time.localtime(0).tm_hour)",
        "print(os.getcwd(), os.environ['EPICRISIS_FIGURES'], os.__file__, sep='\\n')",
        "import warnings\nwarnings.warn('careful')",
    )
    here = run_cells(*cells)
    moved = ProjectPaths(tmp_path / "else" / "where")
    moved.notebooks.mkdir(parents=True)
    notebook = write_notebook(*cells).rename(moved.notebooks / "demo.ipynb")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    (there,) = execute_notebooks([notebook], Job(moved, "tiny", tmp_path / "staged", 120))

    assert notebook_bytes(here) == notebook_bytes(there)
    assert str(tmp_path) not in notebook_bytes(here).decode()
    assert "\nfigures/tiny\n" in printed(here)


def test_what_a_cell_prints_is_one_output(run_cells: Any) -> None:
    """However long it takes over it: a kernel sends what there is a few times a second."""
    executed = run_cells("import time\nfor word in 'abc':\n    print(word, flush=True)\n    time.sleep(0.3)")

    assert [output.text for output in executed.node.cells[-1].outputs] == ["a\nb\nc\n"]


def test_warnings_are_told_apart_from_the_notebook(run_cells: Any) -> None:
    """A warning holds the paths of one machine: it is handed to the caller and not kept in the notebook."""
    executed = run_cells("import warnings\nwarnings.warn('careful')\nprint('done')")

    assert executed.warnings.startswith("<cell>:2: UserWarning: careful")
    assert printed(executed) == "done\n"


def test_kernels_talk_over_ipc(run_cells: Any) -> None:
    """Nobody else on the machine or network can reach a kernel."""
    assert result(run_cells(TRANSPORT)) == "'ipc'"


def test_a_long_temporary_folder_is_no_obstacle(
    run_cells: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A socket's path has hardly more than 100 characters, and some systems have longer temporary folders."""
    long_folder = tmp_path / ("x" * 120)
    long_folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long_folder))

    assert result(run_cells("40 + 2")) == "42"


def test_kernels_leave_nothing_behind(
    run_cells: Any, project: ProjectPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No history, profile or cache in the user's home, and no private folder after the run."""
    home, temporary = tmp_path / "home", tmp_path / "t"
    home.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    # A temporary folder below pytest's would be too long for sockets, and then /tmp is taken.
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    run_cells("import matplotlib.font_manager")

    assert list(home.rglob("*")) == []
    assert list(temporary.iterdir()) == []
    assert [path.name for path in project.cache.iterdir()] == ["matplotlib"]


def test_the_environment_is_that_of_the_build(
    run_cells: Any, project: ProjectPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notebook is told project, case and staging folder, and the date is that of the data version."""
    package = project.case_data("tiny") / "datapackage.json"
    package.parent.mkdir(parents=True)
    package.write_text('{"created": "2025-08-20T00:00:00Z"}', encoding="utf-8")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere.py")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    names = ("EPICRISIS_CASE", "SOURCE_DATE_EPOCH", "PYTHONHASHSEED", "PYTHONSTARTUP", "MPLBACKEND")

    executed = run_cells(VARIABLES % (names,))

    assert printed(executed).splitlines() == [
        "EPICRISIS_CASE=tiny",
        "SOURCE_DATE_EPOCH=1755648000",
        "PYTHONHASHSEED=0",
        "PYTHONSTARTUP=None",
        "MPLBACKEND=agg",
    ]


def test_notebooks_come_back_in_their_order(project: ProjectPaths, write_notebook: Any) -> None:
    """The order of the results is that of the files, whichever is done first, and each is reported."""
    write_notebook("import time\ntime.sleep(1.5)\nprint('a')", name="a.ipynb")
    write_notebook("print('b')", name="b.ipynb")
    write_notebook("print('c')", name="c.ipynb")
    done: list[str] = []

    executed = execute_notebooks(
        project.notebook_files(),
        Job(project, "tiny", project.root / "staging", 120),
        lambda stem, _seconds: done.append(stem),
    )

    assert [notebook.stem for notebook in executed] == ["a", "b", "c"]
    assert [printed(notebook) for notebook in executed] == ["a\n", "b\n", "c\n"]
    assert sorted(done) == ["a", "b", "c"]


def test_all_failures_are_told_at_once(project: ProjectPaths, write_notebook: Any) -> None:
    """Two broken notebooks take one round to find, and a good one beside them changes nothing."""
    write_notebook("1 / 0", name="a.ipynb")
    write_notebook("1", name="b.ipynb")
    write_notebook("[][0]", name="c.ipynb")

    with pytest.raises(NotebookFailed) as failure:
        execute_notebooks(project.notebook_files(), Job(project, "tiny", project.root / "staging", 120))

    assert str(failure.value).splitlines() == [
        "notebooks/a.ipynb, code cell 1, line 1: ZeroDivisionError: division by zero",
        "notebooks/c.ipynb, code cell 1, line 1: IndexError: list index out of range",
    ]


def test_no_notebooks_is_no_error(project: ProjectPaths) -> None:
    """A project may have no notebook at all."""
    assert execute_notebooks([], Job(project, "tiny", project.root / "staging", 120)) == ()


def test_the_kernel_has_gone_when_the_notebook_is_done(run_cells: Any) -> None:
    """Its process has been stopped and reaped."""
    pid = int(printed(run_cells("import os\nprint(os.getpid())")))

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_other_work_is_done_while_kernels_are(tmp_path: Path, project: ProjectPaths, write_notebook: Any) -> None:
    """This process waits for its kernels, and may use the time: once, however many notebooks there are."""
    calls: list[str] = []
    notebooks = [write_notebook("1 + 1", name=f"{name}.ipynb") for name in ("one", "two")]

    execute_notebooks(notebooks, Job(project, "tiny", tmp_path, 120), meanwhile=lambda: calls.append("called"))

    assert calls == ["called"]


def test_no_other_work_is_done_without_a_kernel(tmp_path: Path, project: ProjectPaths) -> None:
    """Where no notebook runs, nothing is waited for."""
    calls: list[str] = []

    execute_notebooks([], Job(project, "tiny", tmp_path, 120), meanwhile=lambda: calls.append("called"))

    assert calls == []
