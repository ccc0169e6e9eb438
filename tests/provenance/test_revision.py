"""What git says of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.paths import ProjectPaths
from epicrisis.provenance.revision import Revision, revision_of
from repository import commit_all, run_git

SCOPE = ("_quarto.yml", "data")


@pytest.fixture
def repository(small_project: ProjectPaths) -> Path:
    """The small case in a repository of its own, committed."""
    commit_all(small_project.root)
    return small_project.root


def head(root: Path) -> str:
    """Return the id of the last commit."""
    return run_git(root, "rev-parse", "HEAD")


def test_a_committed_project_is_told_by_its_commit(repository: Path) -> None:
    """Nothing else needs to be said."""
    assert Revision(head(repository)) == revision_of(repository, SCOPE)


def test_what_is_not_in_the_commit_is_listed(repository: Path) -> None:
    """Changed, added and removed files, and only those of the scope."""
    (repository / "data/tiny/mrd.csv").write_text("changed", encoding="utf-8")
    (repository / "data/tiny/added é.csv").write_text("added", encoding="utf-8")
    (repository / "data/tiny/facts.csv").unlink()
    (repository / "letter.txt").write_text("no input", encoding="utf-8")

    revision = revision_of(repository, SCOPE)

    names = ("data/tiny/added é.csv", "data/tiny/facts.csv", "data/tiny/mrd.csv")
    assert Revision(head(repository), names) == revision


def test_a_path_that_is_excluded_is_not_asked_about(repository: Path) -> None:
    """The manuscript of another case says nothing about this one."""
    (repository / "data/tiny/mrd.csv").write_text("changed", encoding="utf-8")

    revision = revision_of(repository, (*SCOPE, ":(exclude)data/tiny/mrd.csv"))

    assert Revision(head(repository)) == revision


def test_a_project_in_a_folder_of_a_repository_names_files_from_its_own_root(tmp_path: Path) -> None:
    """As in messages."""
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "_quarto.yml").write_text("project:\n", encoding="utf-8")
    commit_all(tmp_path)
    (inner / "_quarto.yml").write_text("lang: en\n", encoding="utf-8")

    revision = revision_of(inner, SCOPE)

    assert Revision(head(tmp_path), ("_quarto.yml",)) == revision


def test_a_project_that_git_does_not_track_has_no_revision(repository: Path) -> None:
    """The commit of a repository around it would say nothing about it."""
    inner = repository / "inner"
    inner.mkdir()
    (inner / "_quarto.yml").write_text("project:\n", encoding="utf-8")

    assert revision_of(inner, SCOPE) is None


def test_without_git_there_is_no_revision(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader may have a downloaded archive, or no git."""
    monkeypatch.setenv("PATH", "")

    assert revision_of(repository, SCOPE) is None
