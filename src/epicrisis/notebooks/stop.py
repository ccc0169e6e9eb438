"""The word of one thread to another that its notebooks are of no use any more."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Lock


class Stop:
    """Cancels a task of another thread, as an interrupt cancels one of the main thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[object] | None = None

    def heed(self) -> None:
        """Have the running task cancelled when it is asked for, or now if it was; called in the task."""
        with self._lock:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            if self._asked and self._task:
                self._task.cancel()

    def ask(self) -> None:
        """Ask for it."""
        with self._lock:
            self._asked = True
            if self._loop and self._task:
                with suppress(RuntimeError):  # its loop has come to its end meanwhile
                    self._loop.call_soon_threadsafe(self._task.cancel)
