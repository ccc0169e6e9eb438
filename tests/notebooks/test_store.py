"""Executed notebooks are kept with the outputs of their case."""

from __future__ import annotations

from typing import Any

import nbformat

from epicrisis.notebooks.store import notebook_bytes, store_notebooks
from epicrisis.paths import ProjectPaths


def test_a_stored_notebook_opens_in_jupyter(run_cells: Any, project: ProjectPaths) -> None:
    """The file is valid, ends with a line feed, and says nothing but what the notebook holds."""
    executed = run_cells("print('å')", "6 * 7")

    (path,) = store_notebooks([executed], project.case_build("tiny") / "notebooks")

    assert path == project.build / "tiny" / "notebooks" / "demo.ipynb"
    assert path.read_bytes() == notebook_bytes(executed)
    assert path.read_bytes().endswith(b"}\n")
    nbformat.validate(nbformat.read(path, as_version=4))
    assert "å".encode() in path.read_bytes()
