"""A manuscript is read early where it was saved, and nobody forks a process where none was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from epicrisis.companion import Companion
from epicrisis.notebooks.environment import KERNEL_VARIABLE
from epicrisis.paths import ProjectPaths
from epicrisis.stages.early_reading import early_reading


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cases that somebody was asked to read."""
    cases: list[str] = []

    def ask(_: Companion, _work: Callable[..., object], _paths: ProjectPaths, case_id: str) -> Callable[[], None]:
        cases.append(case_id)
        return lambda: None

    monkeypatch.setenv(KERNEL_VARIABLE, "fork")
    monkeypatch.setattr(Companion, "ask", ask)
    return cases


@pytest.fixture
def built(tmp_path: Path) -> ProjectPaths:
    """A project of two cases, both built after their manuscripts were saved, `tiny` last."""
    paths = ProjectPaths(tmp_path)
    for path in (paths.manuscript("tiny"), paths.manuscript("other")):
        write(path, 100)
    for time, path in enumerate((paths.last_build("other"), paths.last_build("tiny")), 200):
        write(path, time)
    return paths


def write(path: Path, time: int) -> None:
    """Save a file at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    os.utime(path, (time, time))


def test_a_saved_manuscript_is_read_at_once(built: ProjectPaths, asked: list[str]) -> None:
    """That of the case which was built last, whichever is built now."""
    write(built.manuscript("tiny"), 300)

    with early_reading(built, needed=True):
        assert asked == ["tiny"]


@pytest.mark.parametrize("saved", ["", "other"])
def test_nothing_saved_starts_nothing(built: ProjectPaths, asked: list[str], saved: str) -> None:
    """Nor does another manuscript."""
    if saved:
        write(built.manuscript(saved), 300)

    with early_reading(built, needed=True):
        assert asked == []


def test_where_nobody_has_a_use_for_it_there_is_none(
    built: ProjectPaths, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If notebooks have to run first, if nothing was built before, and where processes are not forked."""
    write(built.manuscript("tiny"), 300)
    with early_reading(built, needed=False):
        assert asked == []
    monkeypatch.setenv(KERNEL_VARIABLE, "spawn")
    with early_reading(built, needed=True):
        assert asked == []
    monkeypatch.setenv(KERNEL_VARIABLE, "fork")
    for path in built.last_build("").parent.iterdir():
        path.unlink()
    with early_reading(built, needed=True):
        assert asked == []
