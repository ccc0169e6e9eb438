"""What the authors let stand although a check found it: the points that a reader should know."""

from __future__ import annotations

import re
from collections.abc import Iterable

from epicrisis.case.model import Case
from epicrisis.case.schema import TABLES
from epicrisis.checks.finding import SEVERITIES, Finding
from epicrisis.values.datum import row_anchor
from epicrisis.values.numerals import escape_markdown, number

NONE = "The checks of the data found nothing that needs a word."
_WITH_POWER = re.compile(r"\b\d+(?:\.\d+)?e[+-]?\d+\b")


def clarifications(case: Case, findings: Iterable[Finding]) -> str:
    """Return the acknowledged findings on the data of a case as a Markdown list, the gravest first.

    Args:
        case: The case.
        findings: Its findings; those without a reason are left out.
    """
    folder = f"data/{case.id}/"
    chosen = [found for found in findings if found.acknowledged and found.place.path.startswith(folder)]
    chosen.sort(key=lambda found: SEVERITIES.index(found.severity))
    return "\n".join(f"- {_item(case, found)}\n" for found in chosen) or f"{NONE}\n"


def _item(case: Case, found: Finding) -> str:
    table = found.place.path.rpartition("/")[2].removesuffix(".csv")
    rows = {row.row: row.id for schema in TABLES if schema.name == table for row in case.rows(table)}
    said = _message(found.message, table, frozenset(rows.values()))
    row = rows.get(found.place.row or 0)
    where = f" ({_link(table, row, f'{table}, {row}')})" if row else ""
    return f"{_sentence(said)} {_sentence(_prose(found.acknowledged))}{where}"


def _message(message: str, table: str, ids: frozenset[str]) -> str:
    """Return a message as Markdown; rows that it lists at its end become links to them."""
    head, _, tail = message.rpartition(": ")
    listed = tail.split(", ")
    if head and set(listed) <= ids:
        return f"{_prose(head)}: {', '.join(_link(table, name, name) for name in listed)}"
    return _prose(message)


def _prose(text: str) -> str:
    """Return text as Markdown, with powers of ten as a journal prints them."""
    pieces, position = [], 0
    for match in _WITH_POWER.finditer(text):
        pieces += [escape_markdown(text[position : match.start()]), number(match[0])]
        position = match.end()
    return "".join([*pieces, escape_markdown(text[position:])])


def _link(table: str, row: str, words: str) -> str:
    return f"[{escape_markdown(words.replace('_', ' '))}](#{row_anchor(table, row)})"


def _sentence(markdown: str) -> str:
    return f"{markdown[:1].upper()}{markdown[1:].rstrip('.')}."
