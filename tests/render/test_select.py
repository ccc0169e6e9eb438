"""Which engine renders."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.errors import MissingTool, UsageError
from epicrisis.render.select import select_engine


@pytest.fixture(autouse=True)
def no_quarto(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without Quarto, whatever this one has."""
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setattr("sys.prefix", str(tmp_path / "prefix"))


def install(folder: Path) -> Path:
    """Put a program `quarto` into a folder."""
    folder.mkdir(parents=True)
    program = folder / "quarto"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    return program


def test_auto_is_embedded_without_quarto(tmp_path: Path) -> None:
    """Nothing has to be installed."""
    assert select_engine("auto", tmp_path).name == "embedded"


@pytest.mark.parametrize("place", ["path", ".venv/bin", "prefix/bin"])
def test_auto_is_quarto_where_it_is_found(tmp_path: Path, place: str) -> None:
    """On PATH, in the project's virtual environment, or in the one that runs."""
    install(tmp_path / place)

    assert select_engine("auto", tmp_path).name == "quarto"


def test_quarto_path_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for Quarto's own tools."""
    install(tmp_path / "path")
    named = install(tmp_path / "named")
    monkeypatch.setenv("QUARTO_PATH", str(named))

    assert select_engine("quarto", tmp_path).program == named  # type: ignore[attr-defined]


def test_embedded_is_embedded_with_quarto_installed(tmp_path: Path) -> None:
    """A choice is a choice."""
    install(tmp_path / "path")

    assert select_engine("embedded", tmp_path).name == "embedded"


def test_quarto_that_is_not_found_is_a_missing_tool(tmp_path: Path) -> None:
    """One line says how to get it."""
    with pytest.raises(MissingTool, match=r"^quarto is not installed\. Run `make quarto`.*$"):
        select_engine("quarto", tmp_path)


def test_another_name_is_a_usage_error(tmp_path: Path) -> None:
    """The message lists the names."""
    with pytest.raises(UsageError, match="auto, quarto, embedded"):
        select_engine("latex", tmp_path)  # type: ignore[arg-type]
