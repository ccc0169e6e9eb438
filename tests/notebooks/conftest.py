"""Small notebooks for the tests of the notebooks package."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from epicrisis.notebooks.execute import ExecutedNotebook, execute_notebooks
from epicrisis.notebooks.run import Job
from epicrisis.paths import ProjectPaths

CASE = "tiny"
LIMIT_SECONDS = 120

WriteNotebook = Callable[..., Path]
RunCells = Callable[..., ExecutedNotebook]


def code_cell(source: str, *, tags: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a code cell as it stands in a file, with the traces of an earlier run."""
    return {
        "cell_type": "code",
        "execution_count": 7,
        "metadata": {"tags": list(tags), "execution": {"iopub.status.busy": "2026-01-01T00:00:00Z"}},
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "from an earlier run"}],
        "source": source,
    }


def markdown_cell(source: str) -> dict[str, Any]:
    """Return a Markdown cell as it stands in a file."""
    return {"cell_type": "markdown", "metadata": {}, "source": source}


@pytest.fixture
def project(tmp_path: Path) -> ProjectPaths:
    """A project without any case, whose notebooks folder is there."""
    paths = ProjectPaths(tmp_path / "project")
    paths.notebooks.mkdir(parents=True)
    return paths


@pytest.fixture
def write_notebook(project: ProjectPaths) -> WriteNotebook:
    """Write a notebook of the given cells (code, where a cell is only its text) into the project."""

    def write(*cells: str | dict[str, Any], name: str = "demo.ipynb") -> Path:
        contents = [code_cell(cell) if isinstance(cell, str) else dict(cell) for cell in cells]
        for number, cell in enumerate(contents, start=1):
            cell["id"] = f"id-{number}"
        document = {"cells": contents, "metadata": {"editor": "mine"}, "nbformat": 4, "nbformat_minor": 5}
        path = project.notebooks / name
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write


@pytest.fixture
def run_cells(project: ProjectPaths, write_notebook: WriteNotebook) -> RunCells:
    """Execute a notebook of the given cells."""

    def run(*cells: str | dict[str, Any], timeout_seconds: float = LIMIT_SECONDS) -> ExecutedNotebook:
        staging = project.root / "staging"
        (executed,) = execute_notebooks([write_notebook(*cells)], Job(project, CASE, staging, timeout_seconds))
        return executed

    return run
