"""An early reading: pandoc reads a manuscript that looks changed while the build is still being imported.

A fork of this process, which is small yet, has pandoc read, and does nothing else. What looks changed and is not
was read for nothing. The companion of the build is forked later, when what both need has been imported once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from epicrisis.companion import Companion
from epicrisis.paths import ProjectPaths
from epicrisis.stages.ahead import read_for_build


@contextmanager
def early_reading(paths: ProjectPaths, *, needed: bool) -> Iterator[None]:
    """Have pandoc read, if the manuscript of the last build was saved after it.

    Args:
        paths: The project.
        needed: Whether there is use for it: not if notebooks have to run first.
    """
    from epicrisis.notebooks.environment import forks_kernels

    if not needed or (case_id := _saved_since(paths)) is None or not forks_kernels():
        yield
        return
    with Companion() as reader:
        reader.ask(read_for_build, paths, case_id)
        yield


def _saved_since(paths: ProjectPaths) -> str | None:
    """Return the case that was built last, if its manuscript has a later time than its last build."""
    built = [(path.stat().st_mtime_ns, path.stem) for path in paths.last_build("").parent.glob("*.json")]
    time, case_id = max(built, default=(0, ""))
    manuscript = paths.manuscript(case_id)
    return case_id if manuscript.is_file() and manuscript.stat().st_mtime_ns > time else None
