"""Texts of a long case, which most changes leave as they are: remembered by the rows that they are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from epicrisis.case.model import Case
from epicrisis.tracing.memory import recall_files

LEAST_ROWS = 500
"""Texts of fewer rows are made as fast as they are looked up."""
DAYS = ("events", "timing")
"""The tables that a time network is made from."""


def remembered(
    case: Case, what: str, tables: Sequence[str], make: Callable[[], Mapping[str, bytes]]
) -> Mapping[str, bytes]:
    """Return texts that rows of a case are put into, made anew only if one of these rows is another.

    Args:
        case: The case.
        what: What the texts are.
        tables: Every table that they are made from. Of the case itself they may hold its id, its Day 0 and whether
            it is synthetic, but nothing else.
        make: Makes them.
    """
    key = _key(case, what, tables)
    return make() if key is None else recall_files(key, make)


def _key(case: Case, what: str, tables: Sequence[str]) -> list[Any] | None:
    """Return what texts hang on; None if they are not worth remembering."""
    if sum(len(case.rows(table)) for table in tables) < LEAST_ROWS:
        return None
    digests = [[table, case.digest_of(table)] for table in tables]
    return [what, case.id, case.day_zero, case.synthetic, digests]


def remembered_text(case: Case, what: str, tables: Sequence[str], make: Callable[[], str]) -> str:
    """Return one text, as `remembered` does."""
    return remembered(case, what, tables, lambda: {"text": make().encode()})["text"].decode()
