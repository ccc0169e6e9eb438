"""Ctrl-C and a full disk: the previous outputs stay, and nothing goes on running."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from epicrisis.paths import ProjectPaths
from functional.conftest import Command

Outputs = Callable[[], dict[str, str]]

SLOW_CALL = "[__import__('pathlib').Path('../started').touch(), __import__('time').sleep(600)]"


def kernels_of(root: Path) -> list[str]:
    """Return the command lines of processes whose working folder is inside a project."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.joinpath("cwd").readlink().is_relative_to(root):
                found.append(process.joinpath("cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # it ended, or is not ours
    return found


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="reads the process table of Linux")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_ends_with_130_and_stops_every_kernel(
    project: ProjectPaths, outputs: Outputs, number: signal.Signals
) -> None:
    """Ctrl-C in the middle of a notebook, or another signal to end, leaves no process and no new output."""
    before = outputs()
    notebook = project.notebooks / "mrd.ipynb"
    text = notebook.read_text(encoding="utf-8")
    assert "mrd.draw(case)" in text
    notebook.write_text(text.replace("mrd.draw(case)", SLOW_CALL), encoding="utf-8")
    command = [sys.executable, "-c", "from epicrisis.cli import main; raise SystemExit(main(['build']))"]
    build = subprocess.Popen(command, cwd=project.root, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (project.root / "started").exists():
        assert build.poll() is None

    if number == signal.SIGINT:
        os.killpg(build.pid, number)  # what a terminal does: the whole group gets it
    else:
        build.send_signal(number)
    _, errors = build.communicate(timeout=60)

    assert build.returncode == 130
    assert "interrupted" in errors
    assert "Traceback" not in errors
    assert kernels_of(project.root) == []
    assert outputs() == before


@pytest.mark.parametrize(
    ("step", "number"),
    [
        ("os.replace", errno.ENOSPC),
        ("pathlib.Path.write_bytes", errno.ENOSPC),
        ("os.replace", errno.EROFS),
        ("os.replace", errno.EACCES),
    ],
)
def test_a_full_or_read_only_disk_ends_with_3_and_leaves_the_outputs(
    epicrisis: Command,
    project: ProjectPaths,
    outputs: Outputs,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    number: int,
) -> None:
    """Whether it is full or read-only for the figures or for the page; the reason is in the message."""
    before = outputs()
    table = project.case_data("tiny") / "mrd.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",0.5,", ",0.7,", 1), encoding="utf-8")

    def no_space(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as full:
        full.setattr(step, no_space)
        outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 3
    assert os.strerror(number).lower() in outcome.errors.lower()
    assert "Traceback" not in outcome.errors
    assert outputs() == before
