"""Lets a kernel record what its notebook reads."""

from __future__ import annotations

from queue import Empty

from epicrisis.notebooks.kernel import Kernel
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.grounds import PACKAGE_FOLDER
from epicrisis.tracing.listening import read_trace
from epicrisis.tracing.trace import Trace

TIMEOUT_SECONDS = 60
"""More than a busy machine needs to start listening, or to write down what was heard."""
_LISTENING = "__import__('epicrisis.tracing.listening', fromlist=['start'])"


async def start_recording(kernel: Kernel, paths: ProjectPaths, figures_dir: str) -> None:
    """Let a kernel record what it reads from now on.

    Args:
        kernel: The kernel, before its first cell.
        paths: The project.
        figures_dir: Where its notebook writes figures.
    """
    own = [str(kernel.private), figures_dir]
    await _ask(kernel, f"{_LISTENING}.start({str(paths.root)!r}, {str(PACKAGE_FOLDER)!r}, {own!r})")


async def recorded(kernel: Kernel) -> Trace:
    """Return what a kernel has read.

    Args:
        kernel: The kernel, after its last cell.

    Returns:
        The trace; one that is not steady, so that nobody relies on it, if the notebook has broken the recorder.
    """
    file = kernel.private / "trace.json"
    await _ask(kernel, f"{_LISTENING}.finish({str(file)!r})")
    try:
        return read_trace(file)
    except (OSError, ValueError, TypeError):
        return Trace(steady=False)


async def _ask(kernel: Kernel, code: str) -> None:
    # Silent: it is no cell, so it has no number, and leaves no name behind.
    try:
        await kernel.client.execute(code, silent=True, store_history=False, reply=True, timeout=TIMEOUT_SECONDS)
    except (Empty, TimeoutError, RuntimeError):
        return  # a kernel that died: the next cell will tell
