"""A clean copy of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.paths import ProjectPaths
from epicrisis.provenance.clean_copy import clean_copy
from repository import commit_all, run_git
from small_case import CASE_ID

IGNORED = "_build/\n.cache/\n"


@pytest.fixture
def project(small_project: ProjectPaths) -> ProjectPaths:
    """The small case, committed, with a build and a draft lying about."""
    (small_project.root / ".gitignore").write_text(IGNORED, encoding="utf-8")
    commit_all(small_project.root)
    for name in ("_build/tiny/tiny.html", ".cache/thing", "draft.txt"):
        file = small_project.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    return small_project


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a copy goes: outside the project, and not there yet."""
    return tmp_path_factory.mktemp("elsewhere") / "another place"


def test_the_copy_is_the_commit(project: ProjectPaths, place: Path) -> None:
    """Neither outputs nor caches nor drafts come along."""
    copy = clean_copy(project, CASE_ID, place)

    commit = run_git(project.root, "rev-parse", "HEAD")
    assert {".git", ".gitignore", "_quarto.yml", "data"} == {path.name for path in copy.paths.root.iterdir()}
    assert commit == run_git(copy.paths.root, "rev-parse", "HEAD")
    assert f"commit {commit[:12]}" == copy.description


def test_inputs_that_are_not_committed_come_along_and_are_named(project: ProjectPaths, place: Path) -> None:
    """What was built from them is verified with them."""
    (project.case_data(CASE_ID) / "mrd.csv").write_text("changed", encoding="utf-8")
    (project.case_data(CASE_ID) / "facts.csv").unlink()

    copy = clean_copy(project, CASE_ID, place)

    assert "changed" == (copy.paths.case_data(CASE_ID) / "mrd.csv").read_text(encoding="utf-8")
    assert not (copy.paths.case_data(CASE_ID) / "facts.csv").exists()
    assert copy.description.endswith(" with uncommitted changes in data/tiny/facts.csv, data/tiny/mrd.csv")


def test_the_repository_is_left_as_it_was(project: ProjectPaths, place: Path) -> None:
    """No branch, no other working tree, no change of its index."""
    asked = (("branch", "--all"), ("worktree", "list"), ("status", "--porcelain"))
    before = [run_git(project.root, *command) for command in asked]

    clean_copy(project, CASE_ID, place)

    assert before == [run_git(project.root, *command) for command in asked]


def test_without_git_the_files_are_copied(small_project: ProjectPaths, place: Path) -> None:
    """But nothing that a build made."""
    for name in ("_build/tiny/tiny.html", ".cache/thing", "report/tiny.qmd", "_variables.yml"):
        file = small_project.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")

    copy = clean_copy(small_project, CASE_ID, place)

    assert {"_quarto.yml", "data", "report"} == {path.name for path in copy.paths.root.iterdir()}
    assert "the files of this project, which git does not track" == copy.description


def test_a_project_in_a_folder_of_a_repository_is_found_in_the_copy(tmp_path: Path) -> None:
    """The copy is one of the whole repository."""
    inner = tmp_path / "repository" / "inner"
    (inner / "data" / "tiny").mkdir(parents=True)
    (inner / "_quarto.yml").write_text("project:\n", encoding="utf-8")
    commit_all(tmp_path / "repository")

    copy = clean_copy(ProjectPaths(inner), CASE_ID, tmp_path / "copy")

    assert tmp_path / "copy" / "inner" == copy.paths.root
    assert copy.paths.quarto_config.is_file()
