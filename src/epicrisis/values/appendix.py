"""The data appendix: every row of a case and every claim, each with an anchor that values and wordings lead to."""

from __future__ import annotations

from collections.abc import Iterator

from epicrisis.case.model import Case, Row
from epicrisis.case.schema import TABLES, TableSchema
from epicrisis.claims.verdict import Judgement
from epicrisis.values.numerals import escape_markdown
from epicrisis.values.tables import Heading, pipe_table

_ASIDE = ("id", "source", "basis", "note")


def data_appendix(case: Case, judgement: Judgement) -> str:
    """Return the appendix as Markdown.

    Args:
        case: The case.
        judgement: Its claims and derived values, with what the data say to them.

    Returns:
        A section a table; each row has the anchor `datum-<table>-<row>`, each claim `claim-<id>`, each derived
        value `derived-<id>`.
    """
    sections = [_table(case, schema) for schema in TABLES if case.rows(schema.name)]
    if judgement.results:
        sections.append(_section("Derived values", ("Value", "Query", "Printed as"), _derived(judgement)))
    if judgement.verdicts:
        sections.append(_section("Claims", ("Claim", "Query", "Note"), _claims(judgement)))
    return "\n".join(["::: {.data-appendix}", *sections, ":::", ""])


def _table(case: Case, schema: TableSchema) -> str:
    rows = [_row(schema.name, row) for row in case.rows(schema.name)]
    title = schema.name.replace("_", " ").capitalize()
    return _section(title, ("Row", "Content", "Basis and source"), rows)


def _section(title: str, heads: tuple[str, str, str], rows: object) -> str:
    headings = [Heading(head, width) for head, width in zip(heads, (22, 58, 20), strict=True)]
    heading = f"### {title} {{.unnumbered .unlisted}}\n"
    return f"{heading}\n{pipe_table(headings, rows)}"  # type: ignore[arg-type]


def _row(table: str, row: Row) -> list[str]:
    shown = {name: cell for name, cell in row.printed.items() if cell and name not in _ASIDE}
    cells = [f"*{name.replace('_', ' ')}* {_plain(cell)}" for name, cell in shown.items()]
    note = row.printed.get("note", "")
    content = "; ".join([*cells, *([f"*note* {_plain(note)}"] if note else [])])
    return [_anchor(f"datum-{table}-{row.id}", row.id), content, f"{row.basis}, {_plain(row.printed['source'])}"]


def _claims(judgement: Judgement) -> Iterator[list[str]]:
    for verdict in judgement.verdicts:
        claim = verdict.claim
        yield [_anchor(f"claim-{claim.id}", claim.id), _code(claim.query), _plain(claim.note) or "–"]


def _derived(judgement: Judgement) -> Iterator[list[str]]:
    for result in judgement.results:
        value = result.value
        note = f" ({_plain(value.note)})" if value.note else ""
        yield [_anchor(f"derived-{value.id}", value.id), _code(value.query), f"{_plain(result.text)}{note}"]


def _anchor(name: str, text: str) -> str:
    # a break may follow an underscore, or long names would push the other columns off the page
    breakable = escape_markdown(text).replace("\\_", "\\_\u200b")
    return f"[{breakable}]{{#{name}}}"


def _code(query: str) -> str:
    return f"[{_plain(query)}]{{.query}}"


def _plain(text: str) -> str:
    return escape_markdown(text).replace("\n", " ")
