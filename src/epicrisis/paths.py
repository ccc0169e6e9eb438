"""Every folder and file of a project, named once, from one injected root."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from os import sep
from os.path import islink
from pathlib import Path
from posixpath import join

from epicrisis.errors import UsageError

FIGURE_STEMS = ("timeline", "mrd", "immune_cells")
FIGURE_FORMATS = ("svg", "pdf", "png")
TABLE_NAMES = (
    "clarifications",
    "coverage",
    "data",
    "figure-immune_cells",
    "figure-mrd",
    "figure-timeline",
    "genomics",
    "immune_cells",
    "lesions",
    "literature",
    "markers",
    "mrd",
    "treatments",
)
"""What is made from the data of each case for its manuscript to include: the names of the files, without `.md`."""


@dataclass(frozen=True)
class ProjectPaths:
    """The folders of one project.

    Args:
        root: The folder that holds `_quarto.yml`, absolute.
    """

    root: Path

    @property
    def data(self) -> Path:
        """Folder with one data package per case."""
        return self.root / "data"

    @property
    def notebooks(self) -> Path:
        """Folder with the thin notebooks."""
        return self.root / "notebooks"

    def notebook_files(self) -> tuple[Path, ...]:
        """Return the notebooks of the project, sorted."""
        return tuple(sorted(self.notebooks.glob("*.ipynb")))

    @property
    def figures(self) -> Path:
        """Folder with one subfolder of generated figures per case."""
        return self.root / "figures"

    @property
    def report(self) -> Path:
        """Folder with the manuscripts, the references and the theme."""
        return self.root / "report"

    @property
    def build(self) -> Path:
        """Folder with one subfolder of outputs per case."""
        return self.root / "_build"

    @property
    def cache(self) -> Path:
        """Folder for what the project's dependencies lend to the engines: the CSL style, the fonts."""
        return self.root / ".cache"

    @property
    def store(self) -> Path:
        """Folder of what the steps of earlier builds have made."""
        return self.cache / "store"

    @property
    def lock(self) -> Path:
        """The file that keeps two builds apart."""
        return self.cache / "build.lock"

    @property
    def transaction(self) -> Path:
        """Folder of what a build replaces, until it is done."""
        return self.cache / "transaction"

    @property
    def reviews(self) -> Path:
        """Folder of the copies that reviews have built."""
        return self.cache / "review"

    @property
    def quarto_config(self) -> Path:
        """The project file that both engines read."""
        return self.root / "_quarto.yml"

    @property
    def variables(self) -> Path:
        """The generated values of the manuscripts."""
        return self.root / "_variables.yml"

    def case_data(self, case_id: str) -> Path:
        """Return the data package folder of a case."""
        return self.data / case_id

    def case_figures(self, case_id: str) -> Path:
        """Return the figure folder of a case."""
        return self.figures / case_id

    def case_tables(self, case_id: str) -> Path:
        """Return the folder of the generated manuscript tables of a case."""
        return self.report / "_tables" / case_id

    def executed_notebooks(self, case_id: str) -> Path:
        """Return the folder of the executed notebooks of a case, from which its manuscript embeds."""
        return self.report / "_notebooks" / case_id

    def last_build(self, case_id: str) -> Path:
        """Return the note of what the last build of a case has read and placed."""
        return self.store / "last" / f"{case_id}.json"

    def case_build(self, case_id: str) -> Path:
        """Return the output folder of a case."""
        return self.build / case_id

    def manuscript(self, case_id: str) -> Path:
        """Return the manuscript of a case."""
        return self.report / f"{case_id}.qmd"

    def claims(self, case_id: str) -> Path:
        """Return the claims and derived values of a case's manuscript; the file need not be there."""
        return self.report / f"{case_id}.claims.yml"

    @cached_property
    def _real_root(self) -> Path:
        return self.root.resolve()

    def relative(self, path: Path) -> str:
        """Return a path relative to the root, with forward slashes, for messages and manifests."""
        try:
            return path.resolve().relative_to(self._real_root).as_posix()
        except (ValueError, RuntimeError, OSError):  # elsewhere, or links that lead in a circle
            return path.as_posix()

    def names_of(self, paths: Iterable[Path]) -> dict[Path, str]:
        """Return many paths relative to the root, as `relative` does; each folder is asked once where it is."""
        folders: dict[str, str] = {}
        names: dict[Path, str] = {}
        for path in paths:
            text = str(path)  # which takes a fraction of the time that paths take
            if islink(text):  # noqa: PTH114  # for the same reason
                names[path] = self.relative(path)
                continue
            folder, _, name = text.rpartition(sep)
            if folder not in folders:
                folders[folder] = self.relative(path.parent)
            names[path] = name if folders[folder] == "." else join(folders[folder], name)
        return names

    def holds(self, path: Path) -> bool:
        """Whether a path leads to a place inside the project, after every `..` and every symbolic link."""
        try:
            return path.resolve().is_relative_to(self._real_root)
        except (RuntimeError, OSError, ValueError):
            return False  # links in a circle, a name too long, a name with a null: they lead nowhere

    def case_ids(self) -> tuple[str, ...]:
        """Return the ids of all cases of the project, sorted."""
        return tuple(sorted(package.parent.name for package in self.data.glob("*/datapackage.json")))


def is_file(path: Path) -> bool:
    """Whether a path is a file; a name that the system does not take is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def find_project(start: Path) -> ProjectPaths:
    """Find the project that a folder belongs to.

    Args:
        start: A folder or file inside the project.

    Returns:
        The paths of the nearest folder upwards that holds a `_quarto.yml`.

    Raises:
        UsageError: If no folder upwards holds one.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "_quarto.yml").is_file():
            return ProjectPaths(folder)
    raise UsageError(f"no _quarto.yml in {start} or above it. Run epicrisis inside a project folder.")
