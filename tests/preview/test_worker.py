"""The process that builds, and the preview's hold on it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from epicrisis.errors import RenderFailed
from epicrisis.paths import ProjectPaths
from epicrisis.preview.builder import Builder
from epicrisis.preview.worker import TellingProgress, work


class FakeWorkbench:
    """Ends each build as it is told to."""

    def __init__(self, endings: list[Exception | None]) -> None:
        self.endings = endings
        self.times_ready = 0

    def build(self) -> None:
        """Raise the next ending, if it is one to raise."""
        if (error := self.endings.pop(0)) is not None:
            raise error

    def get_ready(self) -> None:
        """Count."""
        self.times_ready += 1


Script = Callable[[str], Builder]


def test_each_order_has_one_outcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A failed build, or a bug in the package, does not keep the next one from being good."""
    sent: list[dict[str, Any]] = []
    bench = FakeWorkbench([RenderFailed("pandoc failed"), ValueError("a bug"), None])

    work(iter(["build\n"] * 3), sent.append, bench, tmp_path)

    faults = [[fault["message"] for fault in record["faults"]] for record in sent]
    assert faults == [["pandoc failed"], ["ValueError: a bug"], []]
    assert capsys.readouterr().err.count("Traceback") == 1
    assert bench.times_ready == 3


def test_a_stage_is_told_when_it_begins() -> None:
    """And whatever else there is to say; the steps inside are of no interest."""
    sent: list[dict[str, Any]] = []
    progress = TellingProgress(send=sent.append)

    with progress.stage("figures") as stage:
        stage.note = "done"
        progress.step("mrd", 1.0)
        progress.say("a warning\n")

    assert sent == [{"stage": "figures"}, {"say": "a warning"}]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """A builder whose process runs a few lines instead of the worker."""

    def make(text: str) -> Builder:
        builder = Builder(ProjectPaths(tmp_path), "tiny", "embedded", print)
        builder.command = [sys.executable, "-c", text]
        return builder

    return make


ECHO = """
import itertools, sys
for number, line in enumerate(sys.stdin):
    print('{"stage": "check"}')
    print('{"say": "a warning"}')
    print('{"draft": "page.html"}')
    print('{"seconds": %d, "faults": []}' % number, flush=True)
"""


def test_one_process_builds_again_and_again(script: Script, capsys: pytest.CaptureFixture[str]) -> None:
    """What it says comes through."""
    stages: list[str] = []
    drafts: list[Path] = []
    with script(ECHO) as builder:
        seconds = [builder.build(stages.append, drafts.append).seconds for _ in range(3)]

    assert seconds == [0, 1, 2]
    assert stages == ["check"] * 3
    assert drafts == [Path("page.html")] * 3
    assert capsys.readouterr().out == "a warning\n" * 3


def test_a_replaced_process_starts_over(script: Script) -> None:
    """With the package as it is by then."""
    with script(ECHO) as builder:
        builder.build(print, print)
        builder.build(print, print)
        builder.replace()

        assert builder.build(print, print).seconds == 0


def test_a_process_that_ends_is_a_fault_and_the_next_build_has_another(script: Script, tmp_path: Path) -> None:
    """Nothing hangs."""
    text = f"""
import pathlib
mark = pathlib.Path({str(tmp_path / "mark")!r})
if not mark.exists():
    mark.touch()
    raise SystemExit(7)
"""
    with script(text + ECHO) as builder:
        faults = builder.build(print, print).faults

        assert [fault.message for fault in faults] == ["The building process ended (exit status 7)."]
        assert builder.build(print, print).faults == ()
