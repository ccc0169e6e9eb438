"""What a person is told when a build of a preview fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from epicrisis.errors import InvalidInput, NotebookFailed, RenderFailed
from epicrisis.places import Place, Problem
from epicrisis.preview.outcome import Fault, Outcome, faults_of, outcome_of

ROOT = Path("/project")


def test_every_problem_of_the_input_is_a_fault_of_its_own() -> None:
    """In the order of their places."""
    error = InvalidInput(
        [
            Problem(Place("report/tiny.qmd", line=80), "no such value"),
            Problem(Place("data/tiny/mrd.csv", row=7, column="relation"), "unknown relation 'eq'", "Use ="),
        ]
    )

    assert faults_of(error, ROOT) == (
        Fault("data/tiny/mrd.csv, row 7, column relation", "unknown relation 'eq'.", "Use =."),
        Fault("report/tiny.qmd, line 80", "no such value."),
    )


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            NotebookFailed("notebooks/mrd.ipynb, code cell 3 (fig-mrd), line 2: NameError: name 'x'"),
            Fault("notebooks/mrd.ipynb, code cell 3 (fig-mrd), line 2", "NameError: name 'x'"),
        ),
        (
            NotebookFailed("notebooks/mrd.ipynb, code cell 3:\ndata/tiny/mrd.csv, row 2: a.\nb."),
            Fault("notebooks/mrd.ipynb, code cell 3", "data/tiny/mrd.csv, row 2: a.\nb."),
        ),
        (RenderFailed("pandoc: out of memory"), Fault("", "pandoc: out of memory")),
        (OSError(28, "No space left on device", "/x/y"), Fault("/x/y", "No space left on device.")),
    ],
)
def test_a_failed_step_has_its_place_where_it_is_known(error: Exception, expected: Fault) -> None:
    """The cell and the line of a notebook; no place for what has none."""
    assert faults_of(error, ROOT) == (expected,)


def test_a_mistake_in_the_package_has_file_and_line(tmp_path: Path) -> None:
    """Where it was raised, and where Python could not read on."""
    module = tmp_path / "src" / "module.py"
    module.parent.mkdir()
    faults = []
    for text in ("value = 1\nvalue.nothing\n", "value = 1\nvalue ==\n"):
        module.write_text(text, encoding="utf-8")
        try:
            exec(compile(text, str(module), "exec"))
        except Exception as error:
            faults += faults_of(error, tmp_path)

    assert [fault.place for fault in faults] == ["src/module.py, line 2"] * 2
    assert faults[0].message == "AttributeError: 'int' object has no attribute 'nothing'"
    assert faults[1].message.startswith("SyntaxError: ")


def test_an_outcome_goes_through_a_pipe_and_comes_back() -> None:
    """As one line of JSON."""
    outcome = Outcome(1.5, (Fault("a, line 1", "b.", "c."),))

    line = json.dumps(outcome.as_record())

    assert "\n" not in line
    assert outcome_of(json.loads(line)) == outcome


def test_a_fault_reads_as_a_line() -> None:
    """Its place first, if it has one."""
    assert str(Fault("a, line 1", "b.", "c.")) == "a, line 1: b. c."
    assert str(Fault("", "b.")) == "b."
