"""What is taken out of an executed notebook, and what stays."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from epicrisis.notebooks.document import clean, read_notebook, without_places

PLACES = {"/home/ada": "~", "/home/ada/report": ".", "/tmp/staging": "figures/tiny"}

TEXTS = {
    "/home/ada/report/data/x.csv": "data/x.csv",
    "in /home/ada/report": "in .",
    "in /home/ada/report, row 2": "in ., row 2",
    "/home/ada/report-2/x": "~/report-2/x",
    "/home/adam/x": "/home/adam/x",
    "/tmp/staging/mrd.svg": "figures/tiny/mrd.svg",
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_folders_are_named_as_the_project_knows_them(text: str, expected: str) -> None:
    """The innermost folder counts, and a folder whose name only begins alike is another one."""
    assert without_places(text, PLACES) == expected


def test_pictures_stay_as_they_are(write_notebook: Any) -> None:
    """The base64 of a large picture is neither changed nor searched: a search once took minutes."""
    picture = "/home/ada/" + "A" * 3_000_000
    notebook = read_notebook(write_notebook("1"), "x.ipynb")
    output = nbformat.v4.new_output("display_data", data={"image/png": picture, "text/plain": "/home/ada/x"})
    notebook.cells[0].outputs = [output]

    clean(notebook, PLACES)

    assert notebook.cells[0].outputs[0].data == {"image/png": picture, "text/plain": "~/x"}


def test_long_text_is_searched_in_one_pass() -> None:
    """Three megabytes without a blank take no time worth noting; this test would not come to its end."""
    text = "/x" * 1_500_000

    assert without_places(text, PLACES) == text


def test_a_notebook_from_before_cells_had_ids(write_notebook: Any) -> None:
    """Its cells get the same ids every time."""
    path = write_notebook("1", "2")
    text = path.read_text().replace('"nbformat_minor": 5', '"nbformat_minor": 4')
    path.write_text(text.replace(', "id": "id-1"', "").replace(', "id": "id-2"', ""))

    notebook = read_notebook(path, "x.ipynb")

    assert [cell.id for cell in notebook.cells] == ["cell-1", "cell-2"]
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
