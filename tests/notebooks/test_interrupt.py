"""Kernels never outlive the build, however the build ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from epicrisis.paths import ProjectPaths

PATIENCE_SECONDS = 60

FIRST = "import os, pathlib\npathlib.Path({name!r}).write_text(f'{{os.getpid()}} {{os.getppid()}}')"

BUILD = """\
import signal, sys
from pathlib import Path
from epicrisis.notebooks.execute import execute_notebooks
from epicrisis.notebooks.run import Job
from epicrisis.notebooks.warm import WarmKernels
from epicrisis.paths import ProjectPaths
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background has it ignored
paths = ProjectPaths(Path(sys.argv[1]))
try:
    with WarmKernels(print) as kernels:
        execute_notebooks(paths.notebook_files(), Job(paths, "tiny", paths.root / "staging", 600, kernels))
except KeyboardInterrupt:
    sys.exit(130)
"""


def wait_until(condition: Any) -> None:
    """Wait for a condition, and fail if it does not come true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def alive(pid: int) -> bool:
    """Say whether a process is there and more than a zombie that nobody has reaped."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.is_file() or status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.fixture(params=["fork", "spawn"])
def busy_build(request: Any, project: ProjectPaths, write_notebook: Any, tmp_path: Path) -> Any:
    """Return a build of two notebooks without end, as a process, and the ids of the processes it has started."""
    for name in ("a", "b"):
        write_notebook(FIRST.format(name=name), "while True: pass", name=f"{name}.ipynb")
    build = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(project.root)],
        # A killed build leaves its private folders.
        env={**os.environ, "TMPDIR": str(tmp_path), "EPICRISIS_KERNEL": request.param},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    files = [project.notebooks / name for name in ("a", "b")]
    try:
        wait_until(lambda: all(path.is_file() and path.read_text() for path in files))
        started = {int(process) for path in files for process in path.read_text().split()} - {build.pid}
        assert len(started) == (3 if request.param == "fork" else 2)  # the template is one of them
        yield build, started
    finally:
        build.kill()
        build.communicate()


def test_an_interrupt_stops_every_kernel(busy_build: Any) -> None:
    """Ctrl-C ends the kernels, prints nothing, and goes on as KeyboardInterrupt."""
    build, started = busy_build

    build.send_signal(signal.SIGINT)
    output, _ = build.communicate(timeout=PATIENCE_SECONDS)

    assert (build.returncode, output) == (130, "")
    assert not any(alive(pid) for pid in started)


def test_kernels_end_when_the_build_is_killed(busy_build: Any) -> None:
    """A build that had no chance to clean up leaves no kernel either."""
    build, started = busy_build

    build.kill()
    build.wait(timeout=PATIENCE_SECONDS)

    wait_until(lambda: not any(alive(pid) for pid in started))
