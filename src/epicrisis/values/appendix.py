"""The data appendix: every row, day, derived value and claim of a case, each under an anchor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Edge, Event, Row
from epicrisis.case.recollection import DAYS, remembered
from epicrisis.case.schema import TABLE_BY_NAME, TABLES
from epicrisis.claims.judgement import Judgement
from epicrisis.values.appendix_markup import AppendixTable, Cell, Run, html_table, typst_table
from epicrisis.values.datum import row_anchor
from epicrisis.values.days import day_text
from epicrisis.values.derived import derived_anchor
from epicrisis.values.numerals import escape_markdown

BLANK: Cell = (Run("–"),)
_ASIDE = ("id", "source", "basis")
_SPACE, _BETWEEN = Run(" "), (Run("; "),)

# Where only the order of events is known, a day rests on the whole story before or after it.
LONGEST_CHAIN = 8

_Rows = list[tuple[Cell, Cell, Cell]]


def data_appendix(case: Case, chronology: Chronology, judgement: Judgement) -> str:
    """Return the appendix for a manuscript to include.

    Args:
        case: The case.
        chronology: Its resolved time network.
        judgement: Its claims and derived values, with what the data say to them.

    Returns:
        Markdown around HTML and Typst, for the page and the print. Other outputs say where the data are.
    """
    pages, prints = [], []
    for name, make in _makers(case, chronology, judgement).items():
        sources = DAYS if name == "times" else (name,) if name in TABLE_BY_NAME else ()
        write = partial(_written, make)
        written = remembered(case, f"appendix {name}", sources, write) if sources else write()
        if written["html"]:
            pages.append(written["html"].decode())
            prints.append(written["typst"].decode())
    page, print_ = "\n".join(pages), "\n\n".join(prints)
    elsewhere = f"The rows are in the folder data/{case.id}, version {case.version}."
    return (
        f"::: {{#data-appendix-tables data-version='{escape_markdown(case.version)}'}}\n\n"
        f"````{{=html}}\n{page}\n````\n\n````{{=typst}}\n{print_}\n````\n\n"
        '::: {.content-hidden when-format="html"}\n'
        f'::: {{.content-hidden when-format="typst"}}\n{escape_markdown(elsewhere)}\n:::\n:::\n\n'
        ":::\n"
    )


def appendix_tables(case: Case, chronology: Chronology, judgement: Judgement) -> Iterator[AppendixTable]:
    """Return every table of the appendix that has rows.

    Args:
        case: The case.
        chronology: Its resolved time network.
        judgement: Its claims and derived values.

    Returns:
        The tables of the case, whose rows have the anchors `datum-<table>-<row>`; then the days of its events
        (`datum-times-<event>`), its derived values (`derived-<id>`) and its claims (`claim-<id>`).
    """
    tables = (make() for make in _makers(case, chronology, judgement).values())
    return (table for table in tables if table.rows)


def _makers(case: Case, chronology: Chronology, judgement: Judgement) -> Mapping[str, Callable[[], AppendixTable]]:
    heads = ("Row", "Content", "Basis, source")

    def rows(table: str) -> AppendixTable:
        return AppendixTable(table.replace("_", " "), heads, _rows(case, table))

    days = ("Event", "Days", "Rests on")
    return {
        **{schema.name: partial(rows, schema.name) for schema in TABLES},
        "times": lambda: AppendixTable("times", days, _times(case, chronology), (16, 20, 64)),
        "derived": lambda: AppendixTable("derived values", ("Value", "Query", "Printed as"), _derived(judgement)),
        "claims": lambda: AppendixTable("claims", ("Claim", "Query", "Note"), _claims(judgement)),
    }


def _written(make: Callable[[], AppendixTable]) -> dict[str, bytes]:
    table = make()
    if not table.rows:
        return {"html": b"", "typst": b""}
    return {"html": html_table(table).encode(), "typst": typst_table(table).encode()}


def _rows(case: Case, table: str) -> _Rows:
    return [
        (
            (Run(row.id, anchor=row_anchor(table, row.id)),),
            tuple(_cells(row)),
            (Run(f"{row.basis}, {row.printed['source']}"),),
        )
        for row in case.rows(table)
    ]


def _cells(row: Row) -> Iterator[Run]:
    """Yield every cell that is not blank, after the name of its column."""
    before: tuple[Run, ...] = ()
    for column, cell in row.printed.items():
        if cell and column not in _ASIDE:
            yield from (*before, _named(column), _SPACE, Run(cell, column=column))
            before = _BETWEEN


@cache
def _named(column: str) -> Run:
    return Run(column.replace("_", " "), is_name=True)


def _times(case: Case, chronology: Chronology) -> _Rows:
    rows: _Rows = []
    for event_id in chronology.order:
        event = case.event_by_id[event_id]
        edges: tuple[Edge, ...] = ("start", "end") if event.kind == "interval" else ("start",)
        name = Run(event_id, anchor=row_anchor("times", event_id))
        rows.append(((name,), _days(event, edges, chronology), _statements(event, edges, chronology)))
    return rows


def _days(event: Event, edges: Sequence[Edge], chronology: Chronology) -> Cell:
    days = [Run(day_text(chronology.at(event.id, edge))) for edge in edges]
    if len(days) == 1:
        return (days[0],)
    return (Run("start", is_name=True), Run(" "), days[0], Run("; "), Run("end", is_name=True), Run(" "), days[1])


def _statements(event: Event, edges: Sequence[Edge], chronology: Chronology) -> Cell:
    """Return links to the rows that imply the days of an event; of a long chain those that name the event."""
    behind = {row.id: row for edge in edges for row in chronology.rows_behind(event.id, edge)}
    named = [name for name, row in behind.items() if event.id in (row.event, row.reference)]
    shown = list(behind) if len(behind) <= LONGEST_CHAIN else named
    links = [(Run(", "), Run(name, target=row_anchor("timing", name))) for name in shown]
    runs = tuple(run for link in links for run in link)[1:]
    more = len(behind) - len(shown)
    return (*runs, Run(f" and {more} more of the chain")) if more else runs or BLANK


def _derived(judgement: Judgement) -> _Rows:
    rows: _Rows = []
    for result in judgement.results:
        value = result.value
        note = f" ({value.note})" if value.note else ""
        name = Run(value.id, anchor=derived_anchor(value.id))
        rows.append(((name,), (Run(value.query),), (Run(f"{result.text}{note}"),)))
    return rows


def _claims(judgement: Judgement) -> _Rows:
    claims = [verdict.claim for verdict in judgement.verdicts]
    return [
        (
            (Run(claim.id, anchor=f"claim-{claim.id}"),),
            (Run(claim.query),),
            (Run(claim.note),) if claim.note else BLANK,
        )
        for claim in claims
    ]
