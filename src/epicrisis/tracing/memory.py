"""What the same question came to before: remembered in this process, and in the store of the project being built.

A question to another program, such as pandoc, has one answer as long as its key holds everything that the answer
depends on. Answers are texts, so that nobody who gets one can change it for the next.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Lock
from typing import Any

from epicrisis.digests import digest_value
from epicrisis.tracing.interpreter import code_digest
from epicrisis.tracing.store import DamagedEntry, Store

MOST_RECENT = 256
"""How many answers this process keeps: those of a preview's last few builds."""

_store: ContextVar[Store | None] = ContextVar("store", default=None)
_recent: OrderedDict[str, str] = OrderedDict()
_lock = Lock()


@contextmanager
def remembering(store: Store) -> Iterator[None]:
    """Keep answers for the next builds inside the context, in this thread and in those that run in a copy of it.

    Args:
        store: The cache of the project.
    """
    token = _store.set(store)
    try:
        yield
    finally:
        _store.reset(token)


def recall(key: Any, make: Callable[[], str]) -> str:
    """Return the answer to a question, asked only if it is not remembered.

    Args:
        key: JSON; everything that the answer depends on.
        make: Asks it. What it raises is not remembered.
    """
    return recall_each([key], lambda _: [make()])[0]


def recall_each(keys: Sequence[Any], make: Callable[[Sequence[int]], Sequence[str]]) -> list[str]:
    """Return the answers to some questions; those that are not remembered are asked together.

    Args:
        keys: JSON; for each question everything that its answer depends on.
        make: Asks the questions with the given numbers.
    """
    store = _store.get()
    names = [
        digest_value([code_digest(), key]) for key in keys
    ]  # another release may keep answers in another form
    known = {name: answer for name in names if (answer := _remembered(store, name)) is not None}
    new = [number for number, name in enumerate(names) if name not in known and names.index(name) == number]
    for number, answer in zip(new, make(new) if new else (), strict=True):
        known[names[number]] = answer
        if store:
            store.remember(names[number], answer)
    for name in names:
        _keep(name, known[name])
    return [known[name] for name in names]


def recall_together(key: Any, make: Callable[[], str]) -> str:
    """Return the answer to a question that the processes of a build have at the same time, asked once.

    Args:
        key: JSON; everything that the answer depends on.
        make: Asks it.
    """
    store = _store.get()
    return store.hand_over(digest_value([code_digest(), key]), make) if store else make()


def recall_files(key: Any, make: Callable[[], Mapping[str, bytes]]) -> Mapping[str, bytes]:
    """Return the files that a key stands for, made only if the store does not hold them.

    Args:
        key: JSON; everything that the files depend on.
        make: Makes them: their contents by name.
    """
    if (store := _store.get()) is None:
        return make()
    name = digest_value([code_digest(), key])
    with suppress(DamagedEntry):
        if (known := store.files_of(name)) is not None:
            return known
    files = make()
    store.keep_files(name, files)
    return files


def forget() -> None:
    """Forget what this process remembers; the store keeps what it has."""
    with _lock:
        _recent.clear()


def _remembered(store: Store | None, name: str) -> str | None:
    with _lock:
        if name in _recent:
            return _recent[name]
    answer = store.remembered(name) if store else None
    return answer if isinstance(answer, str) else None


def _keep(name: str, answer: str) -> None:
    with _lock:
        _recent[name] = answer
        _recent.move_to_end(name)
        while len(_recent) > MOST_RECENT:
            _recent.popitem(last=False)
