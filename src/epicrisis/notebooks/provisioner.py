"""The kernel provisioner of Jupyter that hands out warm kernels."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from epicrisis.notebooks.template import Order
from epicrisis.notebooks.warm import WarmKernels

POLL_SECONDS = 0.001
PATIENCE_SECONDS = 5.0


class WarmProvisioner(LocalProvisioner):
    """Forks a kernel where that can be had, and else starts one from nothing.

    Args:
        kernels: Where warm kernels come from.
    """

    def __init__(self, kernels: WarmKernels, **options: Any) -> None:
        super().__init__(**options)
        self.kernels = kernels

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        """Launch the kernel; see `jupyter_client`."""
        arguments = cmd[cmd.index("-f") :]  # past the interpreter and how it starts
        order = Order(arguments, options["cwd"], options["env"], options["stdout"].name)
        while process := self.kernels.fork(order):
            if await process.is_forked():
                self.process = process  # type: ignore[assignment]  # does what is asked of a Popen here
                return self.connection_info
        return await super().launch_kernel(cmd, **options)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and await its end, at which `jupyter_client` would look but ten times a second."""
        await super().kill(restart)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while await self.poll() is None:
                    await asyncio.sleep(POLL_SECONDS)
