"""A clean copy of a project: its commit and nothing that lies about, or its files where there is no commit."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from epicrisis.errors import OutputFailed
from epicrisis.git import git
from epicrisis.paths import ProjectPaths
from epicrisis.provenance.recipe import scope
from epicrisis.provenance.revision import Revision, revision_of

GENERATED = (".*", "_build", "_variables.yml", "_tables", "_notebooks", "__pycache__")
SHOWN = 3


@dataclass(frozen=True)
class CleanCopy:
    """A copy of a project in another folder.

    Args:
        paths: The copy.
        revision: The commit, and the inputs that were copied over it; None where git does not know the project.
    """

    paths: ProjectPaths
    revision: Revision | None

    @property
    def description(self) -> str:
        """What was copied, in words."""
        if self.revision is None:
            return "the files of this project, which git does not track"
        commit, changed = f"commit {self.revision.commit[:12]}", self.revision.uncommitted
        if not changed:
            return commit
        more = f" and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
        return f"{commit} with uncommitted changes in {', '.join(changed[:SHOWN])}{more}"


def clean_copy(paths: ProjectPaths, case_id: str, folder: Path, inputs: Iterable[str] = ()) -> CleanCopy:
    """Make a clean copy; an input that is not as in the commit is copied over it, and the copy says so.

    Args:
        paths: The project.
        case_id: The case whose inputs count.
        folder: Where the copy goes; it does not exist yet.
        inputs: The inputs of its build.

    Raises:
        OutputFailed: If it cannot be written.
    """
    revision = revision_of(paths.root, scope(paths, case_id, inputs))
    try:
        root = _clone(paths.root, revision, folder) if revision else None
        if root is None:
            shutil.copytree(paths.root, folder, ignore=shutil.ignore_patterns(*GENERATED), symlinks=True)
            root, revision = folder, None
        for name in revision.uncommitted if revision else ():
            _carry_over(paths.root / name, root / name)
    except (OSError, shutil.Error) as error:
        raise OutputFailed(f"the project could not be copied to {folder}: {error}.") from error
    return CleanCopy(ProjectPaths(root), revision)


def _clone(root: Path, revision: Revision, folder: Path) -> Path | None:
    """Clone the repository of a project without touching it; return the project in it, None if that fails."""
    top, inner = git(root, "rev-parse", "--show-toplevel"), git(root, "rev-parse", "--show-prefix")
    if top is None or inner is None:
        return None
    options = ("--quiet", "--shared", "--no-checkout")
    if git(root, "clone", *options, top.rstrip("\n"), str(folder)) is None:
        return None
    if git(folder, "checkout", "--quiet", "--detach", revision.commit) is None:
        shutil.rmtree(folder)
        return None
    return folder / inner.rstrip("\n")


def _carry_over(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
