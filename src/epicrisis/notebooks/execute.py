"""Execute notebooks side by side, each in a kernel of its own, all or nothing."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from epicrisis.errors import NotebookFailed
from epicrisis.notebooks import document
from epicrisis.notebooks.run import Job, run_notebook, say_nothing
from epicrisis.notebooks.stop import Stop
from epicrisis.tracing.trace import Trace

Progress = Callable[[str, float], None]
"""Called with the stem of a notebook and the seconds it took, when it is done."""


@dataclass(frozen=True)
class ExecutedNotebook:
    """A notebook with its outputs, the same bytes on every machine.

    Args:
        stem: The one name of notebook and figure.
        node: The notebook, cleaned.
        warnings: What its cells wrote to the standard error stream; not part of the notebook.
        seconds: How long it took.
        trace: What it read.
    """

    stem: str
    node: NotebookNode
    warnings: str
    seconds: float
    trace: Trace = field(default_factory=Trace)


def execute_notebooks(
    notebooks: Sequence[Path],
    job: Job,
    progress: Progress = say_nothing,
    *,
    meanwhile: Callable[[], None] = say_nothing,
    stop: Stop | None = None,
) -> tuple[ExecutedNotebook, ...]:
    """Execute notebooks side by side, one more at a time than there are cores.

    An interrupt stops every kernel before `KeyboardInterrupt` goes on.

    Args:
        notebooks: The notebooks; the files are not changed.
        job: What is the same for all of them.
        progress: Told of every notebook that is done.
        meanwhile: Called once in a thread, if there is a notebook to wait for.
        stop: By which another thread can stop every kernel; then `asyncio.CancelledError` is raised.

    Returns:
        The executed notebooks in the order of `notebooks`.

    Raises:
        NotebookFailed: If notebooks failed; it tells of each that did.
    """
    if job.kernels is not None and notebooks:
        job.kernels.start(job.environment)
    results = asyncio.run(_execute_all(notebooks, job, progress, meanwhile, stop))
    failed = [result for result in results if isinstance(result, NotebookFailed)]
    bugs = [result for result in results if isinstance(result, BaseException) and result not in failed]
    if bugs:
        raise bugs[0]
    if failed:
        raise NotebookFailed("\n".join(map(str, failed)))
    return tuple(result for result in results if isinstance(result, ExecutedNotebook))


async def _execute_all(
    notebooks: Sequence[Path], job: Job, progress: Progress, meanwhile: Callable[[], None], stop: Stop | None
) -> list[ExecutedNotebook | BaseException]:
    if stop:
        stop.heed()
    # When a kernel dies, nbclient leaves tasks behind, of which asyncio would tell the user at exit.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    places = asyncio.Semaphore(_cores() + 1)  # while one of them starts or ends, which is much waiting

    async def execute(notebook: Path) -> ExecutedNotebook:
        async with places:
            executed = await _execute(notebook, job)
            progress(executed.stem, executed.seconds)
            return executed

    beside = asyncio.create_task(asyncio.to_thread(meanwhile if notebooks else say_nothing))
    try:
        # gather waits for all of them, also when it is cancelled: each stops its kernel.
        return await asyncio.gather(*map(execute, notebooks), return_exceptions=True)
    finally:
        beside.cancel()  # its thread is awaited as the loop closes


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # a container may have fewer than the machine
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


async def _execute(notebook: Path, job: Job) -> ExecutedNotebook:
    started = time.perf_counter()
    node, trace = await run_notebook(notebook, job)
    warnings = document.clean(node, job.places)
    return ExecutedNotebook(notebook.stem, node, warnings, time.perf_counter() - started, trace)
