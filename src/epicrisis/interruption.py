"""Interrupts: every way in which somebody ends a build is the same one, and none falls into its last moment."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class InterruptedAfterwards(KeyboardInterrupt):
    """The interrupt came when the new files were going to their places; all of them are there."""


def interrupt_on_end_signals() -> None:
    """Let SIGTERM and SIGHUP do what Ctrl-C does: kernels end, files go back, the exit code is 130."""
    if threading.current_thread() is not threading.main_thread():
        return  # only there can signals be handled
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a script has started us in the background
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


@contextmanager
def held_back(told_as: type[KeyboardInterrupt] = InterruptedAfterwards) -> Iterator[None]:
    """Hold an interrupt back until the block is done.

    Args:
        told_as: What is raised then; a plain `KeyboardInterrupt` where more would have followed.

    Raises:
        KeyboardInterrupt: If there was one, and the block came to its end.
    """
    if threading.current_thread() is not threading.main_thread():  # only the main one is interrupted
        yield
        return
    came: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise told_as
