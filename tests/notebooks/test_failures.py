"""A notebook that fails says which cell, which line and what happened, without a traceback of ours."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from epicrisis.errors import NotebookFailed
from epicrisis.notebooks import kernel
from epicrisis.notebooks.execute import execute_notebooks
from epicrisis.notebooks.run import Job
from epicrisis.paths import ProjectPaths

MARKDOWN = {"cell_type": "markdown", "metadata": {}, "source": "Some words."}

TWO_PROBLEMS = """\
from epicrisis.errors import InvalidInput
from epicrisis.places import Place, Problem
raise InvalidInput([Problem(Place("data/x.csv", row=2), "wrong"), Problem(Place("data/x.csv", row=3), "bad")])"""

# What the cell holds, and what the person reads after the name of the notebook.
RAISING = (
    ("x = 1\n1 / 0", "code cell 1, line 2: ZeroDivisionError: division by zero"),
    (
        "import json\njson.loads('!')",
        "code cell 1, line 2: JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
    ),
    ("raise ValueError", "code cell 1, line 1: ValueError"),
    ("#| label: fig-x\n[][0]", "code cell 1 (fig-x), line 2: IndexError: list index out of range"),
    ("x = 1\nif x\n  pass", "code cell 1, line 2: SyntaxError: expected ':'"),
    ("import sys\nsys.exit(3)", "code cell 1: SystemExit: 3"),
    ("raise KeyboardInterrupt", "code cell 1, line 1: KeyboardInterrupt"),
    (
        "input()",
        "code cell 1, line 1: StdinNotImplementedError: raw_input was called, but this frontend does not support "
        "input requests.",
    ),
    (
        "from epicrisis.errors import UsageError\nraise UsageError('no case yet.')",
        "code cell 1, line 2: no case yet.",
    ),
    (TWO_PROBLEMS, "code cell 1, line 3:\ndata/x.csv, row 2: wrong.\ndata/x.csv, row 3: bad."),
)


def failure_of(run_cells: Any, *cells: Any, **options: Any) -> str:
    """Return what the person reads."""
    with pytest.raises(NotebookFailed) as failure:
        run_cells(*cells, **options)
    return str(failure.value)


def test_a_cell_that_raises(project: ProjectPaths, write_notebook: Any) -> None:
    """Notebook, code cell, label, line, type and message; one of our own errors is its plain message."""
    paths = [write_notebook(source, name=f"{number}.ipynb") for number, (source, _) in enumerate(RAISING)]

    with pytest.raises(NotebookFailed) as failure:
        execute_notebooks(paths, Job(project, "tiny", project.root / "staging", 120))

    expected = [f"notebooks/{number}.ipynb, {message}" for number, (_, message) in enumerate(RAISING)]
    assert str(failure.value) == "\n".join(expected)


def test_cells_are_counted_as_jupyter_shows_them(run_cells: Any) -> None:
    """Text cells and the injected parameters have no number of their own."""
    parameters = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": ["parameters"]},
        "outputs": [],
        "source": 'case_id = ""',
    }

    message = failure_of(run_cells, MARKDOWN, parameters, MARKDOWN, "1 / 0")

    assert message.startswith("notebooks/demo.ipynb, code cell 2, line 1: ZeroDivisionError")


def test_messages_hold_no_absolute_path(run_cells: Any, project: ProjectPaths) -> None:
    """A file of the project is named as the person knows it."""
    message = failure_of(run_cells, f"open({str(project.root / 'data' / 'x.csv')!r})")

    assert message.endswith("FileNotFoundError: [Errno 2] No such file or directory: 'data/x.csv'")


def test_a_kernel_that_ends_in_a_cell(run_cells: Any) -> None:
    """A crash of the interpreter is told as such, with its exit status."""
    message = failure_of(run_cells, "1", "import os\nos._exit(1)")

    assert message == "notebooks/demo.ipynb, code cell 2: the kernel died (exit status 1)."


def test_a_kernel_that_is_killed(run_cells: Any) -> None:
    """A system that is out of memory kills, so the hint says that."""
    message = failure_of(run_cells, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")

    assert message == "notebooks/demo.ipynb, code cell 1: the kernel died (SIGKILL, often for want of memory)."


def test_a_kernel_that_does_not_start(run_cells: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last words tell why."""
    monkeypatch.setattr(kernel, "KERNEL_ARGUMENTS", ("-m", "no_such_kernel"))

    message = failure_of(run_cells, "1")

    assert message.startswith("notebooks/demo.ipynb: the kernel died before the first cell: ")
    assert message.endswith("No module named no_such_kernel")


def test_cells_without_end(project: ProjectPaths, write_notebook: Any) -> None:
    """The limit ends a notebook, whatever its cell does, and the kernel with it."""
    save_pid = "import os, pathlib\npathlib.Path({!r}).write_text(str(os.getpid()))"
    deaf = "import signal, time\nfor s in (2, 15): signal.signal(s, signal.SIG_IGN)\nwhile True: time.sleep(1)"
    busy = write_notebook(save_pid.format("busy"), "while True: pass", name="busy.ipynb")
    deaf = write_notebook(save_pid.format("deaf"), deaf, name="deaf.ipynb")

    with pytest.raises(NotebookFailed) as failure:
        execute_notebooks([busy, deaf], Job(project, "tiny", project.root / "staging", 12))

    reason = "code cell 2: stopped, because the notebook reached its limit of 12 seconds."
    assert str(failure.value) == f"notebooks/busy.ipynb, {reason}\nnotebooks/deaf.ipynb, {reason}"
    for name in ("busy", "deaf"):
        with pytest.raises(ProcessLookupError):
            os.kill(int((project.notebooks / name).read_text()), 0)


NOT_NOTEBOOKS = {
    "not there": (None, "notebooks/x.ipynb: could not be read: No such file or directory."),
    "a merge conflict": (
        '{\n "cells": [\n<<<<<<< HEAD\n',
        "notebooks/x.ipynb, line 3: not a notebook, Expecting value.",
    ),
    "another JSON": ("[]", "notebooks/x.ipynb: not a notebook. Open and save it in Jupyter."),
    "an old format": (
        json.dumps({"nbformat": 3, "nbformat_minor": 0, "worksheets": []}),
        "notebooks/x.ipynb: notebook format 3. Save it in format 4.5 or newer.",
    ),
    "no notebook inside": (
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "poem"}]}),
        "notebooks/x.ipynb: not a notebook. Open and save it in Jupyter.",
    ),
}


@pytest.mark.parametrize(("content", "expected"), NOT_NOTEBOOKS.values(), ids=NOT_NOTEBOOKS)
def test_a_file_that_is_no_notebook(content: str | None, expected: str, project: ProjectPaths) -> None:
    """The file is named, with the line where there is one."""
    path = project.notebooks / "x.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(NotebookFailed) as failure:
        execute_notebooks([path], Job(project, "tiny", project.root / "staging", 60))

    assert str(failure.value) == expected
