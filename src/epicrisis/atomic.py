"""Write files so that a reader sees the old bytes or the new ones, never half of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import get_ident

from epicrisis.errors import OutputFailed

Writer = Callable[[Path, bytes], bool]
"""Writes a file and says whether its bytes changed: `write_if_changed`, or that of a transaction."""


def write_if_changed(path: Path, content: bytes, aside: Path | None = None) -> bool:
    """Write a file, unless it holds these bytes already.

    An unchanged file keeps its time stamp, so that nothing downstream takes it for new.

    Args:
        path: The file; its folder is made where it is missing.
        content: What the file shall hold.
        aside: Where it is while it is written, on the same file system; beside the file by default.

    Returns:
        Whether the file was written.

    Raises:
        OutputFailed: If it could not be written; the file then is as it was.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content, aside or path.parent)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputFailed(f"could not write {path.parent.name}/{path.name}: {reason}.") from error
    return True


def _replace(path: Path, content: bytes, folder: Path) -> None:
    # On the same file system, because os.replace is atomic only there. The ids keep two kernels apart, and two
    # threads that have come to the same result. A plain open gives the permissions that the umask asks for.
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{path.name}.{get_ident()}.{os.getpid()}.tmp"
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sweep_aside(folder: Path) -> None:
    """Remove what processes that were killed have left where they wrote files aside."""
    for path in folder.glob(".*.tmp"):
        number = path.name.split(".")[-2]
        if not (number.isdigit() and is_running(int(number))):
            path.unlink(missing_ok=True)


def is_running(process: int) -> bool:
    """Return whether a process is there, also one of somebody else's."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
