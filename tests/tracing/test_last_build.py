"""The note of the last build says what the build said, or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from epicrisis.digests import digest_bytes
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.last_build import LastBuild, read_last_build
from epicrisis.tracing.trace import Trace
from epicrisis.transaction import Transaction
from epicrisis.workshop import Made, Workshop

TERMS = {"case": "tiny"}


def step(name: str, *read: str) -> Bundle:
    """Return a step that has read some files, and asked for and listed others."""
    trace = Trace({file: digest_bytes(file.encode()) for file in read}, ("x",), {"data": ("a.csv",)}, ("/else",))
    return Bundle(name, TERMS, trace, {"out": "1f"}, {"rows": 3}, kept_in=f"{name}/1.json")


BUILD = LastBuild(
    {"inputs": {"a.csv": "1f"}},
    {"one": step("one", "a.csv", "ä.csv"), "two": step("two", "ä.csv", "c.csv"), "none": step("none")},
    {"figures/a.svg": "2e"},
)


def test_a_note_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Files that several steps have read, and where each step is kept, included."""
    path = tmp_path / "tiny.json"
    path.write_text(BUILD.text(), encoding="utf-8")

    again = read_last_build(path)

    assert again == BUILD
    assert [bundle.kept_in for bundle in again.steps.values()] == ["none/1.json", "one/1.json", "two/1.json"]


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "[",
        BUILD.text().replace("2e", "2f"),
        BUILD.text()[:-1],
        f"{digest_bytes(b'{}')}\n{{}}",
        f"{digest_bytes(b'3')}\n3",
    ],
)
def test_a_note_that_is_not_what_was_written_says_nothing(tmp_path: Path, content: str | None) -> None:
    """Nor one of another release, in another form."""
    path = tmp_path / "tiny.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    assert read_last_build(path) == LastBuild()


class Builds:
    """Builds of a project with one step, which reads one file.

    Args:
        root: The project.
    """

    def __init__(self, root: Path) -> None:
        self.paths = ProjectPaths(root)
        self.table = root / "a.csv"
        self.table.write_text("1", encoding="utf-8")

    def build(self) -> tuple[str, ...]:
        """Build; return which steps were done."""
        folder = self.paths.transaction
        folder.mkdir(parents=True, exist_ok=True)
        workshop = Workshop(self.paths, "tiny", Transaction(folder))
        step = workshop.do("check data", TERMS, lambda: Made({"out": self.table.read_bytes()}))
        assert workshop.content(step, "out") == self.table.read_bytes()
        workshop.remember_build({}, workshop.placed_by_name())
        return tuple(workshop.redone)


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    """A project that was built."""
    builds = Builds(tmp_path)
    assert builds.build() == ("check data",)
    return builds


def test_a_step_of_the_last_build_is_found_without_a_look_into_the_store(builds: Builds) -> None:
    """It is taken as used all the same; a file that was only touched is no other one."""
    (kept,) = builds.paths.store.glob("steps/*/*.json")
    kept.write_text("unread", encoding="utf-8")
    os.utime(kept, (1, 1))
    os.utime(builds.table)

    assert builds.build() == ()
    assert kept.stat().st_mtime > 1


def test_a_step_of_the_last_build_is_believed_as_far_as_it_holds(builds: Builds) -> None:
    """Another content is another step; one that is taken back is found in the store."""
    builds.table.write_text("2", encoding="utf-8")
    assert builds.build() == ("check data",)

    builds.table.write_text("1", encoding="utf-8")
    assert builds.build() == ()


def test_a_step_that_the_store_has_thrown_away_is_done_again(builds: Builds) -> None:
    """As when its content was damaged: the note names it still."""
    (kept,) = builds.paths.store.glob("steps/*/*.json")
    kept.unlink()

    assert builds.build() == ("check data",)
