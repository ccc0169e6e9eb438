"""Consent and ethics: who consented to what, and under which approval."""

from __future__ import annotations

import re
from collections.abc import Iterable

from epicrisis.case.model import Case, Fact
from epicrisis.checks.finding import Finding, Severity
from epicrisis.places import Place

SOURCE = "CARE 2013, item 13; ICMJE Recommendations 2024, II.E"
MINOR = 18
_NOT_GIVEN = re.compile(r"^\s*(?:no|none)\b|\bnot (?:given|obtained|asked)\b|refused", re.IGNORECASE)
_BY_WHOM = re.compile(
    r"before|prior to|in life|while alive|next of kin|relative|family|spouse|husband|wife|partner|parent|mother"
    r"|father|guardian|daughter|\bson\b|sibling|heir|representative",
    re.IGNORECASE,
)
_NOT_NEEDED = re.compile(r"not applicable|not needed|not required|waived", re.IGNORECASE)


def check_consent(case: Case) -> Iterable[Finding]:
    """Find a case without consent to publication, consent to nothing, and a minor without a guardian.

    Source: CARE 2013, item 13.
    """
    consents = [row for row in case.facts if row.subject == "consent"]
    publication = [
        row
        for row in consents
        if re.search(r"publi|identif", f"{row.attribute} {row.value} {row.note}", re.IGNORECASE)
        or row.attribute == "consent"
    ]
    if not publication:
        place = Place(f"data/{case.id}/facts.csv", column="subject")
        message = "consent to publication is not stated"
        fix = "Add a fact with the subject consent: who consented to what, or why nobody had to"
        yield Finding("consent.publication", "warning", place, message, fix, SOURCE)
    for row in publication:
        if _NOT_GIVEN.search(row.value) and not _NOT_NEEDED.search(row.value):
            message = f"consent to publication: {row.value}"
            yield _finding(case, row, "consent.publication", "error", message, "Do not publish without it")
    for row in consents:
        if "is not stated" in row.note or "not stated" in row.value:
            message = f"{row.attribute}: what was consented to is not stated"
            yield _finding(case, row, "consent.object", "info", message, "State its object")
    yield from _minor(case, publication)
    yield from _deceased(case, publication)


def _minor(case: Case, publication: list[Fact]) -> Iterable[Finding]:
    ages = [row for row in case.facts if row.subject == "patient" and re.match(r"age\b", row.attribute)]
    for age in ages:
        is_minor = age.value.isdigit() and age.unit.startswith("year") and int(age.value) < MINOR
        texts = " ".join(f"{row.value} {row.note}" for row in publication)
        if is_minor and not re.search(r"parent|guardian|mother|father|not applicable", texts, re.IGNORECASE):
            message = f"the patient is {age.value} years old, and no guardian has consented"
            yield _finding(case, age, "consent.minor", "warning", message, "State who consented for the patient")


def _deceased(case: Case, publication: list[Fact]) -> Iterable[Finding]:
    """A patient who died could consent only before, and a family only after."""
    died = any(
        event.lane == "outcome" and re.search(r"\bdeath\b|\bdied\b", event.label, re.I) for event in case.events
    )
    texts = " ".join(f"{row.value} {row.note}" for row in publication)
    if died and publication and not _BY_WHOM.search(texts) and not _NOT_NEEDED.search(texts):
        message = "the patient died, and it is not stated who consented to publication, and when"
        fix = "State that the patient did before death, or which relative did"
        yield _finding(case, publication[0], "consent.deceased", "info", message, fix)


def check_ethics(case: Case) -> Iterable[Finding]:
    """Find an approval without its number.

    Source: ICMJE Recommendations 2024.
    """
    approvals = [row for row in case.facts if row.subject == "ethics"]
    numbers = [row for row in approvals if re.search(r"\d", row.value) or "number" in row.attribute]
    if approvals and not numbers and not any(_NOT_NEEDED.search(row.value) for row in approvals):
        message = "the approval has no number"
        fix = "State the number under which the committee approved"
        yield _finding(case, approvals[0], "consent.approval", "info", message, fix)


def _finding(case: Case, row: Fact, rule: str, severity: Severity, message: str, fix: str) -> Finding:
    place = Place(f"data/{case.id}/facts.csv", row=row.row, column="value")
    return Finding(rule, severity, place, message, fix, SOURCE)
