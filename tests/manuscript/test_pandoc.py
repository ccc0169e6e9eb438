"""Which pandoc is used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from epicrisis.manuscript.pandoc import pandoc_program


@pytest.fixture(autouse=True)
def _ask_anew() -> Iterator[None]:
    pandoc_program.cache_clear()
    yield
    pandoc_program.cache_clear()


def program(folder: Path) -> Path:
    """Write a program that says that it is a pandoc of the future."""
    path = folder / "pandoc"
    path.write_text("#!/bin/sh\necho pandoc 99.1\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_pinned_pandoc_comes_before_a_newer_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else an update of the machine would change a report."""
    monkeypatch.setenv("PATH", f"{program(tmp_path).parent}{os.pathsep}{os.environ['PATH']}")

    assert Path(pandoc_program()).parent.name == "files"


def test_people_can_name_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the variable that pypandoc knows."""
    monkeypatch.setenv("PYPANDOC_PANDOC", str(program(tmp_path)))

    assert pandoc_program() == str(tmp_path / "pandoc")
