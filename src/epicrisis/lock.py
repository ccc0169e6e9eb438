"""Locks between processes: one build of a project at a time, and what several use and the last one tidies up."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from epicrisis.errors import BuildStepFailed, OutputFailed

PATIENCE_SECONDS = 600.0
"""How long a build waits for another one."""
_INTERVAL_SECONDS = 0.05


@contextmanager
def held_lock(
    path: Path, say: Callable[[str], None], patience_seconds: float = PATIENCE_SECONDS
) -> Iterator[None]:
    """Hold a lock for as long as the context lasts; the system releases it when the process ends, however it ends.

    Args:
        path: The lock's file; it stays, empty, and means nothing on its own.
        say: Told in one line if another process holds the lock.
        patience_seconds: How long to wait for it.

    Raises:
        BuildStepFailed: If the other process does not end in time.
        OutputFailed: If the file cannot be written.
    """
    with _opened(path) as stream:
        if not _take(stream):
            say("another build of this project is running; waiting for it")
            _wait(stream, patience_seconds)
        yield


def _opened(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a")
    except OSError as error:
        raise OutputFailed(f"{path.parent.name}/{path.name} could not be written: {error.strerror}.") from error


@contextmanager
def shared_lock(path: Path, tidy: Callable[[], None]) -> Iterator[None]:
    """Hold a lock together with others; whoever leaves last tidies up, while nobody else can enter.

    Args:
        path: The lock's file; it stays, empty, and means nothing on its own.
        tidy: What is done when nobody holds the lock any more.

    Raises:
        OutputFailed: If the file cannot be written.
    """
    with _opened(path) as stream:
        _share(stream)
        try:
            yield
        finally:
            if _take(stream):
                tidy()


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """Hold a lock that processes of one build take in turn; whoever has it gives it back soon, or ends.

    Args:
        path: The lock's file; it stays, empty, and means nothing on its own.

    Raises:
        OutputFailed: If the file cannot be written.
    """
    with _opened(path) as stream:
        _await(stream)
        yield


def _wait(stream: IO[str], patience_seconds: float) -> None:
    deadline = time.monotonic() + patience_seconds
    while not _take(stream):
        if time.monotonic() >= deadline:
            raise BuildStepFailed(
                f"another build of this project is still running after {patience_seconds:g} seconds of waiting. "
                "End it, or wait and build again."
            )
        time.sleep(_INTERVAL_SECONDS)


if sys.platform == "win32":  # no flock there; two builds at once are the user's own care

    def _take(_: IO[str]) -> bool:
        return True

    def _share(_: IO[str]) -> None:
        return

    def _await(_: IO[str]) -> None:
        return

else:
    import fcntl

    def _take(stream: IO[str]) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _share(stream: IO[str]) -> None:
        fcntl.flock(stream, fcntl.LOCK_SH)

    def _await(stream: IO[str]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX)
