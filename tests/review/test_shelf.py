"""Copies that a review has built are kept for the next one, and not for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from epicrisis.errors import OutputFailed
from epicrisis.paths import ProjectPaths
from epicrisis.review.shelf import KEPT, LOCK, PAGE, RECORD, Copy, in_use, prune, put, take

FILES = {"data/tiny/mrd.csv": b"id\n"}
MADE = Copy("<html></html>", "", ("A table.",))

OTHER = """
import sys
from pathlib import Path
from epicrisis.review.shelf import in_use
with in_use(Path(sys.argv[1])):
    print("in use", flush=True)
    sys.stdin.readline()
"""


def fill(shelf: Path, count: int) -> list[Path]:
    """Put copies on a shelf, each last used a minute after the one before."""
    folders = [shelf / f"copy-{number}" for number in range(count)]
    for minute, folder in enumerate(folders):
        put(folder, FILES, lambda _: MADE)
        os.utime(folder / RECORD, (60 * minute, 60 * minute))
    return folders


def test_a_copy_is_taken_as_it_was_put(tmp_path: Path) -> None:
    """With its files, its page, and what was said of it."""
    copy = put(tmp_path / "shelf" / "one", FILES, lambda _: MADE)

    taken = take(tmp_path / "shelf" / "one")

    assert copy == taken == MADE
    assert (tmp_path / "shelf" / "one" / "data/tiny/mrd.csv").read_bytes() == b"id\n"


def test_what_was_never_put_cannot_be_taken(tmp_path: Path) -> None:
    """The first review of a base."""
    assert take(tmp_path / "one") is None


@pytest.mark.parametrize("damage", [PAGE, RECORD])
def test_a_damaged_copy_is_made_anew(tmp_path: Path, damage: str) -> None:
    """Nothing of it is trusted, and the new one takes its place."""
    folder = tmp_path / "one"
    put(folder, FILES, lambda _: MADE)
    (folder / damage).write_text("", "utf-8")

    before = take(folder)
    put(folder, FILES, lambda _: MADE)

    assert (before, take(folder)) == (None, MADE)


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """The next review tries again."""

    def fail(_: ProjectPaths) -> Copy:
        raise OutputFailed("disk full")

    with pytest.raises(OutputFailed):
        put(tmp_path / "shelf" / "one", FILES, fail)

    assert list((tmp_path / "shelf").iterdir()) == []


def test_of_two_reviews_that_build_the_same_one_the_first_wins(tmp_path: Path) -> None:
    """The other one takes what is there."""
    folder = tmp_path / "one"

    def overtaken(_: ProjectPaths) -> Copy:
        put(folder, FILES, lambda _: MADE)
        return Copy("<html>late</html>")

    put(folder, FILES, overtaken)

    assert take(folder) == MADE


def test_a_full_shelf_loses_nothing(tmp_path: Path) -> None:
    """The greatest length is allowed."""
    folders = fill(tmp_path, KEPT)

    prune(tmp_path)

    assert all(folder.is_dir() for folder in folders)


def test_one_more_pushes_out_the_one_that_was_not_used_for_longest(tmp_path: Path) -> None:
    """To take a copy is to use it."""
    folders = fill(tmp_path, KEPT + 1)
    take(folders[0])

    prune(tmp_path)

    assert [folder for folder in folders if not folder.is_dir()] == [folders[1]]


def test_what_killed_reviews_have_left_goes(tmp_path: Path) -> None:
    """A copy without a record was never finished."""
    (tmp_path / ".building-x" / "project").mkdir(parents=True)
    (tmp_path / "of-an-older-program").mkdir()

    with in_use(tmp_path):
        pass

    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_nothing_goes_while_another_review_reads(tmp_path: Path) -> None:
    """The last one to end tidies up."""
    fill(tmp_path, KEPT + 1)
    command = [sys.executable, "-c", OTHER, str(tmp_path)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "in use\n"

    with in_use(tmp_path):
        pass
    during = len(list(tmp_path.glob("copy-*")))
    other.communicate("end\n")

    assert during == KEPT + 1
    assert len(list(tmp_path.glob("copy-*"))) == KEPT
