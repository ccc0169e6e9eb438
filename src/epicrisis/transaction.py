"""Files that change together: all of them, or none, however the process ends.

Before a file is touched, the one that it replaces is kept, and a line of a journal says where. To remove the
journal is to commit. A block that raises, or a process that was killed, leaves it: then everything goes back.
A folder that readers look into meanwhile changes in one step: it is built anew beside the old one, with links to
the files that stay, and the two trade places.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from epicrisis.errors import OutputFailed
from epicrisis.exchange import exchange
from epicrisis.interruption import held_back

JOURNAL = "journal.jsonl"
STAGED = "staged"


class Transaction:
    """The changes of one block; see `transaction`.

    Args:
        folder: Where the journal and the replaced files are kept.
    """

    is_real = True
    """Whether anything is brought to its place at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: set[Path] = set()
        self._together: Path | None = None
        self._held: dict[Path, bytes | Path | None] = {}
        self._replaced: list[Path] = []

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
                self._held.pop(path, None)
                return False
        self.replace(path, content)
        return True

    def replace(self, path: Path, content: bytes | Path) -> None:
        """Write a file that is known to hold something else, or not to be there.

        Args:
            path: The file; its folder is made where it is missing.
            content: What the file shall hold, or a file that holds it.

        Raises:
            OutputFailed: If it could not be written.
        """
        with _told(path, "written"):
            if self._is_held(path):
                self._held[path] = content
                return
            staged = self._folder / STAGED
            _fill(staged, content)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._keep(path)
            _move(staged, path)

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
            if self._is_held(path):
                self._held[path] = None
                return True
            self._keep(path)
            path.unlink()
        return True

    @contextmanager
    def together(self, folder: Path) -> Iterator[None]:
        """Make all changes of a folder in one step at the end of the block, where the system knows how.

        Args:
            folder: The folder; it need not be there yet. Until the end of the block it is as it was.

        Raises:
            OutputFailed: If a file could not be written.
        """
        self._together, self._held = folder, {}
        try:
            yield
        finally:
            self._together, held, self._held = None, self._held, {}
        if held and not self._trade(folder, held):
            for path, content in held.items():
                if content is None:
                    self.remove(path)
                else:
                    self.replace(path, content)

    def clear(self) -> None:
        """Remove the folders that others have taken the place of; nothing can be undone from then on."""
        for folder in self._replaced:
            shutil.rmtree(folder, ignore_errors=True)

    def _is_held(self, path: Path) -> bool:
        return self._together is not None and path.is_relative_to(self._together)

    def _trade(self, folder: Path, changes: Mapping[Path, bytes | Path | None]) -> bool:
        """Return whether a changed copy of a folder has taken its place; if not, nothing has changed."""
        if folder.is_symlink():
            return False  # it leads to where somebody wants the files to be
        beside = folder.with_name(f".{folder.name}.next")
        try:
            _build_beside(folder, beside, changes)
            self._note({"folder": str(folder.absolute()), "number": beside.stat().st_ino})
            if folder.is_dir():
                exchange(beside, folder)
            else:
                beside.rename(folder)
        except OSError:
            shutil.rmtree(beside, ignore_errors=True)
            return False
        self._replaced.append(beside)
        return True

    def _keep(self, path: Path) -> None:
        if path in self._kept:
            return
        number = str(len(self._kept))
        there = path.is_file()
        if there:
            _copy(path, self._folder / number)
        self._kept.add(path)
        self._note({"path": str(path.absolute()), "kept": number if there else None})

    def _note(self, entry: Mapping[str, Any]) -> None:
        # One small write, which a kill does not tear.
        with (self._folder / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(entry) + "\n")


class NoChanges(Transaction):
    """Leaves every file as it is: of work whose results are kept, and go to their places in another process."""

    is_real = False

    def replace(self, path: Path, content: bytes | Path) -> None:
        """Write nothing."""

    def remove(self, path: Path) -> bool:  # noqa: ARG002  # as the base class has it
        """Remove nothing."""
        return False


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
        changes.clear()
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
    for entry in reversed(entries):
        path = Path(entry.get("folder") or entry["path"])
        with _told(path, "brought back"):
            if "folder" in entry:
                _trade_back(path, entry["number"])
            elif entry["kept"] is None:
                path.unlink(missing_ok=True)
            elif (folder / entry["kept"]).is_file():  # or an earlier, killed roll-back has done it
                path.parent.mkdir(parents=True, exist_ok=True)
                _move(folder / entry["kept"], path)
    with _told(journal, "removed"):
        journal.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    return bool(entries)


def _entries(journal: Path) -> list[dict[str, Any]]:
    if not journal.is_file():
        return []
    return [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]


def _build_beside(folder: Path, beside: Path, changes: Mapping[Path, bytes | Path | None]) -> None:
    """Make a folder as another one will be: links to what stays, new files for what changes."""
    shutil.rmtree(beside, ignore_errors=True)
    if folder.is_dir():
        shutil.copytree(folder, beside, symlinks=True, copy_function=os.link)
    else:
        beside.mkdir(parents=True)
    for path, content in changes.items():
        target = beside / path.relative_to(folder)
        target.unlink(missing_ok=True)  # the link, not the file that it shares with the old folder
        if content is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            _fill(target, content)


def _trade_back(folder: Path, number: int) -> None:
    """Bring back a folder, if the one with this inode number has taken its place."""
    beside = folder.with_name(f".{folder.name}.next")
    if folder.is_dir() and folder.stat().st_ino == number:
        if beside.is_dir():
            exchange(beside, folder)
        else:
            folder.rename(beside)
    shutil.rmtree(beside, ignore_errors=True)


def _fill(path: Path, content: bytes | Path) -> None:
    if isinstance(content, Path):
        shutil.copyfile(content, path)  # by the system, which brings no byte of it in here
    else:
        path.write_bytes(content)


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
