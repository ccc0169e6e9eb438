"""One notebook on its way through its cells, in a kernel of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from epicrisis.notebooks import document, failures
from epicrisis.notebooks.environment import kernel_environment
from epicrisis.notebooks.kernel import LOG, Kernel, KernelDied, running_kernel
from epicrisis.notebooks.streams import joined
from epicrisis.notebooks.warm import WarmKernels
from epicrisis.notebooks.witness import recorded, start_recording
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.trace import Trace


def say_nothing(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Job:
    """What is the same for all notebooks of one build.

    Args:
        paths: The project.
        case_id: The case they work on.
        figures_dir: Where their figures go, absolute: a staging folder, see `figure_files.publish_figures`.
        timeout_seconds: Limit for each notebook.
        kernels: Where warm kernels come from; without, each is started from nothing.
        report: Told in one line of a kernel that died and was replaced.
    """

    paths: ProjectPaths
    case_id: str
    figures_dir: Path
    timeout_seconds: float
    kernels: WarmKernels | None = None
    report: Callable[[str], None] = say_nothing

    @property
    def environment(self) -> dict[str, str]:
        """The variables of every kernel."""
        return kernel_environment(self.paths, self.case_id, self.figures_dir)

    @property
    def places(self) -> dict[str, str]:
        """What the executed notebooks say instead of folders of this machine."""
        places = {os.environ.get("HOME", ""): "~", sys.prefix: "<python>"}
        for folder, name in ((self.figures_dir, f"figures/{self.case_id}"), (self.paths.root, ".")):
            places |= {str(folder): name, str(folder.resolve()): name}
        return {folder: name for folder, name in places.items() if folder not in ("", "/")}


async def run_notebook(notebook: Path, job: Job) -> tuple[NotebookNode, Trace]:
    """Run the cells of a notebook.

    A kernel that dies is replaced once, and the notebook run again from its first cell: the machine may have been
    short of memory, or the template gone.

    Args:
        notebook: The file; it is not changed.
        job: What all notebooks share.

    Returns:
        The notebook with its outputs, as they came, and what it has read.

    Raises:
        NotebookFailed: If a cell raised, or the kernel died twice, or the time ran out.
    """
    run = _Run(notebook, job)
    try:
        async with asyncio.timeout(job.timeout_seconds):
            try:
                await run.execute()
            except failures.KernelLost as lost:
                job.report(f"{lost} It is replaced, and the notebook run again.")
                await run.execute()
    except TimeoutError:
        raise failures.out_of_time(run.place, job.timeout_seconds) from None
    return run.node, run.trace


class _Run:
    """A notebook under way; `place` is where it is."""

    node: NotebookNode
    trace: Trace

    def __init__(self, notebook: Path, job: Job) -> None:
        self.notebook = notebook
        self.job = job
        self.name = self.place = job.paths.relative(notebook)

    async def execute(self) -> None:
        """Execute every cell in a kernel that is gone when this returns."""
        self.node = document.read_notebook(self.notebook, self.name)  # without what an earlier kernel has left
        document.inject_parameters(self.node, {"case_id": self.job.case_id})
        try:
            async with running_kernel(self.job.paths.notebooks, self.job.environment, self.job.kernels) as kernel:
                await start_recording(kernel, self.job.paths, str(self.job.figures_dir))
                await self._execute_cells(kernel)
                self.trace = await recorded(kernel)
        except KernelDied as error:
            last_words = document.without_places(str(error), self.job.places)
            raise failures.kernel_did_not_start(self.name, last_words) from error

    async def _execute_cells(self, kernel: Kernel) -> None:
        # The limit is ours, for the notebook as a whole: nbclient's own would give up on late outputs silently.
        client = NotebookClient(
            self.node,
            km=kernel.manager,
            timeout=None,
            iopub_timeout=2**31,
            record_timing=False,
            log=LOG,
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
            cell = await client.async_execute_cell(self.node.cells[index], index, execution_count=count)
        except CellExecutionError as error:
            reply = {"ename": error.ename, "traceback": [error.traceback]}
            message = document.without_places(error.evalue, self.job.places)
            raise failures.cell_raised(self.place, reply, message) from None
        except DeadKernelError:
            task = asyncio.current_task()
            if task and task.cancelling():  # an interrupt or the limit, which nbclient takes for a death
                raise asyncio.CancelledError from None
            raise failures.kernel_died(self.place, kernel.exit_status) from None
        if "outputs" in cell:
            cell.outputs = joined(cell.outputs)
