"""Warm kernels: forked from a template process, which is started ahead, replaced when out of date, and stopped."""

from __future__ import annotations

import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from epicrisis.digests import digest_file, digest_value
from epicrisis.interruption import held_back
from epicrisis.notebooks.environment import PER_KERNEL_VARIABLES, forks_kernels
from epicrisis.notebooks.template import FORKED, START, Order

PACKAGE = Path(__file__).parents[1]
PATIENCE_SECONDS = 5
MOST_STARTS = 2  # of one template; one that has ended twice would end again


class ForkedProcess:
    """The process of a warm kernel, as `subprocess.Popen` shows one; its template speaks for it.

    Args:
        line: Leads to the template; see there.
    """

    stdin = stdout = stderr = None

    def __init__(self, line: socket.socket) -> None:
        self.returncode: int | None = None
        self._line = line
        line.setblocking(False)

    async def is_forked(self) -> bool:
        """Wait until it has come to be; False if its template ended before."""
        import asyncio  # only now, for it would delay the start of the template

        try:
            return await asyncio.get_running_loop().sock_recv(self._line, 1) == FORKED
        except OSError:
            return False

    def poll(self) -> int | None:
        """Return its exit status, negative for a signal; None while it lives."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                self.returncode = self._hear_end()
                self._line.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return its exit status."""
        while self.poll() is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, and to every process that it has started."""
        with suppress(OSError):  # it has ended, or the template, and the kernel with it
            self._line.send(bytes([number]))

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _hear_end(self) -> int:
        try:
            return int(self._line.recv(16) or -signal.SIGKILL)  # of a template that ended nobody hears more
        except ConnectionError:
            return -signal.SIGKILL


class WarmKernels:
    """The source of warm kernels for as long as a build lasts, or a preview with its many builds.

    Where forking is not to be had there is no template, and `fork` says so; the kernels that are then started from
    nothing give the same bytes.

    Args:
        report: Told in one line of a template that ended.
        lasting: Whether there are more builds to come.
    """

    def __init__(self, report: Callable[[str], None], *, lasting: bool = True) -> None:
        self._report = report
        self._lasting = lasting
        self._forks = forks_kernels()
        self._template: _RunningTemplate | None = None
        self._starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, environment: Mapping[str, str]) -> None:
        """See to a template that is up to date, without waiting for it to be ready.

        A template in which another version of the package is loaded, or that began in another environment, is
        replaced.

        Args:
            environment: That of the kernels to come.
        """
        if not self._forks:
            return
        key = _template_key(environment)
        if self._template is None or self._template.key != key:
            self._starts = 0
            self._replace(environment, key)

    def fork(self, order: Order) -> ForkedProcess | None:
        """Fork a kernel.

        Args:
            order: What it shall be.

        Returns:
            Its process, or None if it has to be started from nothing.
        """
        while self._template is not None:
            if process := self._template.fork(order):
                return process
            again = self._starts < MOST_STARTS
            what_now = "it was started again" if again else "kernels are now started without it"
            self._report(f"the kernel template ended ({self._template.last_words()}); {what_now}.")
            if again:
                self._replace(order.environment, self._template.key)
            else:
                self.close()
        return None

    def rest(self) -> None:
        """Hear that this build needs no more kernels; if it is the last, the template ends while it goes on."""
        if self._template is not None and not self._lasting:
            self._template.hang_up()

    def close(self) -> None:
        """End the template and every kernel that came from it."""
        if self._template is not None:
            self._template.close()
            self._template = None

    def _replace(self, environment: Mapping[str, str], key: str) -> None:
        self.close()
        with held_back(KeyboardInterrupt):  # nobody would end a process that started and was not noted down
            self._template = _RunningTemplate(environment, key)
        self._starts += 1


class _RunningTemplate:
    """A template process."""

    def __init__(self, environment: Mapping[str, str], key: str) -> None:
        self.key = key
        self._has_kernels = False
        self._folder = Path(tempfile.mkdtemp(prefix="epicrisis-"))
        self._orders, orders = socket.socketpair()
        with orders, self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", START],
                env={**environment, **private_homes(self._folder)},
                stdin=orders.fileno(),
                stdout=log,
                stderr=log,
                start_new_session=True,  # an interrupt from the keyboard is for the build
            )

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def fork(self, order: Order) -> ForkedProcess | None:
        """Ask for a kernel; None if the template has ended."""
        line, far_end = socket.socketpair()
        try:
            with far_end:
                socket.send_fds(self._orders, [b"\0"], [far_end.fileno()])
            order.send(line)
            self._has_kernels = True
        except OSError:
            line.close()
            return None
        return ForkedProcess(line)

    def last_words(self) -> str:
        """Say why it ended."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        status = self._process.wait(PATIENCE_SECONDS)
        return said or (signal.Signals(-status).name if status < 0 else f"exit status {status}")

    def hang_up(self) -> None:
        """Let it end, with its kernels; to give its memory back takes it a while, for which `close` waits."""
        self._orders.close()

    def close(self) -> None:
        """End it, with its kernels."""
        self.hang_up()
        if not self._has_kernels:
            self._process.kill()  # it may be in the middle of its imports, for which nobody wants to wait
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def private_homes(folder: Path) -> dict[str, str]:
    """Return the variables that keep Jupyter off the user's home.

    Args:
        folder: A private folder.
    """
    names = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    return {name: str(folder / name.lower()) for name in names}


def _template_key(environment: Mapping[str, str]) -> str:
    """Return what a template hangs on: the code that it loads, and the variables that are read only at a start."""
    variables = {name: value for name, value in environment.items() if name not in PER_KERNEL_VARIABLES}
    code = {str(path): digest_file(path) for path in sorted(PACKAGE.rglob("*.py"))}
    return digest_value([variables, code])
