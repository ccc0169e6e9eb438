"""A preview as a user runs it, over the small synthetic case."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from epicrisis.cli import main
from epicrisis.paths import ProjectPaths
from functional.conftest import write_project
from pages.conftest import browser  # noqa: F401  # a fixture: the machine's own Chromium
from small_case import CASE_ID

COMMAND = [sys.executable, "-c", "from epicrisis.cli import main; raise SystemExit(main())", "preview"]


@dataclass
class RunningPreview:
    """A preview under way.

    Args:
        paths: Its project.
        process: Its process.
        lines: What it has printed so far.
    """

    paths: ProjectPaths
    process: subprocess.Popen[str]
    lines: list[str]

    @property
    def address(self) -> str:
        """Where the page is."""
        return self.lines[0].split()[1]

    @property
    def port(self) -> int:
        """Its port."""
        return urlsplit(self.address).port or 0

    def read_until(self, words: str) -> str:
        """Return the next line that holds some words."""
        assert self.process.stdout
        for line in iter(self.process.stdout.readline, ""):
            self.lines.append(line.rstrip())
            if words in line:
                return line.rstrip()
        raise AssertionError(f"the preview ended: {self.lines}")

    def replace(self, file: Path, old: str, new: str) -> None:
        """Edit a file as an editor does: write beside it, then rename."""
        text = file.read_text(encoding="utf-8")
        assert old in text
        beside = file.with_name(f".{file.name}.swp")
        beside.write_text(text.replace(old, new, 1), encoding="utf-8")
        beside.replace(file)

    def stop(self, number: int = signal.SIGINT) -> int:
        """End it and return its exit code."""
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=30)
        self.lines += output.splitlines()
        return self.process.returncode


@contextmanager
def running_preview(paths: ProjectPaths, *arguments: str, **environment: str) -> Iterator[RunningPreview]:
    """Start a preview of a project, hand it over when it has built once, and end it."""
    process = subprocess.Popen(
        [*COMMAND, "--engine", "embedded", "--no-open", *arguments],
        cwd=paths.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "EPICRISIS_CASE"} | environment,
    )
    preview = RunningPreview(paths, process, [])
    try:
        preview.read_until("watching")
        preview.read_until(" s ")
        yield preview
    finally:
        if process.poll() is None:
            preview.stop()


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> ProjectPaths:
    """A project that was built once; tests copy it."""
    paths = write_project(tmp_path_factory.mktemp("built"))
    manuscript = paths.manuscript(CASE_ID)
    paragraphs = "".join(f"Paragraph {number} of the discussion.\n\n" for number in range(60))
    text = manuscript.read_text(encoding="utf-8")
    text = text.replace("## Colophon", f"## Discussion\n\n{paragraphs}\n## Colophon")
    manuscript.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(paths.root)
        assert main(["build", "--engine", "embedded"]) == 0
    return paths


@pytest.fixture
def project(built_project: ProjectPaths, tmp_path: Path) -> ProjectPaths:
    """A copy of the built project, for a test to change."""
    root = tmp_path / "project"
    shutil.copytree(built_project.root, root)
    return ProjectPaths(root)
