"""What was read of a case ahead of its use, and is handed out once, to whoever holds the very same bytes.

The template of kernels reads ahead, and each kernel inherits what it has read. A kernel opens and reads every file
all the same; only what follows from the bytes need not be worked out again. A second time it is, so that what a
notebook has done to the first is nowhere to be seen.
"""

from __future__ import annotations

from collections.abc import Mapping

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Row

TableDigest = tuple[str, str]
"""The name of a table and the SHA-256 of its file."""

_rows: dict[TableDigest, tuple[Row, ...]] = {}
_days: list[tuple[Case, Chronology]] = []


def keep(rows: Mapping[TableDigest, tuple[Row, ...]], case: Case, chronology: Chronology) -> None:
    """Keep what was read of one case, instead of everything that was kept before.

    Args:
        rows: Those of each table.
        case: The case with these rows.
        chronology: Its days.
    """
    _rows.clear()
    _rows.update(rows)
    _days[:] = [(case, chronology)]


def take_rows(table: str, digest: str) -> tuple[Row, ...] | None:
    """Return the rows of a table if they were read from a file of this digest."""
    return _rows.pop((table, digest), None)


def take_chronology(case: Case) -> Chronology | None:
    """Return the days of a case if they were worked out from the very rows that it has."""
    for kept, chronology in _days:
        same = kept.events is case.events and kept.timing is case.timing
        if same and (kept.day_zero, kept.synthetic) == (case.day_zero, case.synthetic):
            _days.clear()
            return chronology
    return None
