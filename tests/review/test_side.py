"""What is read of a side."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.review.side import read_figures
from review.conftest import figure


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The figures of a case: one that is whole."""
    files = figure()
    (tmp_path / "mrd.svg").write_bytes(files.svg)
    (tmp_path / "mrd.png").write_bytes(files.png)
    (tmp_path / "mrd.csv").write_text(files.table, "utf-8")
    (tmp_path / "mrd.json").write_text('{"alt": "One test."}', "utf-8")
    return tmp_path


def test_a_whole_figure_is_read(folder: Path) -> None:
    """Others are not there."""
    assert read_figures(folder) == {"mrd": figure()}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mrd.svg", b"<svg"),
        ("mrd.svg", b'<svg viewBox="a b c d"/>'),
        ("mrd.png", b"\x89PNG"),
        ("mrd.json", b"{"),
        ("mrd.json", b"[]"),
        ("mrd.json", b"\xff"),
    ],
)
def test_a_damaged_figure_is_left_out(folder: Path, name: str, content: bytes) -> None:
    """An old folder may hold anything."""
    (folder / name).write_bytes(content)

    assert read_figures(folder) == {}


def test_a_figure_that_lacks_a_file_is_left_out(folder: Path) -> None:
    """It has nothing to be compared by."""
    (folder / "mrd.csv").unlink()

    assert read_figures(folder) == {}
