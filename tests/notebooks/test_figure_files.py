"""Staged figures are published together, and only what changed is touched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from epicrisis.errors import OutputFailed
from epicrisis.notebooks.figure_files import publish_figures, read_figure_words, words_bytes


def test_only_changed_files_are_touched(tmp_path: Path) -> None:
    """An unchanged figure keeps its time stamp, so nothing downstream takes it for new."""
    staging, target = tmp_path / "staging", tmp_path / "figures" / "tiny"
    staging.mkdir()
    (staging / "a.svg").write_bytes(b"old")
    (staging / "b.svg").write_bytes(b"old")
    publish_figures(staging, target)
    os.utime(target / "a.svg", (1, 1))
    (staging / "b.svg").write_bytes(b"new")

    changed = publish_figures(staging, target)

    assert changed == (target / "b.svg",)
    assert (target / "a.svg").stat().st_mtime == 1
    assert (target / "b.svg").read_bytes() == b"new"
    assert sorted(path.name for path in target.iterdir()) == ["a.svg", "b.svg"]


def test_nothing_staged_is_nothing_published(tmp_path: Path) -> None:
    """A build whose notebooks draw nothing leaves the published figures alone."""
    assert publish_figures(tmp_path / "staging", tmp_path / "figures") == ()
    assert not (tmp_path / "figures").exists()


def test_a_target_that_cannot_be_written(tmp_path: Path) -> None:
    """The file is named."""
    (tmp_path / "staging").mkdir()
    (tmp_path / "staging" / "a.svg").write_bytes(b"new")
    (tmp_path / "figures").write_text("in the way")

    with pytest.raises(OutputFailed, match=r"could not write figures/a.svg"):
        publish_figures(tmp_path / "staging", tmp_path / "figures")


def test_the_words_come_back_as_written(tmp_path: Path) -> None:
    """The manuscript's alternative text is the one that the figure was published with."""
    (tmp_path / "mrd.json").write_bytes(words_bytes("Below 10⁻⁴.", "All of it."))

    assert read_figure_words(tmp_path) == {"mrd": {"alt": "Below 10⁻⁴.", "description": "All of it."}}


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"alt": "x"})])
def test_words_that_are_none(content: str, tmp_path: Path) -> None:
    """A file that somebody damaged is named, with the remedy."""
    (tmp_path / "mrd.json").write_text(content)

    with pytest.raises(OutputFailed, match=r"mrd.json: not the words of a figure. Delete it and build again."):
        read_figure_words(tmp_path)
