"""A companion: a fork of this process, which does pieces of work beside it on another core.

It has everything that was imported and remembered here when it was forked, and keeps what it learns from piece to
piece. It only ever saves time: where it ends, or a piece of work fails, whoever asked gets no answer and does the
work himself, so that what goes wrong is told where it always is.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self

from epicrisis.interruption import held_back

if TYPE_CHECKING:
    import socket

OWN_FILES = Path("/proc/self/fd")  # of Linux, where alone there are companions
OWN_THREADS = Path("/proc/self/task")
END_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
PATIENCE_SECONDS = 300.0

Answer = Callable[[], Any]
"""Waits for a piece of work; returns what it came to, or None."""


class Companion:
    """Does pieces of work one after the other; forked when the first is asked for, ended by `close`."""

    def __init__(self) -> None:
        self._process = 0
        self._line: socket.socket | None = None
        self._asked = 0
        self._answers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_to_be_had(self) -> bool:
        """Whether it is there, or can be forked now.

        Only this thread would go on in a fork: a library that has threads would wait for them there for ever.
        """
        return bool(self._line) or (OWN_THREADS.is_dir() and len([*OWN_THREADS.iterdir()]) == 1)

    def ask(self, work: Callable[..., Any], *arguments: Any) -> Answer:
        """Have a piece of work done.

        Args:
            work: A function of a module, which returns what can be pickled and is not None.
            arguments: Its arguments, which can be pickled.
        """
        if not self.is_to_be_had:
            return lambda: None
        try:
            line = self._line or self._fork()
        except OSError:  # the system has no room for another process
            return lambda: None
        number = self._asked = self._asked + 1
        with suppress(OSError):  # it has ended; who waits is told
            _send(line, (work, arguments))
        return lambda: self._wait(number)

    def close(self) -> None:
        """End it, whatever it is doing."""
        line, self._line = self._line, None
        if line is not None:
            line.close()
            with suppress(OSError):
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)

    def _fork(self) -> socket.socket:
        self._asked = 0
        self._answers.clear()
        import socket  # a build that has nothing to do needs none

        line, theirs = socket.socketpair()
        with held_back(KeyboardInterrupt):  # nobody would end a process that began and was not noted down
            self._process = os.fork()
            if not self._process:
                _accompany(theirs)
            self._line = line
        theirs.close()
        line.settimeout(PATIENCE_SECONDS)
        return line

    def _wait(self, number: int) -> Any:
        while number not in self._answers:
            if self._line is None:
                return None
            try:
                answered, answer = _receive(self._line)
                self._answers[answered] = answer
            except (EOFError, OSError, ValueError):
                self.close()
        return self._answers.pop(number)


def _accompany(line: socket.socket) -> NoReturn:
    """Be the companion."""
    try:
        for name in END_SIGNALS:
            signal.signal(getattr(signal, name), signal.SIG_DFL)  # nothing is left to put in order
        gc.freeze()  # what was there before is not ours to finalize
        _let_go(line)
        _serve(line)
    finally:
        os._exit(0)  # past everything that the process it was forked from would do at its end


def _serve(line: socket.socket) -> None:
    with suppress(EOFError, OSError):  # the other process has hung up
        for number in count(1):
            work, arguments = _receive(line)
            try:
                answer = work(*arguments)
            except Exception:  # it will happen again where the work is done then, and be told
                answer = None
            _send(line, (number, answer))
            gc.collect()  # while nobody waits; in a preview nobody else would ever do it


def _let_go(line: socket.socket) -> None:
    """Let go of every open file, so that locks and pipes are closed as soon as the other process closes them.

    Their numbers stay taken: an object of the other process that closes its file late closes none of ours.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    kept = {line.fileno(), nothing, sys.stderr.fileno()}
    for number in {int(path.name) for path in OWN_FILES.iterdir()} - kept:
        os.dup2(nothing, number, inheritable=False)


def _send(line: socket.socket, content: Any) -> None:
    import pickle

    text = pickle.dumps(content)
    line.sendall(len(text).to_bytes(8) + text)


def _receive(line: socket.socket) -> Any:
    import pickle

    text = _read(line, int.from_bytes(_read(line, 8)))
    try:
        return pickle.loads(text)
    except pickle.UnpicklingError as error:
        raise ValueError("no answer") from error


def _read(line: socket.socket, size: int) -> bytes:
    text = b""
    while len(text) < size:
        if not (more := line.recv(size - len(text))):
            raise EOFError
        text += more
    return text
