"""The preview's hold on the process that builds."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from epicrisis.paths import ProjectPaths
from epicrisis.preview.outcome import Fault, Outcome, outcome_of

WORKER = "epicrisis.preview.worker"
PATIENCE_SECONDS = 10


class Builder:
    """Builds a case again and again, in a process of its own.

    Args:
        paths: The project.
        case_id: The case.
        engine: `auto`, `quarto` or `embedded`.
        say: Told, in one line, what the build has to say.
    """

    def __init__(self, paths: ProjectPaths, case_id: str, engine: str, say: Callable[[str], None]) -> None:
        self.command = [sys.executable, "-m", WORKER, str(paths.root), case_id, engine]
        self._say = say
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def build(self, on_stage: Callable[[str], None], on_draft: Callable[[Path], None]) -> Outcome:
        """Build what is stale.

        Args:
            on_stage: Told the name of each stage that begins.
            on_draft: Told the file of the page when it is rendered and the other outputs are not.

        Returns:
            What came of it. A process that ends is a fault like others; the next build starts a new one.
        """
        began = time.monotonic()
        process = self._running()
        for record in _answers(process):
            if "stage" in record:
                on_stage(record["stage"])
            elif "draft" in record:
                on_draft(Path(record["draft"]))
            elif "say" in record:
                self._say(record["say"])
            else:
                return outcome_of(record)
        status = process.wait()
        self._process = None
        fault = Fault(
            "", f"The building process ended (exit status {status}).", "See what it wrote in the terminal."
        )
        return Outcome(time.monotonic() - began, (fault,))

    def replace(self) -> None:
        """Have the next build done by the package as it is now."""
        self.stop()

    def stop(self) -> None:
        """End the process; a build under way goes back to where it began."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            with suppress(BrokenPipeError):
                process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                start_new_session=True,  # an interrupt from the keyboard is for the preview, which stops us
            )
        assert self._process.stdin
        with suppress(BrokenPipeError):  # it has ended; so has its output, and that is told
            self._process.stdin.write("build\n")
            self._process.stdin.flush()
        return self._process


def _answers(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert process.stdout
    for line in iter(process.stdout.readline, ""):
        yield json.loads(line)
