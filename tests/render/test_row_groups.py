"""Rows under one label: both engines join the cells that say "as above"."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pypandoc
import pytest

from epicrisis.render.embedded import pandoc
from epicrisis.render.embedded.row_groups import join_row_groups

FILTER = Path(__file__).parents[2] / "report" / "theme" / "row-groups.lua"

GROUPED = """\
| Course | Drug |
| --- | --- |
| First | A |
| []{.same} | B |
| []{.same} | C |
| Second | D |
| | E |
"""


def joined(markdown: str) -> str:
    """Return the tree of a text after the transform of the embedded engine, as pandoc's JSON."""
    tree = pandoc.load(pandoc.parse(markdown))
    join_row_groups(tree)
    return str(pandoc.dump(tree))


def by_lua(markdown: str) -> str:
    """Return the tree of a text after the filter that Quarto runs."""
    command = [pypandoc.get_pandoc_path(), "--from=markdown", "--to=json", f"--lua-filter={FILTER}"]
    return subprocess.run(command, input=markdown, capture_output=True, text=True, check=True).stdout


def spans(tree: str) -> list[list[int]]:
    """Return the row spans of the cells of every row of the first table."""
    bodies = json.loads(tree)["blocks"][0]["c"][4]
    return [[cell[2] for cell in row[1]] for row in bodies[0][3]]


@pytest.mark.parametrize("run", [joined, by_lua], ids=["embedded", "quarto"])
def test_a_label_spans_the_rows_that_say_as_above(run) -> None:  # type: ignore[no-untyped-def]
    """The label of a group covers its rows, and a row that starts a group has its own."""
    assert spans(run(GROUPED)) == [[3, 1], [1], [1], [1, 1], [1, 1]]


@pytest.mark.parametrize("run", [joined, by_lua], ids=["embedded", "quarto"])
def test_a_blank_cell_is_not_a_group(run) -> None:  # type: ignore[no-untyped-def]
    """Only the mark joins cells: a table of somebody else keeps its blank cells."""
    table = "| A | B |\n|---|---|\n| x | 1 |\n|   | 2 |\n"
    assert spans(run(table)) == [[1, 1], [1, 1]]


@pytest.mark.parametrize("run", [joined, by_lua], ids=["embedded", "quarto"])
def test_the_first_row_has_nothing_above_it(run) -> None:  # type: ignore[no-untyped-def]
    """A mark in the first row stays an empty cell."""
    table = "| A | B |\n|---|---|\n| []{.same} | 1 |\n| x | 2 |\n"
    assert spans(run(table)) == [[1, 1], [1, 1]]
