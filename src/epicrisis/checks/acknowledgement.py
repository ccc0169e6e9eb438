"""Findings that the authors know and let stand, with their reason: `data/<case>/acknowledged.csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from epicrisis.checks.finding import Finding
from epicrisis.places import Place, Problem

COLUMNS = ("rule", "place", "reason")


@dataclass(frozen=True)
class Acknowledgement:
    """One row of `acknowledged.csv`.

    Args:
        rule: Id of the rule.
        place: The place as the finding prints it.
        reason: Why the finding stands.
        row: Row number, header = 1.
    """

    rule: str
    place: str
    reason: str
    row: int


def parse_acknowledgements(text: str, name: str) -> tuple[tuple[Acknowledgement, ...], tuple[Problem, ...]]:
    """Parse `acknowledged.csv`.

    Args:
        text: The file's text.
        name: Its name for messages.

    Returns:
        The acknowledgements, and the problems of the file.
    """
    lines = list(csv.reader(io.StringIO(text, newline="")))
    if not lines or tuple(lines[0]) != COLUMNS:
        return (), (Problem(Place(name, row=1), "the header is wrong", f"Write {','.join(COLUMNS)}"),)
    rows, problems = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(COLUMNS) or not all(cell.strip() for cell in cells):
            message = "an acknowledgement needs rule, place and reason"
            problems.append(Problem(Place(name, row=number), message, "Quote a cell that contains a comma"))
        else:
            rule, place, reason = (cell.strip() for cell in cells)
            rows.append(Acknowledgement(rule, place, reason, number))
    return tuple(rows), tuple(problems)


def acknowledge(
    findings: Iterable[Finding], acknowledgements: Iterable[Acknowledgement], name: str, *, everything: bool = True
) -> tuple[Finding, ...]:
    """Return the findings with their acknowledgements.

    Args:
        findings: What the checks found.
        acknowledgements: What the authors let stand.
        name: Name of `acknowledged.csv` for messages.
        everything: Whether all checks could be made; if not, what they would find is not known.

    Returns:
        The findings; an acknowledgement of nothing is a finding of its own, so that none outlives its cause.
    """
    reasons = {(entry.rule, entry.place): entry for entry in acknowledgements}
    used: set[tuple[str, str]] = set()
    result = []
    for finding in findings:
        key = (finding.rule, str(finding.place))
        used.add(key)
        result.append(finding.acknowledge(reasons[key].reason) if key in reasons else finding)
    for key in sorted(reasons.keys() - used) if everything else ():
        place = Place(name, row=reasons[key].row)
        message = f"nothing is found by {key[0]} at {key[1]} any more"
        result.append(Finding("acknowledged.unused", "warning", place, message, "Remove the row"))
    return tuple(result)
