"""The notebooks in the repository are thin, clean, and name no case."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from epicrisis.notebooks.document import PARAMETERS_TAG
from epicrisis.paths import FIGURE_STEMS, ProjectPaths

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_CODE_LINES = 10

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    """Return the content of a notebook file."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def code_cells(path: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook file."""
    return [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def source(cell: dict[str, Any]) -> str:
    """Return the text of a cell."""
    return "".join(cell["source"])


def test_every_figure_has_its_notebook(path: Path) -> None:
    """One stem names one thing everywhere."""
    assert path.stem in FIGURE_STEMS
    assert len(NOTEBOOKS) == len(FIGURE_STEMS)


def test_stored_without_outputs(path: Path) -> None:
    """What a notebook makes is generated, never stored with its source."""
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code_cells(path))


def test_nothing_about_one_sitting_is_stored(path: Path) -> None:
    """No times, no editor state, no interpreter version: a notebook changes only when its author changes it."""
    notebook = read(path)

    assert {key for cell in notebook["cells"] for key in cell["metadata"]} <= {"tags"}
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


def test_cell_ids_are_fixed_words(path: Path) -> None:
    """Every cell has an id that a person gave it, in format 4.5."""
    notebook = read(path)
    ids = [cell["id"] for cell in notebook["cells"]]

    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", identifier) for identifier in ids)


def test_load_call_display(path: Path) -> None:
    """No logic: it would not be tested there."""
    for cell in code_cells(path):
        lines = [line for line in source(cell).splitlines() if line.strip() and not line.startswith("#")]
        assert len(lines) <= MOST_CODE_LINES
        assert not re.search(r"^\s*(def|class|for|while|if|lambda)\b", source(cell), re.MULTILINE)


def test_no_case_is_named(path: Path) -> None:
    """The case is a parameter, blank in the file."""
    text = path.read_text(encoding="utf-8")
    parameters = [cell for cell in code_cells(path) if PARAMETERS_TAG in cell["metadata"].get("tags", [])]

    assert [case for case in ProjectPaths(ROOT).case_ids() if case in text] == []
    assert [source(cell).splitlines()[-1] for cell in parameters] == ['case_id = ""']


def test_the_figure_has_its_label(path: Path) -> None:
    """Quarto embeds the figure of a notebook by the label of its cell."""
    assert f"#| label: fig-{path.stem}\n" in "".join(source(cell) for cell in code_cells(path))
