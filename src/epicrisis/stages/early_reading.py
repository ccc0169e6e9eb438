"""An early reading: pandoc reads a manuscript that looks changed before the build is imported.

The companion of the build is forked first of all then, while this process is small, and gets ready to rehearse: it
has pandoc begin, and imports what renders. What looks changed and is not costs a companion with nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from epicrisis.companion import Companion
from epicrisis.paths import ProjectPaths
from epicrisis.stages.ahead import begin_to_read


@contextmanager
def early_companion(paths: ProjectPaths, *, needed: bool) -> Iterator[Companion | None]:
    """Have a companion read, if the manuscript of the last build was saved after it.

    Args:
        paths: The project.
        needed: Whether there is use for one: not if notebooks have to run first.

    Yields:
        The companion, for one build; None if nothing was saved.
    """
    from epicrisis.notebooks.environment import forks_kernels

    if not needed or (case_id := _saved_since(paths)) is None or not forks_kernels():
        yield None
        return
    with Companion() as companion:
        companion.ask(begin_to_read, paths, case_id)
        yield companion


def _saved_since(paths: ProjectPaths) -> str | None:
    """Return the case that was built last, if its manuscript has a later time than its last build."""
    built = [(path.stat().st_mtime_ns, path.stem) for path in paths.last_build("").parent.glob("*.json")]
    time, case_id = max(built, default=(0, ""))
    manuscript = paths.manuscript(case_id)
    return case_id if manuscript.is_file() and manuscript.stat().st_mtime_ns > time else None
