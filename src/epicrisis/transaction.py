"""Files that change together: all of them, or none, however the process ends.

Before a file is touched, the one that it replaces is kept, and a line of a journal says where. To remove the
journal is to commit. A block that raises, or a process that was killed, leaves it: then everything goes back.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from epicrisis.errors import OutputFailed
from epicrisis.interruption import held_back

JOURNAL = "journal.jsonl"
STAGED = "staged"


class Transaction:
    """The changes of one block; see `transaction`.

    Args:
        folder: Where the journal and the replaced files are kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: set[Path] = set()

    def write(self, path: Path, content: bytes) -> bool:
        """Write a file, unless it holds these bytes already; its time stamp then stays.

        Args:
            path: The file; its folder is made where it is missing.
            content: What the file shall hold.

        Returns:
            Whether the file was written.

        Raises:
            OutputFailed: If it could not be written.
        """
        with _told(path, "written"):
            if path.is_file() and path.read_bytes() == content:
                return False
            staged = self._folder / STAGED
            staged.write_bytes(content)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._keep(path)
            _move(staged, path)
        return True

    def remove(self, path: Path) -> bool:
        """Remove a file.

        Args:
            path: The file.

        Returns:
            Whether it was there.

        Raises:
            OutputFailed: If it could not be removed.
        """
        with _told(path, "removed"):
            if not path.is_file():
                return False
            self._keep(path)
            path.unlink()
        return True

    def _keep(self, path: Path) -> None:
        if path in self._kept:
            return
        number = str(len(self._kept))
        there = path.is_file()
        if there:
            _copy(path, self._folder / number)
        self._kept.add(path)
        entry = {"path": str(path.absolute()), "kept": number if there else None}
        # One small write, which a kill does not tear.
        with (self._folder / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(entry) + "\n")


@contextmanager
def transaction(folder: Path) -> Iterator[Transaction]:
    """Change files together; if the block raises, an interrupt included, all are as they were.

    Args:
        folder: A folder for this alone, in which nothing else writes meanwhile.

    Yields:
        What writes and removes the files.

    Raises:
        OutputFailed: If the folder cannot be written.
    """
    roll_back(folder)
    with _told(folder, "written"):
        folder.mkdir(parents=True, exist_ok=True)
    changes = Transaction(folder)
    try:
        yield changes
    except BaseException:
        with suppress(OutputFailed):  # what went wrong first is what the user must hear
            roll_back(folder)
        raise
    with held_back():
        with _told(folder, "written"):
            (folder / JOURNAL).unlink(missing_ok=True)  # from here on the new files stay
        shutil.rmtree(folder, ignore_errors=True)


def roll_back(folder: Path) -> bool:
    """Undo what a transaction that did not end has changed.

    Args:
        folder: Its folder.

    Returns:
        Whether there was anything to undo.

    Raises:
        OutputFailed: If a file could not be brought back.
    """
    journal = folder / JOURNAL
    entries = _entries(journal)
    for path, kept in reversed(entries):
        with _told(path, "brought back"):
            if kept is None:
                path.unlink(missing_ok=True)
            elif (folder / kept).is_file():  # or an earlier, killed roll-back has done it
                path.parent.mkdir(parents=True, exist_ok=True)
                _move(folder / kept, path)
    with _told(journal, "removed"):
        journal.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    return bool(entries)


def _entries(journal: Path) -> list[tuple[Path, str | None]]:
    if not journal.is_file():
        return []
    entries = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    return [(Path(entry["path"]), entry["kept"]) for entry in entries]


def _copy(source: Path, target: Path) -> None:
    # A link takes no space and no time, and is safe because files are replaced, never written into.
    try:
        target.hardlink_to(source)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError as error:
        if not source.is_file() or source.stat().st_dev == target.parent.stat().st_dev:
            raise
        beside = target.with_name(f".{target.name}.moving")
        try:
            shutil.copyfile(source, beside)
            beside.replace(target)
        except OSError:
            raise error from None
        finally:
            beside.unlink(missing_ok=True)


@contextmanager
def _told(path: Path, done: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputFailed(f"{path.parent.name}/{path.name} could not be {done}: {reason}.") from error
