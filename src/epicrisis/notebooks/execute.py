"""Execute notebooks side by side, each in a kernel of its own, all or nothing."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from epicrisis.errors import NotebookFailed
from epicrisis.notebooks import document, failures
from epicrisis.notebooks.environment import kernel_environment
from epicrisis.notebooks.kernel import LOG, Kernel, KernelDied, running_kernel
from epicrisis.paths import ProjectPaths

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
    """

    stem: str
    node: NotebookNode
    warnings: str
    seconds: float


@dataclass(frozen=True)
class _Job:
    """What is the same for all notebooks of one run."""

    paths: ProjectPaths
    case_id: str
    figures_dir: Path
    timeout_seconds: float

    @property
    def places(self) -> dict[str, str]:
        """What the executed notebooks say instead of folders of this machine."""
        places = {os.environ.get("HOME", ""): "~", sys.prefix: "<python>"}
        for folder, name in ((self.figures_dir, f"figures/{self.case_id}"), (self.paths.root, ".")):
            places |= {str(folder): name, str(folder.resolve()): name}
        return {folder: name for folder, name in places.items() if folder not in ("", "/")}


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
        NotebookFailed: If a cell raised, or the kernel died or ran out of time.
    """
    return execute_notebooks([notebook], paths, case_id, figures_dir, timeout_seconds)[0]


def execute_notebooks(
    notebooks: Sequence[Path],
    paths: ProjectPaths,
    case_id: str,
    figures_dir: Path,
    timeout_seconds: float,
    progress: Progress | None = None,
) -> tuple[ExecutedNotebook, ...]:
    """Execute notebooks side by side, as many at a time as there are cores.

    An interrupt stops every kernel before `KeyboardInterrupt` goes on.

    Args:
        notebooks: The notebooks; the files are not changed.
        paths: The project.
        case_id: The case they work on.
        figures_dir: Where their figures go: a staging folder, see `figure_files.publish_figures`.
        timeout_seconds: Limit for each notebook.
        progress: Told of every notebook that is done.

    Returns:
        The executed notebooks in the order of `notebooks`.

    Raises:
        NotebookFailed: If notebooks failed; it tells of each that did.
    """
    job = _Job(paths, case_id, figures_dir.absolute(), timeout_seconds)
    results = asyncio.run(_execute_all(notebooks, job, progress or _say_nothing))
    failed = [result for result in results if isinstance(result, NotebookFailed)]
    bugs = [result for result in results if isinstance(result, BaseException) and result not in failed]
    if bugs:
        raise bugs[0]
    if failed:
        raise NotebookFailed("\n".join(map(str, failed)))
    return tuple(result for result in results if isinstance(result, ExecutedNotebook))


def _say_nothing(_stem: str, _seconds: float) -> None:
    pass


async def _execute_all(
    notebooks: Sequence[Path], job: _Job, progress: Progress
) -> list[ExecutedNotebook | BaseException]:
    # When a kernel dies, nbclient leaves tasks behind, of which asyncio would tell the user at exit.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    cores = asyncio.Semaphore(_cores())

    async def execute(notebook: Path) -> ExecutedNotebook:
        async with cores:
            executed = await _execute(notebook, job)
            progress(executed.stem, executed.seconds)
            return executed

    # gather waits for all of them, also when it is cancelled: each stops its kernel.
    return await asyncio.gather(*map(execute, notebooks), return_exceptions=True)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # a container may have fewer than the machine
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


async def _execute(notebook: Path, job: _Job) -> ExecutedNotebook:
    started = time.perf_counter()
    name = job.paths.relative(notebook)
    node = document.read_notebook(notebook, name)
    document.inject_parameters(node, {"case_id": job.case_id})
    run = _Run(name, node, job)
    try:
        async with asyncio.timeout(job.timeout_seconds):
            await run.execute()
    except TimeoutError:
        raise failures.out_of_time(run.place, job.timeout_seconds) from None
    warnings = document.clean(node, job.places)
    return ExecutedNotebook(notebook.stem, node, warnings, time.perf_counter() - started)


class _Run:
    """One notebook on its way through its cells; `place` is where it is."""

    def __init__(self, name: str, node: NotebookNode, job: _Job) -> None:
        self.name = self.place = name
        self.node = node
        self.job = job

    async def execute(self) -> None:
        """Execute every cell in a kernel that is gone when this returns."""
        environment = kernel_environment(self.job.paths, self.job.case_id, self.job.figures_dir)
        try:
            async with running_kernel(self.job.paths.notebooks, environment) as kernel:
                await self._execute_cells(kernel)
        except KernelDied as error:
            last_words = document.without_places(str(error), self.job.places)
            raise failures.kernel_did_not_start(self.name, last_words) from error

    async def _execute_cells(self, kernel: Kernel) -> None:
        # The limit is ours, for the notebook as a whole: nbclient's own would give up on late outputs silently.
        client = NotebookClient(
            self.node, km=kernel.manager, timeout=None, iopub_timeout=2**31, record_timing=False, log=LOG
        )
        client.kc = kernel.client
        client.kc.allow_stdin = False  # `input()` raises instead of waiting for ever
        written = {id(cell): number for number, cell in enumerate(document.code_cells(self.node), start=1)}
        for index, cell in enumerate(self.node.cells):
            if number := written.get(id(cell)):
                self.place = failures.cell_place(self.name, number, document.cell_label(cell))
            await self._execute_cell(client, kernel, index)

    async def _execute_cell(self, client: NotebookClient, kernel: Kernel, index: int) -> None:
        try:
            count = client.code_cells_executed + 1
            await client.async_execute_cell(self.node.cells[index], index, execution_count=count)
        except CellExecutionError as error:
            reply = {"ename": error.ename, "traceback": [error.traceback]}
            message = document.without_places(error.evalue, self.job.places)
            raise failures.cell_raised(self.place, reply, message) from None
        except DeadKernelError:
            task = asyncio.current_task()
            if task and task.cancelling():  # an interrupt or the limit, which nbclient takes for a death
                raise asyncio.CancelledError from None
            raise failures.kernel_died(self.place, kernel.exit_status) from None
