"""Kernels get warm early where something was saved, and nobody waits for them where nothing was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from epicrisis.notebooks.early import early_kernels, is_saved_since
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.last_build import LastBuild
from epicrisis.tracing.trace import Trace


@pytest.fixture
def built(small_project: ProjectPaths) -> ProjectPaths:
    """A project that was built after everything in it was saved."""
    small_project.notebooks.mkdir(exist_ok=True)
    (small_project.notebooks / "timeline.ipynb").write_text("{}", encoding="utf-8")
    last = small_project.last_build("tiny")
    last.parent.mkdir(parents=True)
    read = {
        "data/tiny/mrd.csv": "",
        "data/tiny/datapackage.json": "",
        "data/tiny/gone.csv": "",
        "epicrisis/x.py": "",
    }
    reads = {"notebook timeline": read, "check data": {"data/tiny/facts.csv": ""}}
    steps = {name: Bundle(name, {}, Trace(files)) for name, files in reads.items()}
    last.write_text(LastBuild(steps=steps).text(), encoding="utf-8")
    return small_project


def save(path: Path) -> None:
    """Give a file a time after that of the build."""
    later = path.stat().st_mtime + 60
    os.utime(path, (later, later))


def test_nothing_saved_starts_nothing(built: ProjectPaths) -> None:
    """The manuscript is none of the kernels' business, nor is a table that no notebook reads."""
    save(built.case_data("tiny") / "facts.csv")
    built.report.mkdir(exist_ok=True)
    built.manuscript("tiny").write_text("New.\n", encoding="utf-8")

    assert not is_saved_since(built)
    with early_kernels(built, print) as kernels:
        assert kernels is None


@pytest.mark.parametrize(
    "saved",
    [
        lambda paths: paths.case_data("tiny") / "mrd.csv",
        lambda paths: paths.case_data("tiny") / "datapackage.json",
        lambda paths: paths.notebooks / "timeline.ipynb",
        lambda paths: paths.notebooks,
    ],
)
def test_what_was_saved_after_the_build_is_new(built: ProjectPaths, saved: Callable[[ProjectPaths], Path]) -> None:
    """A table, the package, a notebook, and the folder from which one was removed."""
    save(saved(built))

    assert is_saved_since(built)


def test_a_project_without_a_build_is_new(small_project: ProjectPaths) -> None:
    """Everything has to be drawn."""
    assert is_saved_since(small_project)


def test_a_note_that_cannot_be_read_is_left_to_the_build(built: ProjectPaths) -> None:
    """It finds out what is stale by itself."""
    built.last_build("tiny").write_text("[", encoding="utf-8")

    assert not is_saved_since(built)
