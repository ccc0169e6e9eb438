"""A head start: stale notebooks draw while the case is checked, and what they drew counts if the check passes.

A notebook needs nothing of the check but that it passes. Of a long case both take seconds, and neither keeps more
than one core busy.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from epicrisis.errors import NotebookFailed, OutputFailed
from epicrisis.notebooks.figure_files import read_figure_words
from epicrisis.paths import FIGURE_STEMS
from epicrisis.progress import Progress
from epicrisis.stages.ahead import get_ready
from epicrisis.stages.notebooks import WORDS, execute, stale_notebooks
from epicrisis.workshop import Workshop

if TYPE_CHECKING:
    from epicrisis.notebooks.execute import ExecutedNotebook
    from epicrisis.notebooks.warm import WarmKernels

_A_MOMENT = 0.005
PICTURE = ".svg"
"""What the file of a figure ends with that a page shows."""
Terms = Mapping[Path, Mapping[str, str]]
Read = TypeVar("Read")
Meanwhile = Callable[["HeadStart"], None]


@contextmanager
def head_start(workshop: Workshop, kernels: WarmKernels | None, progress: Progress) -> Iterator[HeadStart | None]:
    """Execute the stale notebooks in a thread, while this one checks the case.

    Args:
        workshop: The build's.
        kernels: Warm kernels; None if nothing is stale.
        progress: Told of each notebook that ran, when `HeadStart.results` is asked for.

    Yields:
        What is under way; None if nothing is stale. Kernels that are still at work at the end are stopped.
    """
    if kernels is None or not (terms := stale_notebooks(workshop)):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="epicrisis-") as staging:
        begun = HeadStart(workshop, kernels, terms, progress, Path(staging).resolve())
        try:
            yield begun
        finally:
            begun.close()


class HeadStart:
    """Notebooks under way.

    Args:
        workshop: The build's.
        kernels: Warm kernels.
        terms: What each of the notebooks hangs on beside the files that it reads.
        progress: Told of each notebook that ran.
        folder: Where figures go.
    """

    def __init__(
        self, workshop: Workshop, kernels: WarmKernels, terms: Terms, progress: Progress, folder: Path
    ) -> None:
        from concurrent.futures import ThreadPoolExecutor  # a build that has nothing to do needs none

        from epicrisis.notebooks.stop import Stop

        self.folder = folder
        self._workshop = workshop
        self._terms = terms
        self._steps = _HeldSteps(progress)
        self._stop = Stop()
        self._aside = ThreadPoolExecutor(max_workers=1)
        self._executed = self._aside.submit(
            execute, workshop, kernels, [*terms], folder, self._steps.step, progress.say, stop=self._stop
        )

    def results(self, wanted: Terms, meanwhile: Meanwhile | None = None) -> dict[Path, ExecutedNotebook]:
        """Return the notebooks whose execution counts, now that the check has passed.

        Those that have read what the check has changed, as a table that it makes, do not.

        Args:
            wanted: What each stale notebook hangs on now.
            meanwhile: What this thread does while it waits, once it is ready for what follows.

        Raises:
            NotebookFailed: If notebooks failed.
        """
        self._steps.release()
        get_ready(self._terms)  # this thread has nothing else to do
        if meanwhile and not self._executed.done():
            meanwhile(self)
        try:
            executed = self._executed.result()
        except NotebookFailed:
            if self._workshop.replaced:  # they may have missed what is there now
                return {}
            raise
        present = self._workshop.present
        return {
            notebook: result
            for notebook, result in zip(self._terms, executed, strict=True)
            if wanted.get(notebook) == self._terms[notebook]
            and result.trace.steady
            and present.agrees_with(result.trace)
        }

    def early_words(self) -> dict[str, dict[str, str]] | None:
        """Wait for the words of the figures that are being drawn; notebooks write them before the pictures.

        Returns:
            Alternative text and long description by stem; None if the notebooks came to their ends before.
        """
        return self._once_there(WORDS, lambda: read_figure_words(self.folder))

    def early_pictures(self) -> dict[str, Path] | None:
        """Wait for the pictures of a page; notebooks write them before those for print.

        Returns:
            The files by stem; None if the notebooks came to their ends before.
        """
        return self._once_there(PICTURE, lambda: {path.stem: path for path in self._files(PICTURE)})

    def _once_there(self, suffix: str, read: Callable[[], Read]) -> Read | None:
        """Read once each figure that is being drawn has its file; return None if the notebooks ended before."""
        missing = self._files(suffix)
        while not self._executed.done():
            missing = [path for path in missing if not path.is_file()]
            if not missing:
                with suppress(OutputFailed):  # what is half written is whole in a moment
                    return read()
            time.sleep(_A_MOMENT)  # a kernel says nothing before its cell has ended
        return None

    def _files(self, suffix: str) -> list[Path]:
        return [self.folder / f"{path.stem}{suffix}" for path in self._terms if path.stem in FIGURE_STEMS]

    def close(self) -> None:
        """Stop what is still under way; its kernels are gone when this returns."""
        self._stop.ask()
        with suppress(BaseException):  # whatever became of it, nobody asks any more
            self._executed.exception()
        self._aside.shutdown()


class _HeldSteps:
    """The lines of finished notebooks, which follow that of the check."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._lock = Lock()
        self._held: list[tuple[str, float]] | None = []

    def step(self, name: str, seconds: float) -> None:
        """Print the line of a step, or hold it back."""
        with self._lock:
            if self._held is None:
                self._progress.step(name, seconds)
            else:
                self._held.append((name, seconds))

    def release(self) -> None:
        """Print the lines that were held back, and hold no more."""
        with self._lock:
            held, self._held = self._held or [], None
        for name, seconds in held:
            self._progress.step(name, seconds)
