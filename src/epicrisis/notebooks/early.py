"""An early start: kernels get warm before a build knows what it needs, if it looks as if notebooks have to run.

The template of kernels takes longer to get ready than a build takes to find out. What looks stale and is not costs
a template that nobody uses; what is stale and does not look so is found later, as always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from epicrisis.paths import ProjectPaths

if TYPE_CHECKING:
    from epicrisis.notebooks.warm import WarmKernels

NOTEBOOK = "notebook "
"""What the names of the steps of notebooks begin with."""


@contextmanager
def early_kernels(paths: ProjectPaths, say: Callable[[str], None]) -> Iterator[WarmKernels | None]:
    """Have kernels get warm for one build, if something of the notebooks' was saved after the last one.

    Args:
        paths: The project.
        say: Told in one line of a template that ended.

    Yields:
        The kernels; None if nothing was saved.
    """
    if not is_saved_since(paths):
        yield None
        return
    from epicrisis.notebooks.environment import kernel_environment
    from epicrisis.notebooks.warm import WarmKernels

    with WarmKernels(say, lasting=False) as kernels:
        # The case is told to each kernel when it is forked, and is perhaps not known yet.
        kernels.start(kernel_environment(paths, "", paths.cache))
        yield kernels


def is_saved_since(paths: ProjectPaths) -> bool:
    """Return whether notebooks, or files that they read, have a later time than the last build.

    Whether they differ is not asked.

    Args:
        paths: The project.
    """
    records = [(path.stat().st_mtime_ns, path) for path in paths.last_build("").parent.glob("*.json")]
    if not records:
        return True
    built, last = max(records)
    edited = chain(_read_by_notebooks(paths, last), paths.notebooks.glob("*.ipynb"), [paths.notebooks])
    return any(path.stat().st_mtime_ns > built for path in edited if path.exists())


def _read_by_notebooks(paths: ProjectPaths, last: Path) -> Iterator[Path]:
    from epicrisis.tracing.last_build import read_last_build  # where there is none, kernels do not wait for it

    steps = read_last_build(last).steps.values()
    read = (step.trace.files for step in steps if step.name.startswith(NOTEBOOK))
    yield from (paths.root / file for file in {*chain(*read)})
