"""Which marks of doubt a drawn row bears: its own, and those of the statements that place it in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from epicrisis.case.model import Case, Edge, Row
from epicrisis.figures import style


def marks(rows: Iterable[Row], case: Case) -> str:
    """Return the marks of all rows together, each once, in the order of the note at the foot."""
    found = {style.basis_mark(row, case) for row in rows}
    return "".join(mark for mark in style.BASIS_MARKS.values() if mark in found)


def placing_rows(case: Case, event_id: str, edges: Iterable[Edge] = ("start",)) -> Iterator[Row]:
    """Yield what places an event: its own row and the statements on the given edges."""
    yield case.event_by_id[event_id]
    wanted = set(edges)
    yield from (row for row in case.timing if row.event == event_id and row.edge in wanted)
