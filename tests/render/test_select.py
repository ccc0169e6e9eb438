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


def install(folder: Path, version: str = "1.10.18", status: int = 0) -> Path:
    """Put a program `quarto` into a folder that prints a version and ends with a status."""
    folder.mkdir(parents=True)
    program = folder / "quarto"
    program.write_text(f"#!/bin/sh\nprintf '%s\\n' '{version}'\nexit {status}\n", "utf-8")
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


def test_quarto_path_may_be_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one with the program, or the one above its `bin`."""
    program = install(tmp_path / "quarto" / "bin")

    for named in (program.parent, program.parent.parent):
        monkeypatch.setenv("QUARTO_PATH", str(named))
        assert select_engine("quarto", tmp_path).program == program  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("version", "engine"),
    [
        ("1.8.99", "embedded"),
        ("0.9.640", "embedded"),
        ("1.9.0", "quarto"),
        ("1.9", "quarto"),
        ("1.10.18", "quarto"),
        ("2.0.1", "quarto"),
        ("1.10.0-rc1", "quarto"),
        ("99.9.9", "quarto"),
    ],
)
def test_quarto_must_be_new_enough(tmp_path: Path, version: str, engine: str) -> None:
    """1.9 is the first; 1.10 comes after 1.9."""
    install(tmp_path / "path", version)

    assert select_engine("auto", tmp_path, note=lambda _: None).name == engine


def test_auto_says_why_it_passes_over_an_old_quarto(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, on standard error."""
    program = install(tmp_path / "path", "1.4.557")

    select_engine("auto", tmp_path)

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        f"Quarto 1.4.557 ({program}) is too old: 1.9 or newer is needed. The embedded engine renders instead.\n"
    )


def test_a_new_quarto_is_found_behind_an_old_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An old one on PATH does not hide the one that `make quarto` installed."""
    install(tmp_path / "path", "1.4.557")
    new = install(tmp_path / ".venv" / "bin")

    assert select_engine("auto", tmp_path).program == new  # type: ignore[attr-defined]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("version", "status"),
    [("quarto: no binary here", 0), ("", 0), ("1.10.18", 1), ("1.10.18\nTraceback", 0), ("v1", 0)],
)
def test_a_program_that_is_no_quarto_is_ignored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], version: str, status: int
) -> None:
    """Such as what an interrupted `make quarto` leaves in `.venv/bin`."""
    program = install(tmp_path / ".venv" / "bin", version, status)

    assert select_engine("auto", tmp_path).name == "embedded"
    assert capsys.readouterr().err == ""
    with pytest.raises(MissingTool, match=f"^{program} does not run as Quarto"):
        select_engine("quarto", tmp_path)


def test_a_file_that_cannot_run_is_ignored(tmp_path: Path) -> None:
    """A program for another machine, or a file without permission."""
    other = install(tmp_path / ".venv" / "bin")
    other.write_bytes(b"\x7fELF of another machine")
    install(tmp_path / "path").chmod(0o644)

    assert select_engine("auto", tmp_path).name == "embedded"


def test_an_old_quarto_is_not_what_was_asked_for(tmp_path: Path) -> None:
    """The message names the version that was found and the one that is needed."""
    install(tmp_path / "path", "1.4.557")

    with pytest.raises(MissingTool, match=r"^Quarto 1\.4\.557 .* is too old: 1\.9 or newer is needed\. Run `make"):
        select_engine("quarto", tmp_path)


def test_quarto_that_is_not_found_is_a_missing_tool(tmp_path: Path) -> None:
    """One line says how to get it."""
    with pytest.raises(MissingTool, match=r"^quarto is not installed\. Run `make quarto`.*$"):
        select_engine("quarto", tmp_path)


def test_another_name_is_a_usage_error(tmp_path: Path) -> None:
    """The message lists the names."""
    with pytest.raises(UsageError, match="auto, quarto, embedded"):
        select_engine("latex", tmp_path)  # type: ignore[arg-type]
