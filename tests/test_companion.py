"""A companion works beside its process, and saves time only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from epicrisis import companion as companion_module
from epicrisis.companion import Companion

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="companions are forked, on Linux alone")

LEARNT: list[str] = []

LEFT_ALONE = """
import os, signal
from epicrisis.companion import Companion
companion = Companion()
answer = companion.ask(os.getpid)
print(answer(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def companion(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Companion]:
    """A companion, whether or not what runs the tests has threads: nothing here needs them in a fork."""
    (tmp_path / "thread").mkdir()
    monkeypatch.setattr(companion_module, "OWN_THREADS", tmp_path)
    with Companion() as companion:
        yield companion


def learn(word: str) -> list[str]:
    """Remember a word; return all of them."""
    LEARNT.append(word)
    return LEARNT


def fail() -> None:
    """Fail."""
    raise ValueError("no")


def end() -> None:
    """End the process."""
    os._exit(3)


def test_it_is_another_process_that_remembers(companion: Companion) -> None:
    """What it learns in one piece of work it knows in the next; here nothing of it is known."""
    first, second, who = companion.ask(learn, "a"), companion.ask(learn, "b"), companion.ask(os.getpid)

    assert who() != os.getpid()
    assert second() == ["a", "b"]
    assert first() == ["a"]
    assert LEARNT == []


def test_work_that_fails_has_no_answer_and_the_next_has(companion: Companion) -> None:
    """Whoever asked does it himself, and then it is told."""
    failed, done = companion.ask(fail), companion.ask(os.getpid)

    assert failed() is None
    assert isinstance(done(), int)


def test_a_companion_that_ends_is_replaced(companion: Companion) -> None:
    """The work that it did not finish has no answer."""
    before = companion.ask(os.getpid)()

    assert companion.ask(end)() is None
    assert companion.ask(os.getpid)() not in {None, before}


def test_to_close_it_ends_it_whatever_it_does(companion: Companion) -> None:
    """Nobody waits for work that is of no use any more."""
    process = companion.ask(os.getpid)()
    companion.ask(signal.pause)

    companion.close()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_it_holds_no_file_of_its_process_open(companion: Companion) -> None:
    """A pipe ends when its process closes it, though the companion goes on."""
    reader, writer = os.pipe()
    companion.ask(os.getpid)()

    os.close(writer)

    assert os.read(reader, 1) == b""
    os.close(reader)


def test_it_ends_with_its_process() -> None:
    """Even if that is killed: it hangs on the line between them."""
    command = [sys.executable, "-c", LEFT_ALONE]

    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # until its pipes end

    assert done.returncode == -signal.SIGKILL
    assert int(done.stdout) > 0


def test_a_process_with_threads_is_not_forked() -> None:
    """A library whose threads are missing in the fork would wait for them there."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    companion = Companion()

    assert not companion.is_to_be_had
    assert companion.ask(os.getpid)() is None
    stop.set()
    thread.join()


def test_a_system_without_room_for_a_process_has_no_companion(
    companion: Companion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told, as nothing is lost but time."""

    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)

    assert companion.ask(os.getpid)() is None


def test_a_companion_that_says_nothing_is_not_waited_for_for_ever(
    companion: Companion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is ended, and there is no answer."""
    monkeypatch.setattr(companion_module, "PATIENCE_SECONDS", 0.2)

    assert companion.ask(signal.pause)() is None
