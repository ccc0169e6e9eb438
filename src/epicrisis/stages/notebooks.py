"""The notebooks of a build: what each hangs on, which of them are stale, and the kernels that execute these."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from epicrisis.notebooks.code import read_code
from epicrisis.notebooks.early import NOTEBOOK
from epicrisis.paths import FIGURE_STEMS, ProjectPaths
from epicrisis.progress import Progress
from epicrisis.tracing.interpreter import environment_digest
from epicrisis.tracing.staleness import Present
from epicrisis.workshop import Workshop

if TYPE_CHECKING:
    from epicrisis.notebooks.execute import ExecutedNotebook
    from epicrisis.notebooks.stop import Stop
    from epicrisis.notebooks.warm import WarmKernels

WORDS = ".json"
"""What the file of a figure's words ends with."""


def step_name(notebook: Path) -> str:
    """Return what the step of a notebook is called."""
    return f"{NOTEBOOK}{notebook.stem}"


def notebook_terms(
    paths: ProjectPaths, case_id: str, present: Present, notebooks: Iterable[Path]
) -> dict[Path, dict[str, str]]:
    """Return what each notebook hangs on beside the files that it reads.

    Args:
        paths: The project.
        case_id: The case.
        present: The project as it is now.
        notebooks: The notebooks.
    """
    from epicrisis.notebooks.environment import data_epoch

    shared = {
        "case": case_id,
        "date of the data": str(data_epoch(paths, case_id)),
        "requirements.lock": present.digest("requirements.lock"),
        "environment": environment_digest(),
    }
    codes = {notebook: read_code(notebook) for notebook in notebooks}
    return {
        notebook: {
            **shared,
            "notebook": notebook.stem,
            "code cells": json.dumps([code.sources, code.tags], ensure_ascii=False),
        }
        for notebook, code in codes.items()
    }


def all_terms(workshop: Workshop) -> dict[Path, dict[str, str]]:
    """Return what each notebook hangs on beside the files that it reads, whether it is stale or not.

    Args:
        workshop: The build's.
    """
    paths = workshop.paths
    return notebook_terms(paths, workshop.case_id, workshop.present, paths.notebook_files())


def stale_among(workshop: Workshop, terms: Mapping[Path, Mapping[str, str]]) -> list[Path]:
    """Return the notebooks that are stale.

    Args:
        workshop: The build's.
        terms: What each notebook hangs on.
    """
    return [notebook for notebook in terms if workshop.find(step_name(notebook), terms[notebook]) is None]


def stale_notebooks(workshop: Workshop) -> dict[Path, dict[str, str]]:
    """Return what each notebook that is stale hangs on beside the files that it reads.

    Args:
        workshop: The build's.
    """
    terms = all_terms(workshop)
    return {notebook: terms[notebook] for notebook in stale_among(workshop, terms)}


@contextmanager
def ready_kernels(
    workshop: Workshop, given: WarmKernels | None, progress: Progress
) -> Iterator[WarmKernels | None]:
    """Have warm kernels get ready for the stale notebooks, while the build does other things.

    Args:
        workshop: The build's.
        given: Warm kernels that outlive this build, as those of a preview do.
        progress: Told of a kernel that was replaced.

    Yields:
        The warm kernels; None if nothing is stale.
    """
    if not stale_notebooks(workshop):
        yield None
        return
    from epicrisis.notebooks.environment import kernel_environment
    from epicrisis.notebooks.warm import WarmKernels

    with ExitStack() as stack:
        kernels = given or stack.enter_context(WarmKernels(progress.say, lasting=False))
        kernels.start(kernel_environment(workshop.paths, workshop.case_id, workshop.paths.cache))
        yield kernels


def execute(
    workshop: Workshop,
    kernels: WarmKernels | None,
    notebooks: Sequence[Path],
    folder: Path,
    told: Callable[[str, float], None],
    report: Callable[[str], None],
    *,
    meanwhile: Callable[[], None] | None = None,
    stop: Stop | None = None,
) -> list[ExecutedNotebook]:
    """Return notebooks of a build, executed, in their order.

    Args:
        workshop: The build's.
        kernels: Where warm kernels come from.
        notebooks: The notebooks.
        folder: Where figures go.
        told: Told of each notebook that ran.
        report: Told of each kernel that was replaced.
        meanwhile: Called once in a thread, if there is a notebook to wait for.
        stop: By which another thread can stop every kernel.

    Raises:
        NotebookFailed: If notebooks failed.
    """
    from epicrisis.notebooks.environment import notebook_timeout
    from epicrisis.notebooks.execute import execute_notebooks
    from epicrisis.notebooks.run import Job, say_nothing

    paths, case_id = workshop.paths, workshop.case_id
    job = Job(paths, case_id, folder, notebook_timeout(paths, case_id), kernels, report)
    in_turn = sorted(notebooks, key=_by_work)
    executed = execute_notebooks(in_turn, job, told, meanwhile=meanwhile or say_nothing, stop=stop)
    results = dict(zip(in_turn, executed, strict=True))
    return [results[notebook] for notebook in notebooks]


def _by_work(notebook: Path) -> tuple[int, str]:
    """Return what sorts notebooks by how much they have to do, the most first, so that no core waits at the end.

    The figures of a report are named in this order; what others do is not known beforehand.
    """
    stem = notebook.stem
    return FIGURE_STEMS.index(stem) if stem in FIGURE_STEMS else len(FIGURE_STEMS), stem
