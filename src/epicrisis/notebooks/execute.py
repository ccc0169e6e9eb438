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
from epicrisis.notebooks.run import Job, run_notebook
from epicrisis.notebooks.stop import Stop
from epicrisis.notebooks.warm import WarmKernels
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.trace import Trace

Progress = Callable[[str, float], None]
"""Called with the stem of a notebook and the seconds it took, when it is done."""


def _say_nothing(*_: object) -> None:
    pass


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


def execute_notebook(
    notebook: Path, paths: ProjectPaths, case_id: str, figures_dir: Path, timeout_seconds: float
) -> ExecutedNotebook:
    """Execute one notebook.

    Args:
        notebook: The notebook; the file is not changed.
        paths: The project.
        case_id: The case it works on.
        figures_dir: Where its figures go: a staging folder, see `figure_files.publish_figures`.
        timeout_seconds: Limit for the whole notebook.

    Returns:
        The executed notebook.

    Raises:
        NotebookFailed: If a cell raised, or the kernel died twice, or the time ran out.
    """
    return execute_notebooks([notebook], paths, case_id, figures_dir, timeout_seconds)[0]


def execute_notebooks(
    notebooks: Sequence[Path],
    paths: ProjectPaths,
    case_id: str,
    figures_dir: Path,
    timeout_seconds: float,
    progress: Progress = _say_nothing,
    *,
    kernels: WarmKernels | None = None,
    report: Callable[[str], None] = _say_nothing,
    meanwhile: Callable[[], None] = _say_nothing,
    stop: Stop | None = None,
) -> tuple[ExecutedNotebook, ...]:
    """Execute notebooks side by side, one more at a time than there are cores.

    An interrupt stops every kernel before `KeyboardInterrupt` goes on.

    Args:
        notebooks: The notebooks; the files are not changed.
        paths: The project.
        case_id: The case they work on.
        figures_dir: Where their figures go: a staging folder, see `figure_files.publish_figures`.
        timeout_seconds: Limit for each notebook.
        progress: Told of every notebook that is done.
        kernels: Where warm kernels come from; without, each is started from nothing.
        report: Told in one line of a kernel that died and was replaced.
        meanwhile: Called once in a thread, if there is a notebook to wait for.
        stop: By which another thread can stop every kernel; then `asyncio.CancelledError` is raised.

    Returns:
        The executed notebooks in the order of `notebooks`.

    Raises:
        NotebookFailed: If notebooks failed; it tells of each that did.
    """
    job = Job(paths, case_id, figures_dir.absolute(), timeout_seconds, kernels, report)
    if kernels is not None and notebooks:
        kernels.start(job.environment)
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

    beside = asyncio.create_task(asyncio.to_thread(meanwhile if notebooks else _say_nothing))
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
