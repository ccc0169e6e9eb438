"""What git says of a project: its commit, and the inputs that differ from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from epicrisis.git import git

CONFIG = "_quarto.yml"


@dataclass(frozen=True)
class Revision:
    """The commit that a project was built from.

    Args:
        commit: Its full id.
        uncommitted: Inputs that differ from it, sorted paths in the project; empty where the commit says it all.
    """

    commit: str
    uncommitted: tuple[str, ...] = ()


def revision_of(root: Path, scope: Iterable[str]) -> Revision | None:
    """Return the commit of a project and which of its inputs are not as in it.

    Generated files that git tracks are not asked about: a build may just be making them anew.

    Args:
        root: The project folder.
        scope: Pathspecs of the inputs.

    Returns:
        The revision; None where there is no git, or where git does not track the project.
    """
    commit = git(root, "rev-parse", "HEAD")
    if commit is None or git(root, "ls-files", "--error-unmatch", CONFIG) is None:
        return None
    asked = ("--", *scope)
    changed = _names(git(root, "diff", "--name-only", "--relative", "-z", "HEAD", *asked))
    added = _names(git(root, "ls-files", "--others", "--exclude-standard", "-z", *asked))
    return Revision(commit.strip(), tuple(sorted({*changed, *added})))


def _names(listed: str | None) -> list[str]:
    return [name for name in (listed or "").split("\0") if name]
