"""Which engine a build uses, known without starting it: to ask a program for its version takes its time."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from epicrisis.paths import ProjectPaths
from epicrisis.render.select import EngineChoice, quarto_programs, select_engine
from epicrisis.workshop import Workshop

NAMES = {"quarto": "Quarto {}", "embedded": "the embedded engine ({})"}


@dataclass(frozen=True)
class EngineIdentity:
    """An engine by its name and version.

    Args:
        name: `quarto` or `embedded`.
        version: Its version, or those of its parts.
    """

    name: str
    version: str

    def __str__(self) -> str:
        """Return it as the colophon names it."""
        return NAMES[self.name].format(self.version)


def identify_engine(workshop: Workshop, choice: EngineChoice) -> EngineIdentity:
    """Return the engine that a choice comes to here.

    Args:
        workshop: The build's.
        choice: `auto`, `quarto` or `embedded`.

    Raises:
        MissingTool: If the engine asked for is not installed.
    """
    root = workshop.paths.root
    key = ["engine", choice, workshop.environment, _programs(workshop.paths)]

    def ask() -> dict[str, str]:
        engine = select_engine(choice, root)
        return {"name": engine.name, "version": engine.version}

    return EngineIdentity(**workshop.store.recall(key, ask))


def _programs(paths: ProjectPaths) -> list[list[str | int]]:
    """Return every program that may be asked, with what tells it from another one in its place."""
    pandoc = (os.environ.get("PYPANDOC_PANDOC"), shutil.which("pandoc"))
    programs = [*quarto_programs(paths.root), *(Path(path) for path in pandoc if path)]
    return [[str(path), status.st_size, status.st_mtime_ns] for path in programs if (status := path.stat())]
