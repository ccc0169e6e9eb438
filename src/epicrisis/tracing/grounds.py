"""Which files a trace tells of, and what they are called: those of the project and of this package."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGE_FOLDER = Path(__file__).parents[1]
PACKAGE_NAME = "src/epicrisis"
"""What the package is called wherever it is installed, so that a trace is the same on every machine."""

# What is no part of anybody's work: the record of versions, environments, caches, outputs for readers.
_LEFT_OUT = frozenset([".git", ".venv", ".cache", "_build", "__pycache__", "node_modules"])
# What a build makes, and of which no list tells anything that its makers did not know.
_GENERATED = frozenset(["_variables.yml", "_tables", "_notebooks"])


@dataclass(frozen=True)
class Grounds:
    """The files that count.

    Args:
        root: The project, absolute.
        package: The folder of this package, absolute.
        made: Names of files and folders of the project that the work itself makes; they do not count.
    """

    root: str
    package: str = str(PACKAGE_FOLDER)
    made: Sequence[str] = ()

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        return tuple({self.root, os.path.realpath(self.root)})

    def name_of(self, path: str) -> str | None:
        """Return the name of a file or folder that counts; None for any other.

        Args:
            path: Absolute.
        """
        if _is_in(path, self.package):
            return None  # the package has an account of its own, see `modules`
        for root in self._roots:
            if _is_in(path, root):
                name = self._project_name(path[len(root) + 1 :].replace(os.sep, "/"))
                return None if name is None or self._is_made(name) else name
        return None

    @staticmethod
    def _project_name(inside: str) -> str | None:
        parts = inside.split("/")
        if not _LEFT_OUT.isdisjoint(parts) or parts[-1].endswith((".pyc", ".tmp")):
            return None
        return inside or "."

    def _is_made(self, name: str) -> bool:
        return any(name == made or name.startswith(f"{made}/") for made in self.made)

    def holds(self, path: str) -> bool:
        """Return whether a file is in the project or the package, even if it does not count."""
        return any(_is_in(path, folder) for folder in (*self._roots, self.package))

    def is_work(self, path: str) -> bool:
        """Return whether some code is of the package or the project, rather than of a library."""
        return _is_in(path, self.package) or self.name_of(path) is not None

    def is_loose_module(self, path: str) -> bool:
        """Return whether a module is a file of the project beside this package."""
        return not _is_in(path, self.package) and self.name_of(path) is not None

    def path_of(self, name: str) -> Path:
        """Return the file of a name."""
        return Path(self.place_of(name))

    def place_of(self, name: str) -> str:
        """Return the path of a name as text, which is enough to look at a file, and takes a tenth of the time."""
        inside = name.removeprefix(f"{PACKAGE_NAME}/")
        return os.path.join(self.package, inside) if inside != name else os.path.join(self.root, name)

    def names_in(self, folder: str) -> tuple[str, ...]:
        """Return the names in a folder that count, sorted; none if it is not there.

        Args:
            folder: Its name.
        """
        prefix = "" if folder == "." else f"{folder}/"
        try:
            names = sorted(os.listdir(self.place_of(folder)))
        except OSError:
            return ()
        return tuple(
            name
            for name in names
            if not name.startswith(".")
            and not name.endswith("~")
            and name not in _GENERATED
            and self._project_name(prefix + name)
        )


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + os.sep)
