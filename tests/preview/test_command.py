"""The command from its start to its end."""

from __future__ import annotations

import shutil
import signal
import socket
from pathlib import Path

import pytest

from epicrisis.paths import ProjectPaths
from epicrisis.preview.watch import PACKAGE
from functional.test_interruption import kernels_of
from preview.conftest import running_preview


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(project: ProjectPaths, number: int) -> None:
    """Ctrl-C and SIGTERM end it with 0: there is no other way to leave. No process stays, the port is free."""
    with running_preview(project) as preview:
        code = preview.stop(number)

    assert code == 0
    assert preview.lines[-1] == "preview ended"
    assert "Traceback" not in "".join(preview.lines)
    if Path("/proc/self/cwd").exists():
        assert kernels_of(project.root) == []
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", preview.port))


def test_it_says_what_it_does(project: ProjectPaths) -> None:
    """The address, what it watches, then one line a build."""
    with running_preview(project) as preview:
        preview.replace(project.manuscript("tiny"), "## Colophon", "A sentence.\n\n## Colophon")
        line = preview.read_until("report/tiny.qmd")

    assert preview.lines[0].startswith(f"preview  http://127.0.0.1:{preview.port}/")
    assert preview.lines[1].startswith("watching data, notebooks, report, ")
    assert preview.lines[1].endswith("_quarto.yml; Ctrl-C ends it")
    assert preview.lines[2].endswith(" s built")
    assert line.endswith(" s report/tiny.qmd: 1 passage changed")


def test_a_change_of_the_package_is_taken_up(project: ProjectPaths) -> None:
    """The next build is done by the code as it is by then; a mistake in it has file and line."""
    package = project.root / "src" / "epicrisis"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    pipeline = package / "pipeline.py"
    text = pipeline.read_text(encoding="utf-8")
    with running_preview(project, PYTHONPATH=str(package.parent)) as preview:
        pipeline.write_text("value ==\n" + text, encoding="utf-8")
        preview.read_until("not built")
        mistake = preview.read_until("SyntaxError: ")
        pipeline.write_text(
            text + '\n\ndef build(*_: object) -> None:\n    raise UsageError("new code")\n', encoding="utf-8"
        )
        told = preview.read_until("new code")

    assert mistake.strip().startswith("src/epicrisis/pipeline.py, line 1: SyntaxError: ")
    assert told.strip() == "new code"
