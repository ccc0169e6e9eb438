"""The template: a process that has imported what notebooks import, and forks a kernel for whoever asks.

A kernel that starts from nothing spends most of its start on imports, and one of a long case as much again on
tables that other kernels read too; one forked from here has both already (see `read_ahead`). The template runs no
cell, has no second thread and no socket of a kernel, so that its fork is what a process freshly started would be,
with its modules loaded.

The build holds the other end of its standard input, a socket. For each kernel it sends one end of a further
socket, the kernel's line, over which go the order (its length in four bytes, then JSON), then signals for the
kernel (a byte each) and, in return, a byte when it is forked and its exit status when it has ended. Where the
build hangs up a line, by will or by death, that kernel is killed; where it hangs up the standard input, all of
them are, and the template ends.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass

from epicrisis.notebooks.launcher import become_kernel
from epicrisis.notebooks.preload import preload, warm_up
from epicrisis.notebooks.read_ahead import read_ahead

# On the path, see `launcher.START`.
START = "import sys; del sys.path[0]; from epicrisis.notebooks.template import main; main()"

FORKED = b"+"
A_WHILE = 0.5
"""After so many seconds without an order, as between the builds of a preview, there is time to load more."""

PR_SET_PDEATHSIG = 1  # of Linux, <sys/prctl.h>


@dataclass(frozen=True)
class Order:
    """What a kernel shall be.

    Args:
        arguments: Those of `ipykernel`.
        cwd: Its working folder.
        environment: All its variables.
        log: The file for what it writes past the protocol.
    """

    arguments: list[str]
    cwd: str
    environment: dict[str, str]
    log: str

    def send(self, line: socket.socket) -> None:
        """Send the order down a line."""
        text = json.dumps(asdict(self)).encode()
        line.sendall(len(text).to_bytes(4) + text)


def receive_order(line: socket.socket) -> Order | None:
    """Take an order from a line; None if it was hung up."""
    size = int.from_bytes(line.recv(4, socket.MSG_WAITALL))
    text = line.recv(size, socket.MSG_WAITALL) if size else b""
    return Order(**json.loads(text)) if size and len(text) == size else None


def main() -> None:
    """Be the template and, in each fork, a kernel."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # of its kernels; ipykernel reads it when it is imported
    given = set(os.environ)
    preload()
    set_by_imports = {name: value for name, value in os.environ.items() if name not in given}
    read_ahead(os.environ)
    order = Template(socket.socket(fileno=os.dup(sys.stdin.fileno()))).serve()
    if order is None:
        os._exit(0)  # the build waits, and a template has nothing to put in order
    _start_over(order, set_by_imports)
    become_kernel(order.arguments)


class Template:
    """The template at its work: it waits for orders, for signals to pass on, and for kernels that end.

    Args:
        orders: Brings the line of each kernel that is asked for.
    """

    def __init__(self, orders: socket.socket) -> None:
        self.orders = orders
        self.kernels: dict[socket.socket, int] = {}  # the process at the end of each line
        self.is_warm = False
        self.bell, self.button = socket.socketpair()  # rings when a kernel ends
        self.button.setblocking(False)
        signal.set_wakeup_fd(self.button.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> Order | None:
        """Work until the build hangs up.

        Returns:
            In each forked process its order; in the template, at the end, None.
        """
        while True:
            patience = None if self.is_warm else A_WHILE
            ready, _, _ = select.select([self.orders, self.bell, *self.kernels], [], [], patience)
            if not ready:
                self.is_warm = True
                warm_up()
            for line in [line for line in ready if line in self.kernels]:
                self._pass_on(line)
            if self.bell in ready:
                self.bell.recv(4096)
                self._report_ends()
            if self.orders in ready:
                _, lines, _, _ = socket.recv_fds(self.orders, 1, 1)
                if not lines:
                    break
                if order := self._fork(socket.socket(fileno=lines[0])):
                    return order
        for line in list(self.kernels):
            self._kill(line)
        return None

    def _fork(self, line: socket.socket) -> Order | None:
        order = receive_order(line)
        if order is None:  # the build has changed its mind
            line.close()
            return None
        read_ahead(order.environment)
        process = os.fork()
        if process:
            self.kernels[line] = process
            with suppress(OSError):
                line.send(FORKED)
            return None
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (self.orders, self.bell, self.button, line, *self.kernels):
            end.close()
        return order

    def _pass_on(self, line: socket.socket) -> None:
        signals = line.recv(16)
        if not signals:
            self._kill(line)
        for number in signals:
            _signal(self.kernels[line], number)

    def _kill(self, line: socket.socket) -> None:
        process = self.kernels.pop(line)
        _signal(process, signal.SIGKILL)
        os.waitpid(process, 0)
        line.close()

    def _report_ends(self) -> None:
        for line, process in list(self.kernels.items()):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                del self.kernels[line]
                with suppress(OSError):
                    os.killpg(process, signal.SIGKILL)  # what it started ends with it
                with suppress(OSError):
                    line.sendall(str(os.waitstatus_to_exitcode(status)).encode())
                line.close()


def _signal(process: int, number: int) -> None:
    try:
        os.killpg(process, number)
    except ProcessLookupError:  # it has not come to found its group
        os.kill(process, number)


def _start_over(order: Order, set_by_imports: Mapping[str, str]) -> None:
    """Be as a process that has just been started for this order."""
    os.setsid()
    _end_with_parent()
    with open(os.devnull) as nothing, open(order.log, "ab") as log:  # noqa: PTH123  # descriptors, not contents
        os.dup2(nothing.fileno(), 0)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    os.chdir(order.cwd)
    os.environ.clear()
    os.environ.update({**set_by_imports, **order.environment, "JPY_PARENT_PID": str(os.getppid())})
    time.tzset()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # else all kernels would draw the same numbers; `random` sees to it by itself


def _end_with_parent() -> None:
    """Have the system end this kernel with the template; where it cannot, the kernel looks once a second."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != int(os.environ["JPY_PARENT_PID"]):  # the template ended before we came to ask
            os._exit(1)
