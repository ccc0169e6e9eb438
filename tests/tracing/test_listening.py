"""What a piece of work reads is heard, whatever it reads it with."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from epicrisis.digests import digest_bytes
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.listening import branch, note_folder, recording, unheard
from epicrisis.tracing.trace import Trace


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one table."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("id\n")
    return tmp_path


def heard(root: Path, work: Callable[[], object]) -> Trace:
    """Return what some work is heard to read."""
    with recording(Grounds(str(root))) as recorder:
        work()
    return recorder.trace()


def test_a_file_is_recorded_with_what_it_held(root: Path) -> None:
    """By its name in the project."""
    trace = heard(root, (root / "data" / "a.csv").read_text)

    assert trace.files == {"data/a.csv": digest_bytes(b"id\n")}
    assert trace.steady


def test_a_file_that_is_not_there_is_recorded(root: Path) -> None:
    """Its coming would change the work."""
    trace = heard(root, (root / "data" / "b.csv").is_file)

    assert trace.files == {"data/b.csv": ""}


def test_a_file_of_which_only_the_presence_was_asked_is_recorded_apart(root: Path) -> None:
    """It may change, but not go."""
    trace = heard(root, (root / "data" / "a.csv").is_file)

    assert (trace.files, trace.present) == ({}, ("data/a.csv",))


def test_a_listed_folder_is_recorded_with_its_names(root: Path) -> None:
    """Hidden files and backup copies, which editors leave for a moment, do not count."""
    (root / "data" / ".a.csv.swp").touch()
    (root / "data" / "a.csv~").touch()

    trace = heard(root, lambda: list((root / "data").glob("*.csv")))

    assert trace.folders == {"data": ("a.csv",)}


def test_what_the_work_itself_writes_is_no_read(root: Path) -> None:
    """Neither looked for before nor read after."""

    def work() -> None:
        made = root / "data" / "made.csv"
        assert not made.is_file()
        made.write_text("x")
        made.read_text()

    trace = heard(root, work)

    assert trace.files == {}
    assert trace.written == (str(root / "data" / "made.csv"),)


def test_a_file_that_changes_under_the_work_makes_its_trace_unsteady(root: Path) -> None:
    """What was made of it may be of the old bytes or of the new ones, so nobody may rely on it."""

    def work() -> None:
        (root / "data" / "a.csv").read_text()
        subprocess.run(
            [sys.executable, "-c", f"open({str(root / 'data' / 'a.csv')!r}, 'w').write('new')"], check=True
        )

    assert not heard(root, work).steady


def test_a_folder_that_is_removed_is_no_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folders are opened under names that do not count from here, whatever lies here."""
    monkeypatch.chdir(root)
    (root / "work" / "data").mkdir(parents=True)
    (root / "work" / "html").mkdir()

    trace = heard(root, lambda: shutil.rmtree(root / "work"))

    assert trace.files == {}


def test_a_file_that_a_command_line_names_is_read(root: Path) -> None:
    """Also as the value of an option; programs tell nothing."""
    command = [sys.executable, "-c", "pass", f"--bibliography={root / 'data' / 'a.csv'}"]

    trace = heard(root, lambda: subprocess.run(command, check=True))

    assert list(trace.files) == ["data/a.csv"]


def test_a_folder_that_is_handed_over_is_read_as_a_whole(root: Path) -> None:
    """As fonts are, which Typst finds by itself."""
    trace = heard(root, lambda: note_folder(root / "data"))

    assert (list(trace.files), trace.folders) == (["data/a.csv"], {"data": ("a.csv",)})


def test_the_environment_and_caches_are_no_reads(root: Path) -> None:
    """Its packages are known by their versions."""
    (root / ".cache").mkdir()
    (root / ".cache" / "x").touch()

    trace = heard(root, lambda: [(root / ".cache" / "x").read_text(), Path(sys.executable).stat()])

    assert (trace.files, trace.outside) == ({}, ())


def test_a_file_outside_the_project_is_told_apart(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No build can follow it."""
    file = tmp_path_factory.mktemp("elsewhere") / "counts.csv"
    file.write_text("x")

    trace = heard(root, file.read_text)

    assert (trace.files, trace.outside) == ({}, (str(file),))


def test_a_branch_hears_its_own_part(root: Path) -> None:
    """The whole hears both; what is unheard is heard by none."""
    (root / "b").write_text("b")
    (root / "c").write_text("c")
    with recording(Grounds(str(root))) as whole:
        (root / "data" / "a.csv").read_text()
        with branch() as part:
            (root / "b").read_text()
        with unheard():
            (root / "c").read_text()

    assert part is not None
    assert list(part.trace().files) == ["b"]
    assert list(whole.trace().files) == ["b", "data/a.csv"]


def test_nothing_is_recorded_outside(root: Path) -> None:
    """A branch of nothing is nothing."""
    with branch() as part:
        (root / "data" / "a.csv").read_text()

    assert part is None
