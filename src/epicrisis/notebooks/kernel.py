"""A kernel of this very interpreter, over IPC sockets in a private folder, that never outlives its build."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from epicrisis.notebooks.launcher import START
from epicrisis.notebooks.provisioner import WarmProvisioner
from epicrisis.notebooks.warm import WarmKernels, private_homes

# A Unix socket's path may have 104 (macOS) to 108 (Linux) characters; our socket names need a dozen.
LONGEST_SOCKET_FOLDER = 90

KERNEL_ARGUMENTS = (
    "-c",
    START,
    "-f",
    "{connection_file}",
    "--HistoryManager.enabled=False",  # no history in the user's home
    "--InteractiveShell.colors=nocolor",  # error text is parsed and stored
    "--IPKernelApp.log_level=CRITICAL",
)

POLL_SECONDS = 0.01
ASK_AGAIN_SECONDS = 0.2

# Jupyter logs what we report ourselves, in our own words; nothing of it may reach the user twice.
LOG = logging.getLogger(__name__)
LOG.addHandler(logging.NullHandler())
LOG.propagate = False


@dataclass(frozen=True)
class Kernel:
    """A kernel that has answered.

    Args:
        manager: Starts and stops its process.
        client: Talks to it.
        private: Its private folder, which goes when the kernel goes.
    """

    manager: AsyncKernelManager
    client: Any
    private: Path

    @property
    def exit_status(self) -> int | None:
        """The exit status of its process, negative for a signal; None while it lives."""
        process = getattr(self.manager.provisioner, "process", None)
        return None if process is None else process.poll()


class KernelDied(Exception):
    """The process of a kernel ended before it answered; the message is the last line it wrote."""


class _ThisInterpreter(KernelSpecManager):
    """Knows one kernel, the running interpreter, so that none has to be installed or can be the wrong one."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(argv=[sys.executable, *KERNEL_ARGUMENTS], display_name=kernel_name, language="python")


@asynccontextmanager
async def running_kernel(
    cwd: Path, environment: Mapping[str, str], kernels: WarmKernels | None
) -> AsyncIterator[Kernel]:
    """Run a kernel for as long as the context lasts, however it ends.

    Args:
        cwd: Working directory of the kernel.
        environment: Its variables, beside those that keep it off the user's home.
        kernels: Where warm kernels come from; without, it is started from nothing.

    Yields:
        The kernel, ready for the first cell.

    Raises:
        KernelDied: If it ended before it answered.
    """
    with _private_folder() as private, (private / "log").open("wb") as log:
        manager = AsyncKernelManager(
            connection_file=str(private / "kernel.json"),
            transport="ipc",
            ip=str(private / "k"),
            kernel_spec_manager=_ThisInterpreter(),
            log=LOG,
        )
        client = None
        try:
            if kernels is not None:
                manager.provisioner = WarmProvisioner(kernels, parent=manager, kernel_spec=manager.kernel_spec)
            env = {**environment, **private_homes(private)}
            await manager.start_kernel(cwd=str(cwd), env=env, stdout=log, stderr=log)
            client = manager.client(log=LOG)
            kernel = Kernel(manager, client, private)
            await _await_answer(kernel)
            yield kernel
        finally:
            # At once and by SIGKILL to its process group: every output has arrived by now, and a cell that
            # hangs would ignore anything kinder.
            await manager.shutdown_kernel(now=True)
            if client is not None:
                client.stop_channels()


async def _await_answer(kernel: Kernel) -> None:
    """Wait until a question was answered on both channels that a cell's outputs and its reply come over."""
    while not any(kernel.private.glob("k-*")):  # no socket yet; to knock at none delays by a tenth of a second
        await _require_alive(kernel)
        await asyncio.sleep(POLL_SECONDS)
    kernel.client.start_channels(stdin=False, hb=False)
    while True:
        question = kernel.client.kernel_info()
        with suppress(Empty):
            while True:
                message = await kernel.client.get_iopub_msg(timeout=ASK_AGAIN_SECONDS)
                if (
                    message["parent_header"].get("msg_id") == question
                    and message["content"].get("execution_state") == "idle"
                ):
                    return
        await _require_alive(kernel)


async def _require_alive(kernel: Kernel) -> None:
    if not await kernel.manager.is_alive():
        lines = (kernel.private / "log").read_text(encoding="utf-8", errors="replace").split("\n")
        raise KernelDied(next((line.strip() for line in reversed(lines) if line.strip()), ""))


@contextmanager
def _private_folder() -> Iterator[Path]:
    parent = tempfile.gettempdir()
    if len(parent) > LONGEST_SOCKET_FOLDER - len("/epicrisis-12345678"):
        parent = "/tmp"
    folder = Path(tempfile.mkdtemp(prefix="epicrisis-", dir=parent))  # only we can read it
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
