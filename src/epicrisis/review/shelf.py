"""Where the copies that a review has built are kept for the next one: a shelf of bounded length in the cache."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from epicrisis.errors import OutputFailed
from epicrisis.lock import shared_lock
from epicrisis.paths import ProjectPaths

KEPT = 8
"""How many copies stay: those that were used last."""
LOCK = "lock"
PAGE = "page.html"
RECORD = "copy.json"
"""File that says that a copy was dealt with to the end, and when it was last used."""


@dataclass(frozen=True)
class Copy:
    """What came of building a copy.

    Args:
        page: Its page; empty if it could not be built.
        problem: Why it could not be built; empty if it was.
        supplied: What it lacked and was given, a sentence each.
    """

    page: str = ""
    problem: str = ""
    supplied: tuple[str, ...] = ()


def in_use(shelf: Path) -> AbstractContextManager[None]:
    """Keep the copies of a shelf from being removed; the last review to end removes those beyond `KEPT`.

    Args:
        shelf: The folder.

    Raises:
        OutputFailed: If it cannot be written.
    """
    return shared_lock(shelf / LOCK, lambda: prune(shelf))


def prune(shelf: Path) -> None:
    """Remove the copies that were not used for longest, and what killed reviews and older programs have left.

    Args:
        shelf: The folder, which no other review uses.
    """
    with suppress(OSError):  # a shelf that is too long does no harm
        finished = [folder for folder in shelf.iterdir() if (folder / RECORD).is_file()]
        kept = sorted(finished, key=lambda folder: (folder / RECORD).stat().st_mtime_ns, reverse=True)[:KEPT]
        for folder in set(shelf.iterdir()) - {*kept, shelf / LOCK}:
            shutil.rmtree(folder, ignore_errors=True)


def take(folder: Path) -> Copy | None:
    """Return a copy from the shelf, which counts as its use; None if it is not there.

    Args:
        folder: The copy.
    """
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        copy = Copy(_text(folder / PAGE), record["problem"], tuple(record["supplied"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not copy.page and not copy.problem:
        return None
    with suppress(OSError):
        os.utime(folder / RECORD)
    return copy


def put(folder: Path, files: Mapping[str, bytes], make: Callable[[ProjectPaths], Copy]) -> Copy:
    """Write files into a folder of their own and build them there; it takes its place only when all is done.

    Args:
        folder: Its place on the shelf.
        files: Content of each file by its path in the project.
        make: Builds it.

    Returns:
        What came of it.

    Raises:
        OutputFailed: If it cannot be written.
    """
    with _written(folder, files) as paths:
        copy = make(paths)
        shutil.rmtree(paths.store, ignore_errors=True)  # it was lent
        (paths.root / PAGE).write_text(copy.page, encoding="utf-8")
        record = {"problem": copy.problem, "supplied": copy.supplied}
        (paths.root / RECORD).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return copy


@contextmanager
def _written(folder: Path, files: Mapping[str, bytes]) -> Iterator[ProjectPaths]:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=folder.parent) as temporary:
            root = Path(temporary).resolve() / "project"
            for name, content in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            yield ProjectPaths(root)
            _move(root, folder)
    except OSError as error:
        raise OutputFailed(f"{folder.parent.name} cannot be written: {error.strerror or error}") from error


def _move(root: Path, folder: Path) -> None:
    if take(folder) is not None:
        return  # another review was faster
    shutil.rmtree(folder, ignore_errors=True)  # damaged
    try:
        root.rename(folder)
    except OSError:
        if take(folder) is None:
            raise


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
