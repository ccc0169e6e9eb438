"""Write files so that a reader sees the old bytes or the new ones, never half of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from epicrisis.errors import OutputFailed


def write_if_changed(path: Path, content: bytes) -> bool:
    """Write a file, unless it holds these bytes already.

    An unchanged file keeps its time stamp, so that nothing downstream takes it for new.

    Args:
        path: The file; its folder is made where it is missing.
        content: What the file shall hold.

    Returns:
        Whether the file was written.

    Raises:
        OutputFailed: If it could not be written; the file then is as it was.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputFailed(f"could not write {path.parent.name}/{path.name}: {reason}.") from error
    return True


def _replace(path: Path, content: bytes) -> None:
    # Beside the target, because os.replace is atomic only within one file system; the process id keeps two
    # kernels apart, and a plain open gives the file the permissions that the user's umask asks for.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def restored_on_failure(folder: Path) -> Iterator[None]:
    """Bring the files of a folder back to what they were if the block raises, an interrupt included.

    The folder itself is never removed: it may be a mount point, a link, or in a folder that cannot be written.

    Args:
        folder: A folder of generated files, small enough to keep in memory; it may not exist yet.
    """
    kept = _contents(folder)
    try:
        yield
    except BaseException:
        with suppress(OSError, OutputFailed):  # what went wrong first is what the user must hear
            for path in _contents(folder).keys() - kept.keys():
                path.unlink()
            for path, content in kept.items():
                write_if_changed(path, content)
        raise


def _contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
