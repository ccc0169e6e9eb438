"""What a review compares with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from epicrisis.errors import EXIT_USAGE, UsageError
from epicrisis.paths import ProjectPaths
from epicrisis.review.base import last_data_version, read_base
from small_case import CASE_ID, write_case


def git(root: Path, *arguments: str) -> str:
    """Run git as somebody, and return what it prints."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(paths: ProjectPaths, message: str, version: str = "") -> str:
    """Commit everything, with another version of the data where one is given; return the commit."""
    if version:
        file = paths.case_data(CASE_ID) / "datapackage.json"
        file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "version": version}), "utf-8")
    git(paths.root, "add", "-A")
    git(paths.root, "commit", "-q", "--allow-empty", "-m", message)
    return git(paths.root, "rev-parse", "HEAD")


@pytest.fixture
def paths(tmp_path: Path) -> ProjectPaths:
    """The small case in a repository of one commit."""
    root = tmp_path / "project"
    root.mkdir()
    paths = write_case(root)
    git(root, "init", "-q")
    commit(paths, "first")
    return paths


def test_the_default_is_the_newest_commit_with_another_data_version(paths: ProjectPaths) -> None:
    """Later changes of the text alone do not count, and neither do those of older versions."""
    commit(paths, "data", "0.2.0")
    last = commit(paths, "text after 0.2.0")
    commit(paths, "data", "0.3.0")
    commit(paths, "text after 0.3.0")

    name = last_data_version(paths, CASE_ID)

    assert git(paths.root, "rev-parse", name) == last


def test_a_version_that_is_not_committed_yet_is_compared_with_the_last_commit(paths: ProjectPaths) -> None:
    """And so is a case whose version was never another one."""
    assert last_data_version(paths, CASE_ID) == "HEAD"
    file = paths.case_data(CASE_ID) / "datapackage.json"
    file.write_text(file.read_text("utf-8").replace('"0.1.0"', '"0.1.1"'), "utf-8")

    assert last_data_version(paths, CASE_ID) == "HEAD"


@pytest.mark.parametrize("asked", ["v0.2.0", "0.2.0"])
def test_a_version_of_the_data_can_be_named(paths: ProjectPaths, asked: str) -> None:
    """It is the last state of that version; a tag of the name comes first."""
    commit(paths, "data", "0.2.0")
    last = commit(paths, "text after 0.2.0")
    tagged = commit(paths, "data", "0.3.0")

    by_version = read_base(paths, asked, CASE_ID)
    git(paths.root, "tag", asked, tagged)
    by_tag = read_base(paths, asked, CASE_ID)

    assert (by_version.name, by_version.commit) == (asked, last)
    assert by_tag.commit == tagged


def test_a_revision_is_read_as_it_was_committed(paths: ProjectPaths) -> None:
    """Not as it is now; what is no input stays out."""
    (paths.root / "notes.txt").write_text("mine", "utf-8")
    tagged = commit(paths, "second")
    git(paths.root, "tag", "v1")
    (paths.case_data(CASE_ID) / "facts.csv").write_text("changed", "utf-8")

    base = read_base(paths, "v1", CASE_ID)

    assert (base.name, base.commit) == ("v1", tagged)
    assert base.files["data/tiny/facts.csv"].startswith(b"id,subject")
    assert "notes.txt" not in base.files


def test_a_folder_is_read_without_what_a_build_made_in_it(paths: ProjectPaths, tmp_path: Path) -> None:
    """No git is needed, and the packet names the folder without its path."""
    folder = tmp_path / "as-submitted"
    folder.mkdir()
    copy = write_case(folder)
    for made in (copy.case_tables(CASE_ID) / "mrd.md", copy.case_build(CASE_ID) / "tiny.html"):
        made.parent.mkdir(parents=True)
        made.write_text("made", "utf-8")

    base = read_base(paths, str(folder), CASE_ID)

    assert (base.name, base.commit) == ("as-submitted", "")
    assert "data/tiny/mrd.csv" in base.files
    assert not [name for name in base.files if "_tables" in name or "_build" in name]


@pytest.mark.parametrize("asked", ["v9.9", "--output=x", "nowhere"])
def test_a_base_that_is_not_there_is_wrong_usage(paths: ProjectPaths, asked: str) -> None:
    """An option in disguise is no revision."""
    with pytest.raises(UsageError, match="no such git revision") as caught:
        read_base(paths, asked, CASE_ID)

    assert caught.value.exit_code == EXIT_USAGE


def test_without_history_a_folder_must_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    root = tmp_path / "project"
    root.mkdir()
    paths = write_case(root)

    with pytest.raises(UsageError, match="Say --base FOLDER"):
        read_base(paths, None, CASE_ID)
