"""Two builds of one project come one after the other; what several use is tidied up by the last."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from epicrisis.errors import BuildStepFailed
from epicrisis.lock import held_lock, shared_lock, turn

HOLDER = """
import sys
from pathlib import Path
from epicrisis.lock import held_lock
with held_lock(Path(sys.argv[1]), print):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until it is told to end."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "build.lock")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_free_lock_is_taken_without_a_word(tmp_path: Path) -> None:
    """And free again afterwards."""
    said: list[str] = []

    with held_lock(tmp_path / "build.lock", said.append):
        pass
    with held_lock(tmp_path / "build.lock", said.append, patience_seconds=0):
        pass

    assert said == []


def test_a_build_waits_for_another_one(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """It says so, and goes on when the other one has ended."""
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        holder.communicate("end\n")

    with held_lock(tmp_path / "build.lock", say):
        pass

    assert said == ["another build of this project is running; waiting for it"]


def test_the_wait_is_bounded(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """A build that hangs does not make every other one hang."""
    with (
        pytest.raises(BuildStepFailed, match="another build of this project is still running"),
        held_lock(tmp_path / "build.lock", str, patience_seconds=0.1),
    ):
        pass

    holder.communicate("end\n")


def test_a_killed_build_holds_nothing(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """The system releases the lock with the process."""
    holder.kill()
    holder.communicate()

    with held_lock(tmp_path / "build.lock", str, patience_seconds=0):
        held = True

    assert held


def test_the_last_one_of_several_tidies_up(tmp_path: Path) -> None:
    """Not one that leaves before others do."""
    tidied: list[str] = []

    with shared_lock(tmp_path / "lock", lambda: tidied.append("last")):
        with shared_lock(tmp_path / "lock", lambda: tidied.append("first")):
            pass
        before = list(tidied)

    assert (before, tidied) == ([], ["last"])


def test_a_mistake_is_no_reason_not_to_tidy_up(tmp_path: Path) -> None:
    """A review that fails ends as one that does not."""
    tidied: list[str] = []

    with pytest.raises(BuildStepFailed), shared_lock(tmp_path / "lock", lambda: tidied.append("last")):
        raise BuildStepFailed("a mistake")

    assert tidied == ["last"]


def test_turns_are_taken_one_after_the_other(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """Who waits says nothing, and goes on as soon as the other one ends, however it ends."""
    taken: list[bool] = []

    def take() -> None:
        with turn(tmp_path / "build.lock"):
            taken.append(True)

    waiting = threading.Thread(target=take)
    waiting.start()
    waiting.join(0.2)
    before = [*taken]
    holder.kill()
    holder.communicate()
    waiting.join()

    assert (before, taken) == ([], [True])
