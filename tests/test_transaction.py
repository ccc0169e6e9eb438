"""Files that change together, or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from epicrisis.errors import OutputFailed
from epicrisis.interruption import InterruptedAfterwards
from epicrisis.transaction import roll_back, transaction

OLD = {"changed": "old", "lost": "kept"}
NEW = {"changed": "new", "added": "x"}


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """A folder of outputs behind a link, as somebody may keep them on another disk."""
    real = tmp_path / "real"
    real.mkdir()
    for name, text in OLD.items():
        (real / name).write_text(text)
    (tmp_path / "link").symlink_to(real)
    return tmp_path / "link"


def change(folder: Path, journal: Path, fault: BaseException | None = None) -> None:
    """Change every file of the folder together, and raise before the end if asked to."""
    with transaction(journal) as changes:
        changes.write(folder / "changed", b"half way")
        changes.write(folder / "changed", b"new")
        changes.remove(folder / "lost")
        changes.write(folder / "added", b"x")
        if fault:
            raise fault


def contents(folder: Path) -> dict[str, str]:
    """Return the text of every file of a folder."""
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_all_changes_stay_if_nothing_fails(outputs: Path, tmp_path: Path) -> None:
    """And nothing of the journal does."""
    change(outputs, tmp_path / "journal")

    assert contents(outputs) == NEW
    assert not (tmp_path / "journal").exists()


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OutputFailed("no"), RuntimeError("a bug")])
def test_whatever_ends_the_block_brings_everything_back(
    fault: BaseException, outputs: Path, tmp_path: Path
) -> None:
    """Changed files get their bytes back, new ones go, lost ones return; the folder stays what it is."""
    with pytest.raises(type(fault)):
        change(outputs, tmp_path / "journal", fault)

    assert outputs.is_symlink()
    assert contents(outputs) == OLD
    assert not (tmp_path / "journal").exists()


def test_an_unchanged_file_keeps_its_time_stamp(outputs: Path, tmp_path: Path) -> None:
    """Nothing downstream takes it for new."""
    os.utime(outputs / "changed", (1, 1))

    with transaction(tmp_path / "journal") as changes:
        written = changes.write(outputs / "changed", b"old")

    assert not written
    assert (outputs / "changed").stat().st_mtime == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from epicrisis import transaction as t

events = 0
def hook(event, args):
    global events
    if event in ("open", "os.rename", "os.remove", "os.link", "os.rmdir") and str({folder!r}) in str(args):
        events += 1
        if events > {step}:
            os.kill(os.getpid(), signal.SIGKILL)

sys.path.insert(0, {tests!r})
from test_transaction import change
sys.addaudithook(hook)
change(Path({outputs!r}), Path({journal!r}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is what POSIX systems end a process with")
def test_a_kill_at_any_step_leaves_all_or_nothing(outputs: Path, tmp_path: Path) -> None:
    """The next start brings back what a killed one has changed; there is one moment from which all of it stays."""
    seen = []
    for step in range(100):
        script = KILLED.format(
            folder=str(tmp_path),
            step=step,
            tests=str(Path(__file__).parent),
            outputs=str(outputs),
            journal=str(tmp_path / "journal"),
        )
        code = subprocess.run([sys.executable, "-c", script], check=False).returncode
        roll_back(tmp_path / "journal")
        seen.append(contents(outputs))
        if code == 0:
            break

    committed = seen.index(NEW)
    assert seen == [OLD] * committed + [NEW] * (len(seen) - committed)
    assert committed > 5
    assert not (tmp_path / "journal").exists()


def test_a_roll_back_that_is_cut_short_is_finished_by_the_next(
    outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first one brought back is not lost by the second."""
    journal = tmp_path / "journal"
    real, moves = Path.replace, []

    def full_disk(self: Path, target: Path) -> Path:
        moves.append(target)
        if len(moves) > 4:  # three changes, then one step back
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full_disk)
        with pytest.raises(RuntimeError):
            change(outputs, journal, RuntimeError("a bug"))
    undone = roll_back(journal)

    assert undone
    assert contents(outputs) == OLD


def test_another_file_system_is_written_by_copies(
    outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An output folder may be on a disk to which nothing can be moved or linked."""

    def crosses(*_: Any) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(Path, "hardlink_to", crosses)
    change(outputs, tmp_path / "journal")

    assert contents(outputs) == NEW


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """With the reason, and without a traceback."""
    (tmp_path / "figures").write_text("in the way")

    with (
        pytest.raises(OutputFailed, match=r"figures/a.svg could not be written: (Not a directory|File exists)"),
        transaction(tmp_path / "journal") as changes,
    ):
        changes.write(tmp_path / "figures" / "a.svg", b"new")


def test_an_interrupt_in_the_last_moment_says_that_all_is_done(
    outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits until the new files are in place, and they stay."""
    real = Path.unlink

    def interrupted(self: Path, missing_ok: bool = False) -> None:
        if self.name == "journal.jsonl" and self.exists():
            signal.raise_signal(signal.SIGINT)
        real(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", interrupted)
    with pytest.raises(InterruptedAfterwards):
        change(outputs, tmp_path / "journal")

    assert contents(outputs) == NEW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of outputs with a folder inside."""
    (tmp_path / "out" / "inner").mkdir(parents=True)
    for name, text in OLD.items():
        (tmp_path / "out" / name).write_text(text)
    (tmp_path / "out" / "inner" / "page").write_text("stays")
    return tmp_path / "out"


def change_together(folder: Path, journal: Path) -> None:
    """Change a file, remove one and add one in one step."""
    with transaction(journal) as changes, changes.together(folder):
        changes.write(folder / "changed", b"new")
        changes.remove(folder / "lost")
        changes.write(folder / "inner" / "added", b"x")
        assert (folder / "changed").read_text() == "old"
        assert (folder / "lost").is_file()


def tree(folder: Path) -> dict[str, str]:
    """Return the text of every file under a folder, hidden ones too."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


TOGETHER = {"changed": "new", "inner/added": "x", "inner/page": "stays"}


@pytest.mark.parametrize("can_trade", [True, False])
def test_a_folder_changes_in_one_step(
    can_trade: bool, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system cannot trade folders, file by file; nothing is left beside it."""
    before = folder.stat().st_ino
    if not can_trade:
        monkeypatch.setattr("epicrisis.transaction.exchange", refuse)

    change_together(folder, tmp_path / "journal")

    assert tree(folder) == TOGETHER
    assert (folder.stat().st_ino != before) == can_trade
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def refuse(*_: Path) -> None:
    """Be a system without the call."""
    raise OSError("folders cannot trade places here")


def test_a_folder_behind_a_link_stays_where_it_is(outputs: Path, tmp_path: Path) -> None:
    """Its files change one by one."""
    with transaction(tmp_path / "journal") as changes, changes.together(outputs):
        changes.write(outputs / "changed", b"new")

    assert outputs.is_symlink()
    assert contents(outputs) == {"changed": "new", "lost": "kept"}


@pytest.mark.parametrize("is_there", [True, False])
def test_a_folder_that_has_changed_comes_back(is_there: bool, folder: Path, tmp_path: Path) -> None:
    """What fails after the step undoes the step; a folder that was new is gone."""
    target = folder if is_there else tmp_path / "new"
    before = tree(tmp_path)

    def fail() -> None:
        with transaction(tmp_path / "journal") as changes:
            with changes.together(target):
                changes.write(target / "changed", b"new")
            assert (target / "changed").read_text() == "new"
            raise RuntimeError("a bug")

    with pytest.raises(RuntimeError):
        fail()

    assert tree(tmp_path) == before
    assert target.exists() == is_there
