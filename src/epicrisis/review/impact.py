"""What one change of the data did: the case is asked again without it, and what answers otherwise hangs on it."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from epicrisis.case.difference import CellChange, Change, RowAdded, RowRemoved
from epicrisis.case.load import load_case
from epicrisis.case.model import Case, Row
from epicrisis.case.resolution import resolve
from epicrisis.case.schema import TABLES
from epicrisis.claims.book import ClaimBook
from epicrisis.claims.verdict import judge
from epicrisis.errors import EpicrisisError
from epicrisis.paths import ProjectPaths
from epicrisis.review.side import flat
from epicrisis.values.variables import case_variables

MOST_ROWS = 200
"""More changed rows than this are not asked about one by one."""

_WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Answers:
    """What a case says: everything that a change can reach without a build.

    Args:
        values: Every value by name, as Markdown.
        verdicts: Whether each claim holds.
        days: Earliest and latest day of both edges of every event.
    """

    values: Mapping[str, str]
    verdicts: Mapping[str, bool]
    days: Mapping[str, tuple[int | None, ...]]


@dataclass(frozen=True)
class Impact:
    """What hangs on one change.

    Args:
        values: Names of the values that would be others without it.
        claims: Ids of the claims that would be answered otherwise without it.
        asking: Ids of the claims whose question names the row or its event, whatever the answer.
        events: Ids of the events whose days would be others without it, and of the row's own event.
        alone: Whether the case can be read without it; if not, only what names the row is known.
    """

    values: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    alone: bool = True


RowChange = tuple[Change, ...]
"""Everything that changed in one row: its cells, or the row as a whole."""


def by_row(changes: Iterable[Change]) -> tuple[RowChange, ...]:
    """Return changes by their row: what was changed in one row was changed together.

    Args:
        changes: What changed, see `case.difference`.
    """
    rows: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        rows.setdefault((change.table, change.id), []).append(change)
    return tuple(tuple(row) for row in rows.values())


def impacts(paths: ProjectPaths, case: Case, book: ClaimBook, rows: Sequence[RowChange]) -> tuple[Impact, ...]:
    """Return what hangs on each changed row.

    Args:
        paths: The project as it is.
        case: Its case.
        book: Its claims and derived values.
        rows: What changed, see `by_row`.

    Returns:
        One impact for each row, in their order.
    """
    try:
        now = answers(case, book)
    except EpicrisisError:
        now = None  # its statements contradict each other: only what names the rows is known
    with tempfile.TemporaryDirectory(prefix="epicrisis-") as folder:
        copy = ProjectPaths(Path(folder))
        shutil.copytree(paths.case_data(case.id), copy.case_data(case.id))
        return tuple(
            _impact(copy, case, book, row, now if number < MOST_ROWS else None) for number, row in enumerate(rows)
        )


def answers(case: Case, book: ClaimBook) -> Answers:
    """Ask a case everything that a change can reach.

    Args:
        case: The case.
        book: Its claims and derived values.

    Raises:
        InvalidInput: If its statements on time contradict each other.
    """
    chronology = resolve(case)
    judgement = judge(book, case, chronology)
    bounds = {event.id: [chronology.at(event.id, edge) for edge in ("start", "end")] for event in case.events}
    return Answers(
        flat(case_variables(case, chronology, {}, judgement.results)),
        {verdict.claim.id: verdict.holds for verdict in judgement.verdicts},
        {
            event: tuple(day for edge in both for day in (edge.earliest, edge.latest))
            for event, both in bounds.items()
        },
    )


def without(changes: RowChange, text: str) -> str:
    """Return a table as it would be without what changed in one row.

    Args:
        changes: What changed in the row.
        text: The CSV file as it is.
    """
    reader = csv.DictReader(io.StringIO(text))
    rows, columns = list(reader), list(reader.fieldnames or ())
    for change in changes:
        if isinstance(change, RowAdded):
            rows = [row for row in rows if row["id"] != change.id]
        elif isinstance(change, RowRemoved):
            rows.append({column: change.before.printed.get(column, "") for column in columns})
        else:
            for row in rows:
                if row["id"] == change.id:
                    row[change.column] = change.old
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _impact(copy: ProjectPaths, case: Case, book: ClaimBook, changes: RowChange, now: Answers | None) -> Impact:
    table, row = changes[0].table, changes[0].id
    asking = frozenset(_asking(book, changes))
    then = _answers_without(copy, case.id, book, changes) if now else None
    own = frozenset(getattr(version, "event", "") for version in versions(changes)) - {""}
    own |= {row} if table == "events" else frozenset()
    if then is None or now is None:
        named = frozenset(name for name in (now.values if now else ()) if name.startswith(f"{table}.{row}."))
        return Impact(named, frozenset(), asking, own, alone=False)
    values = _differing(now.values, then.values)
    claims = _differing(now.verdicts, then.verdicts)
    return Impact(values, claims, asking, own | _differing(now.days, then.days))


def _asking(book: ClaimBook, changes: RowChange) -> Iterator[str]:
    """Yield the claims whose question names the row, or its table and its event."""
    events = {getattr(version, "event", "") for version in versions(changes)}
    for claim in book.claims.values():
        words = set(_WORD.findall(claim.query))
        if changes[0].id in words or (changes[0].table in words and events & words):
            yield claim.id


def _answers_without(copy: ProjectPaths, case_id: str, book: ClaimBook, changes: RowChange) -> Answers | None:
    table = copy.case_data(case_id) / f"{changes[0].table}.csv"
    text = table.read_text(encoding="utf-8-sig")
    try:
        table.write_text(without(changes, text), encoding="utf-8")
        return answers(load_case(copy, case_id), book)
    except EpicrisisError:
        return None  # other changes need this one
    finally:
        table.write_text(text, encoding="utf-8")


def _differing(now: Mapping[str, object], then: Mapping[str, object]) -> frozenset[str]:
    return frozenset(name for name in {*now, *then} if now.get(name) != then.get(name))


def versions(changes: RowChange) -> tuple[Row, ...]:
    """Return the row as it was and as it is; one of them where it is new or gone.

    Args:
        changes: What changed in the row.
    """
    change = changes[0]
    if isinstance(change, CellChange):
        return change.before, change.after
    return (change.before if isinstance(change, RowRemoved) else change.after,)


def rows_at(case: Case, events: frozenset[str]) -> frozenset[str]:
    """Return the ids of the rows that tell of events: tests and counts are drawn on their event's day.

    Args:
        case: The case.
        events: Ids of events.
    """
    rows = (row for schema in TABLES if schema.name != "timing" for row in case.rows(schema.name))
    return frozenset(row.id for row in rows if getattr(row, "event", None) in events)
