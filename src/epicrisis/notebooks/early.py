"""An early start: kernels get warm before a build knows what it needs, if it looks as if notebooks have to run.

The template of kernels takes longer to get ready than a build takes to find out. What looks stale and is not costs
a template that nobody uses; what is stale and does not look so is found later, as always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import TYPE_CHECKING

from epicrisis.paths import ProjectPaths

if TYPE_CHECKING:
    from epicrisis.notebooks.warm import WarmKernels


@contextmanager
def early_kernels(paths: ProjectPaths, say: Callable[[str], None]) -> Iterator[WarmKernels | None]:
    """Have kernels get warm for one build, if data or notebooks were saved after the last one.

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
    """Return whether data or notebooks have a later time than the last build; whether they differ is not asked.

    Args:
        paths: The project.
    """
    edited = chain(paths.data.glob("*/*"), paths.notebooks.glob("*.ipynb"), [paths.notebooks])
    with suppress(OSError):  # a file that goes meanwhile
        built = max((path.stat().st_mtime_ns for path in paths.last_build("").parent.glob("*.json")), default=0)
        return any(path.stat().st_mtime_ns > built for path in edited)
    return False
