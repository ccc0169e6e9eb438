"""The completed CARE checklist: for each item the sections that hold it, or why it is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from epicrisis.case.model import Case
from epicrisis.checks.care import Section, care_answers, care_items, section_of
from epicrisis.checks.care_profile import Stated, Statement, stated, statements
from epicrisis.checks.finding import Finding
from epicrisis.manuscript.reading import ManuscriptText

# more places than these help nobody to find one
MOST_SECTIONS = 3


@dataclass(frozen=True)
class ChecklistLine:
    """One line of the checklist.

    Args:
        number: Number of the CARE item; empty in a profile.
        name: Name of the item.
        asks: What it asks for.
        sections: Where it stands.
        in_data: Whether a row of the data states it.
        reason: Why it is not reported, in the authors' words; empty where nobody has given one.
        is_missing: Whether it should be there and is not, and no reason is given.
    """

    number: str
    name: str
    asks: str
    sections: tuple[Section, ...]
    in_data: bool = False
    reason: str = ""
    is_missing: bool = False


def care_checklist(text: ManuscriptText, findings: Iterable[Finding]) -> tuple[ChecklistLine, ...]:
    """Return a line for each item of CARE.

    Args:
        text: The manuscript.
        findings: Every finding on the case; an acknowledged one gives the reason of what is missing.
    """
    answers, reasons = care_answers(text), _reasons(findings)
    return tuple(
        ChecklistLine(
            item.number,
            item.name,
            item.asks,
            answers.get(item.number, ())[:MOST_SECTIONS],
            reason=_first(reasons, f"care.{item.number}", f"care.{item.whole}"),
            is_missing=item.number not in answers,
        )
        for item in care_items()
    )


def profile_checklist(
    case: Case, text: ManuscriptText, findings: Iterable[Finding], told: Stated | None = None
) -> tuple[ChecklistLine, ...]:
    """Return a line for each statement that the profile of transplantation and cellular therapy asks of a case.

    Args:
        case: The case.
        text: Its manuscript.
        findings: Every finding on the case.
        told: What the case states, where that is known; else its tables are read.
    """
    printed, reasons = _printed(text), _reasons(findings)
    told = stated(case) if told is None else told
    rows = {statement: told[statement.id] for statement in statements() if statement.id in told}
    return tuple(
        _profile_line(statement, tuple(_names(case, found)), printed, reasons) for statement, found in rows.items()
    )


def _profile_line(
    statement: Statement, rows: Sequence[str], printed: Mapping[str, Section], reasons: Mapping[str, str]
) -> ChecklistLine:
    sections = tuple(dict.fromkeys(printed[name] for name in rows if name in printed))
    rules = [rule for rule in (statement.own_rule, statement.rule) if rule in reasons]
    return ChecklistLine(
        "",
        statement.id,
        statement.asks,
        sections[:MOST_SECTIONS],
        in_data=bool(rows),
        reason=_first(reasons, *rules),
        is_missing=not rows or bool(rules),
    )


def _reasons(findings: Iterable[Finding]) -> Mapping[str, str]:
    """Return the reason of each rule that found something; empty where none is given."""
    return {finding.rule: finding.acknowledged for finding in findings}


def _first(reasons: Mapping[str, str], *rules: str) -> str:
    return next((reasons[rule] for rule in rules if reasons.get(rule)), "")


def _names(case: Case, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    for table, row in rows:
        yield f"{case.id}.{table}.{row}"
        if table == "events":
            yield f"{case.id}.times.{row}"


def _printed(text: ManuscriptText) -> Mapping[str, Section]:
    """Return the first section of the body that prints each row, by `<case>.<table>.<row>`."""
    sections = {passage.section: section_of(passage) for passage in text.passages if passage.kind == "heading"}
    printed: dict[str, Section] = {}
    for passage in text.passages:
        for piece in passage.pieces:
            if piece.origin == "value" and passage.section in sections:
                printed.setdefault(".".join(piece.name.split(".")[:3]), sections[passage.section])
    return printed
