"""Which engine renders: Quarto where a Quarto that is new enough is installed, else the embedded one."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from epicrisis.errors import MissingTool, UsageError
from epicrisis.render.engine import Engine

EngineChoice = Literal["auto", "quarto", "embedded"]
CHOICES: tuple[EngineChoice, ...] = ("auto", "quarto", "embedded")
MINIMUM_VERSION = (1, 9)
"""The first Quarto whose PDFs meet PDF/UA-1."""

_NEEDED = ".".join(str(number) for number in MINIMUM_VERSION)


@dataclass(frozen=True)
class InstalledQuarto:
    """A program that calls itself Quarto.

    Args:
        program: Where it is.
        version: What it prints as its version; None if it does not run or prints something else.
    """

    program: Path
    version: str | None

    @property
    def is_new_enough(self) -> bool:
        """Whether it is at least the minimum version."""
        numbers = re.findall(r"\d+", self.version or "")[:2]
        return tuple(int(number) for number in numbers) >= MINIMUM_VERSION


def tell(line: str) -> None:
    """Print a line for the person at the terminal, apart from the output."""
    print(line, file=sys.stderr, flush=True)


def select_engine(choice: EngineChoice, project_root: Path, note: Callable[[str], None] = tell) -> Engine:
    """Select the engine.

    Args:
        choice: `quarto` and `embedded` are themselves; `auto` is Quarto if it is found and new enough.
        project_root: Its `.venv` is one of the places where Quarto may be.
        note: Told in one line when `auto` passes over a Quarto that is too old.

    Raises:
        MissingTool: If Quarto is asked for and not found, does not run or is too old.
        UsageError: If the choice is none of `CHOICES`.
    """
    if choice not in CHOICES:
        raise UsageError(f"there is no engine {choice!r}; choose one of {', '.join(CHOICES)}.")
    # An engine is imported when it is chosen, because both take their time.
    from epicrisis.render.embedded.engine import EmbeddedEngine
    from epicrisis.render.quarto import QuartoEngine

    if choice == "embedded":
        return EmbeddedEngine()
    passed_over: list[InstalledQuarto] = []
    for installed in find_quarto(project_root):
        if installed.is_new_enough:
            return QuartoEngine(installed.program)
        passed_over.append(installed)
    if choice == "quarto":
        raise MissingTool(f"{_reason(passed_over)} Run `make quarto`, or use the embedded engine.")
    if any(installed.version for installed in passed_over):
        note(f"{_reason(passed_over)} The embedded engine renders instead.")
    return EmbeddedEngine()


def find_quarto(project_root: Path) -> Iterator[InstalledQuarto]:
    """Find the programs `quarto`: where QUARTO_PATH says, on PATH, in the virtual environments.

    Args:
        project_root: Its `.venv` is one of the places.
    """
    from epicrisis.render.quarto import version_of

    for program in quarto_programs(project_root):
        yield InstalledQuarto(program, version_of(program))


def quarto_programs(project_root: Path) -> Iterator[Path]:
    """Yield the programs that may be Quarto, each once, without asking them.

    Args:
        project_root: Its `.venv` is one of the places.
    """
    seen: set[Path] = set()
    for program in _candidates(project_root):
        if program.is_file() and os.access(program, os.X_OK) and program.resolve() not in seen:
            seen.add(program.resolve())
            yield program


def _candidates(project_root: Path) -> Iterator[Path]:
    named = os.environ.get("QUARTO_PATH")
    if named:
        # Some of Quarto's tools mean the program by it, some its folder.
        yield from (Path(named), Path(named) / "quarto", Path(named) / "bin" / "quarto")
    on_path = shutil.which("quarto")
    if on_path:
        yield Path(on_path)
    yield from (project_root / ".venv" / "bin" / "quarto", Path(sys.prefix) / "bin" / "quarto")


def _reason(passed_over: list[InstalledQuarto]) -> str:
    old = next((installed for installed in passed_over if installed.version), None)
    if old:
        return f"Quarto {old.version} ({old.program}) is too old: {_NEEDED} or newer is needed."
    if passed_over:
        return f"{passed_over[0].program} does not run as Quarto."
    return "quarto is not installed."
