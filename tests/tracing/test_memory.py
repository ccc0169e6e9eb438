"""A question is asked once: again only if its key is another one, or the answer is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from epicrisis.tracing import memory
from epicrisis.tracing.memory import recall, recall_each, recall_files, recall_together, remembering
from epicrisis.tracing.store import Store


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """A process that remembers nothing, before and after."""
    memory.forget()
    yield
    memory.forget()


class Oracle:
    """Answers in capitals, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        """Answer one question."""
        self.asked.append(question)
        return question.upper()

    def answers(self, questions: Sequence[str]) -> list[str]:
        """Return the answers to some questions through the memory."""
        return recall_each(questions, lambda new: [self(questions[number]) for number in new])


def test_a_process_asks_once() -> None:
    """Also without a store, as for a document outside a project."""
    oracle = Oracle()

    answers = [recall(["q", "a"], lambda: oracle("a")) for _ in range(2)]

    assert answers == ["A", "A"]
    assert oracle.asked == ["a"]


def test_only_new_questions_are_asked() -> None:
    """All of them together, each once, and every answer stands at its question."""
    oracle = Oracle()
    oracle.answers(["a", "b"])

    answers = oracle.answers(["c", "a", "d", "c"])

    assert answers == ["C", "A", "D", "C"]
    assert oracle.asked == ["a", "b", "c", "d"]


def test_the_next_process_finds_the_answer_in_the_store(tmp_path: Path) -> None:
    """It is asked again where there is another store."""
    oracle = Oracle()
    for folder in ("one", "one", "two"):
        with remembering(Store(tmp_path / folder)):
            oracle.answers(["a"])
        memory.forget()

    assert oracle.asked == ["a", "a"]


@pytest.mark.parametrize("damage", [b"", b"{", b'{"digest": "0", "body": "B"}'])
def test_a_damaged_answer_is_asked_for_again(tmp_path: Path, damage: bytes) -> None:
    """And is whole afterwards."""
    oracle = Oracle()
    store = Store(tmp_path)
    with remembering(store):
        oracle.answers(["a"])
        (kept,) = tmp_path.glob("memory/*.json")
        sound = kept.read_bytes()
        kept.write_bytes(damage)
        memory.forget()

        answers = oracle.answers(["a"])

    assert answers == ["A"]
    assert kept.read_bytes() == sound


def test_a_question_that_fails_is_asked_again(tmp_path: Path) -> None:
    """What it raises goes to the asker."""

    def fail() -> str:
        raise ValueError("no answer")

    with remembering(Store(tmp_path)):
        with pytest.raises(ValueError, match="no answer"):
            recall("a", fail)
        answer = recall("a", lambda: "A")

    assert answer == "A"


def test_a_process_keeps_the_last_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those beyond the limit are asked for again."""
    monkeypatch.setattr(memory, "MOST_RECENT", 2)
    oracle = Oracle()

    for question in ("a", "b", "a", "c", "a", "b"):
        oracle.answers([question])

    assert oracle.asked == ["a", "b", "c", "b"]


def test_another_release_asks_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may keep its answers in another form."""
    answers = []
    for release in ("one", "other"):
        monkeypatch.setattr(memory, "code_digest", lambda release=release: release)
        with remembering(Store(tmp_path)):
            answers.append(recall("question", lambda release=release: release))

    assert answers == ["one", "other"]


def test_files_are_made_again_if_one_of_them_is_lost(tmp_path: Path) -> None:
    """Or damaged, or if nobody keeps them: what is handed out is what was made."""
    store, made = Store(tmp_path / "store"), {"a": b"A", "b": b"B"}
    asked: list[str] = []

    def make() -> dict[str, bytes]:
        asked.append("both")
        return made

    answers = [recall_files("q", make)]
    with remembering(store):
        answers += [recall_files("q", make), recall_files("q", make)]
        (kept,) = [path for path in tmp_path.rglob("contents/*/*") if path.read_bytes() == b"B"]
        kept.write_bytes(b"another")
        answers += [recall_files("q", make), recall_files("q", make)]

    assert answers == [made] * 5
    assert asked == ["both"] * 3


def test_who_asks_at_the_same_time_waits_for_the_same_answer(tmp_path: Path) -> None:
    """However many ask, and whoever asks later."""
    oracle = Oracle()

    def ask(_: int) -> str:
        with remembering(Store(tmp_path)):
            return recall_together(["q"], lambda: oracle("a"))

    with ThreadPoolExecutor(2) as threads:
        answers = [*threads.map(ask, range(2)), ask(2)]

    assert answers == ["A", "A", "A"]
    assert oracle.asked == ["a"]


def test_an_answer_gives_way_to_the_next(tmp_path: Path) -> None:
    """One at most is kept like this: the text of an earlier build is seldom asked for."""
    oracle = Oracle()
    with remembering(Store(tmp_path)):
        answers = [recall_together([text], lambda text=text: oracle(text)) for text in ("a", "b", "b")]

    assert answers == ["A", "B", "B"]
    assert oracle.asked == ["a", "b"]
    assert len([*tmp_path.glob("handed/*")]) == 1


def test_an_answer_that_was_damaged_on_its_way_is_asked_for_again(tmp_path: Path) -> None:
    """Without a store there is nobody to hand it over to."""
    oracle = Oracle()
    with remembering(Store(tmp_path)):
        recall_together(["q"], lambda: oracle("a"))
        (left,) = tmp_path.glob("handed/*")
        left.write_bytes(left.read_bytes().replace(b"A", b"B"))
        recall_together(["q"], lambda: oracle("a"))
    recall_together(["q"], lambda: oracle("a"))

    assert oracle.asked == ["a", "a", "a"]
