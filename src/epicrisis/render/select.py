"""Which engine renders: Quarto where it is installed, else the embedded one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Literal

from epicrisis.errors import MissingTool, UsageError
from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import Engine
from epicrisis.render.quarto import QuartoEngine

EngineChoice = Literal["auto", "quarto", "embedded"]
CHOICES: tuple[EngineChoice, ...] = ("auto", "quarto", "embedded")


def select_engine(choice: EngineChoice, project_root: Path) -> Engine:
    """Select the engine.

    Args:
        choice: `quarto` and `embedded` are themselves; `auto` is Quarto if it is found.
        project_root: Its `.venv` is one of the places where Quarto may be.

    Raises:
        MissingTool: If Quarto is asked for and not found.
        UsageError: If the choice is none of `CHOICES`.
    """
    if choice not in CHOICES:
        raise UsageError(f"there is no engine {choice!r}; choose one of {', '.join(CHOICES)}.")
    program = None if choice == "embedded" else find_quarto(project_root)
    if program is not None:
        return QuartoEngine(program)
    if choice == "quarto":
        raise MissingTool("quarto is not installed. Run `make quarto`, or use the embedded engine.")
    return EmbeddedEngine()


def find_quarto(project_root: Path) -> Path | None:
    """Find the Quarto program: where QUARTO_PATH says, on PATH, or in the virtual environment."""
    named = os.environ.get("QUARTO_PATH")
    if named and _is_program(Path(named)):
        return Path(named)
    on_path = shutil.which("quarto")
    folders = (project_root / ".venv" / "bin", Path(sys.prefix) / "bin")
    candidates = [*([Path(on_path)] if on_path else []), *(folder / "quarto" for folder in folders)]
    return next((candidate for candidate in candidates if _is_program(candidate)), None)


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
