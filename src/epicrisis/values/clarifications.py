"""What the authors let stand although a check found it: the points that a reader should know."""

from __future__ import annotations

from collections.abc import Iterable

from epicrisis.case.model import Case
from epicrisis.case.schema import TABLES
from epicrisis.checks.finding import Finding
from epicrisis.places import Place
from epicrisis.values.numerals import escape_markdown

NONE = "No check found anything in the data that needs a word."


def clarifications(case: Case, findings: Iterable[Finding]) -> str:
    """Return the acknowledged findings on the data of a case as a Markdown list.

    Args:
        case: The case.
        findings: Its findings; those without a reason are left out.
    """
    folder = f"data/{case.id}/"
    items = [
        f"- {_sentence(finding.message)} {_sentence(finding.acknowledged)}{_row_link(case, finding.place)}\n"
        for finding in findings
        if finding.acknowledged and finding.place.path.startswith(folder)
    ]
    return "\n".join(items) or f"{NONE}\n"


def _sentence(text: str) -> str:
    plain = escape_markdown(text.strip())
    return f"{plain[:1].upper()}{plain[1:].rstrip('.')}."


def _row_link(case: Case, place: Place) -> str:
    """Return a link to the row in the data appendix; nothing where the finding is on a whole column."""
    table = place.path.rpartition("/")[2].removesuffix(".csv")
    known = {(schema.name, row.row): row.id for schema in TABLES for row in case.rows(schema.name)}
    row = known.get((table, place.row or 0))
    return f" ([{escape_markdown(table)}, {escape_markdown(row)}](#datum-{table}-{row}))" if row else ""
