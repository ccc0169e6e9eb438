"""Files that are whole or as they were."""

from pathlib import Path

import pytest

from epicrisis.atomic import restored_on_failure


def test_a_folder_is_brought_back_without_being_removed(tmp_path: Path) -> None:
    """It may be a mount point or a link: changed files get their bytes back, new ones go, lost ones return."""
    real = tmp_path / "real"
    real.mkdir()
    folder = tmp_path / "link"
    folder.symlink_to(real)
    (real / "changed").write_text("old")
    (real / "lost").write_text("kept")

    with pytest.raises(KeyboardInterrupt):
        _interrupted_change(folder)

    assert folder.is_symlink()
    assert {path.name: path.read_text() for path in real.iterdir()} == {"changed": "old", "lost": "kept"}


def _interrupted_change(folder: Path) -> None:
    with restored_on_failure(folder):
        (folder / "changed").write_text("new")
        (folder / "lost").unlink()
        (folder / "added").write_text("x")
        raise KeyboardInterrupt


def test_what_the_block_wrote_stays_if_nothing_fails(tmp_path: Path) -> None:
    """A good build is not undone."""
    with restored_on_failure(tmp_path):
        (tmp_path / "added").write_text("x")

    assert (tmp_path / "added").read_text() == "x"
