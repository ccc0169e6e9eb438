"""What a process that goes on made of a case the last time, for when it is asked to make the very same again.

A preview checks the whole case after each change, of which most tables are as they were. Only the last one of each
thing is kept, with what it was made from: that is compared itself, not by a digest or a date, so nothing is ever
taken for something else. Whoever is forked from such a process, such as a kernel, keeps nothing and takes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")

_keeper: list[int] = []
_last: dict[str, tuple[tuple[object, ...], Any]] = {}


def keep_recent() -> None:
    """Have this process keep what it makes."""
    _keeper[:] = [os.getpid()]


def forget_recent() -> None:
    """Forget it, and keep nothing more."""
    _keeper.clear()
    _last.clear()


def again(what: str, given: tuple[object, ...], make: Callable[[], Made]) -> Made:
    """Return what was made the last time, if it was made from the same; else make it.

    Args:
        what: A name for it.
        given: Everything that it is made from: bytes, texts and truths that are equal, and else the very same
            objects, which nobody changes.
        make: Makes it. What it raises is not kept.
    """
    if _keeper != [os.getpid()]:
        return make()
    if what in _last:
        before, made = _last[what]
        if len(before) == len(given) and all(map(_is_same, before, given)):
            return made  # type: ignore[no-any-return]  # it was put there under the same name
    made = make()
    _last[what] = given, made
    return made


def _is_same(one: object, other: object) -> bool:
    return one is other or (isinstance(one, bytes | str | bool) and type(one) is type(other) and one == other)
