"""The process that builds for a preview: one order a line comes in, lines of JSON go out.

It keeps everything imported and the kernels warm between builds. The preview replaces it when the package changes.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO, cast

from epicrisis.atomic import write_if_changed
from epicrisis.case.recent import keep_recent
from epicrisis.companion import Companion
from epicrisis.errors import EpicrisisError
from epicrisis.interruption import held_back, interrupt_on_end_signals
from epicrisis.paths import ProjectPaths
from epicrisis.preview.outcome import Fault, Outcome, faults_of
from epicrisis.progress import Progress, Stage

if TYPE_CHECKING:
    from epicrisis.notebooks.warm import WarmKernels
    from epicrisis.render.select import EngineChoice

Send = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class TellingProgress(Progress):
    """Tells the preview which stage has begun, and what else there is to say.

    Args:
        send: Sends one record.
    """

    send: Send = print

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """Tell of a stage that begins; its time is of no interest here."""
        self.send({"stage": name})
        yield Stage()

    def step(self, name: str, seconds: float) -> None:
        """Leave the steps of a stage out."""

    def say(self, line: str) -> None:
        """Send a line for the terminal."""
        self.send({"say": line.rstrip()})


class SupportsWork(Protocol):
    """What builds, and gets ready for the next build."""

    def build(self) -> None:
        """Build what is stale."""

    def get_ready(self) -> None:
        """Do beforehand what the next build would have to wait for."""


def work(orders: Iterator[str], send: Send, workbench: SupportsWork, root: Path) -> None:
    """Build once for each order, and get ready for the next one in between.

    Args:
        orders: Lines; their end is the end of the work.
        send: Takes the record of each outcome.
        workbench: Where the work is done.
        root: The project.
    """
    for _ in orders:
        began = time.monotonic()
        faults: tuple[Fault, ...] = ()
        try:
            workbench.build()
        except (EpicrisisError, OSError) as error:
            faults = faults_of(error, root)
        except Exception as error:  # a bug in the package under work is no reason to end its preview
            traceback.print_exc()
            faults = faults_of(error, root)
        send(Outcome(time.monotonic() - began, faults).as_record())
        workbench.get_ready()
        with held_back(KeyboardInterrupt):  # it would be lost in a finalizer
            gc.collect()


class Workbench:
    """Builds one case again and again, with kernels that stay warm.

    Its parts are imported when it works, so that a mistake in the package is told like any other.

    Args:
        paths: The project.
        case_id: The case.
        engine: `auto`, `quarto` or `embedded`.
        send: Takes what there is to tell.
    """

    def __init__(self, paths: ProjectPaths, case_id: str, engine: str, send: Send) -> None:
        self._paths, self._case_id, self._engine = paths, case_id, engine
        self._progress = TellingProgress(send=send)
        self._kernels: WarmKernels | None = None
        self._companion = Companion()

    def build(self) -> None:
        """Build what is stale."""
        from epicrisis.notebooks.warm import WarmKernels
        from epicrisis.pipeline import build

        self._kernels = self._kernels or WarmKernels(self._progress.say)
        engine = cast("EngineChoice", self._engine)
        told = (self._progress, self._kernels, self._show, self._companion)
        build(self._paths, self._case_id, engine, None, *told)

    def _show(self, page: bytes) -> None:
        """Let the preview show the page while the other outputs are made."""
        file = self._paths.cache / "preview" / f"{self._case_id}.html"
        write_if_changed(file, page)
        self._progress.send({"draft": str(file)})

    def get_company(self) -> None:
        """Have a companion forked, as long as no library has threads here."""
        self._companion.ask(_get_ready_to_render)

    def get_ready(self) -> None:
        """Let the kernels of the next build get warm."""
        if self._kernels:
            from epicrisis.notebooks.environment import kernel_environment

            self._kernels.start(kernel_environment(self._paths, self._case_id, self._paths.cache))

    def close(self) -> None:
        """End the kernels, and who works beside this process."""
        self._companion.close()
        if self._kernels:
            self._kernels.close()


def _get_ready_to_render() -> bool:
    """Import what renders, in the companion, where a mistake in the package ends nothing."""
    from epicrisis.stages.ahead import get_ready_to_render

    return get_ready_to_render()


def _main(root: str, case_id: str, engine: str) -> None:
    # A build makes a million objects, and Python would look through all that are there again and again: that is
    # done between builds, when nobody waits.
    gc.disable()
    keep_recent()
    paths = ProjectPaths(Path(root))
    lines = _take_output()

    def send(record: dict[str, Any]) -> None:
        print(json.dumps(record), file=lines, flush=True)

    with closing(Workbench(paths, case_id, engine, send)) as workbench:
        workbench.get_company()
        work(iter(sys.stdin.readline, ""), send, workbench, paths.root)


def _take_output() -> TextIO:
    """Keep standard output for the records; whatever else prints goes to standard error."""
    lines = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return lines


if __name__ == "__main__":
    interrupt_on_end_signals()
    try:
        _main(*sys.argv[1:])
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
