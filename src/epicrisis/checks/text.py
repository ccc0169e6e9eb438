"""Run every rule over a manuscript and gather what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from epicrisis.case.model import Case
from epicrisis.checks.abbreviations import check_abbreviations
from epicrisis.checks.care import check_care
from epicrisis.checks.care_profile import Stated, check_profile
from epicrisis.checks.entities import check_entities
from epicrisis.checks.finding import Finding
from epicrisis.checks.leftovers import check_leftovers
from epicrisis.checks.panels import check_floats_are_referred_to, check_panels
from epicrisis.checks.references import (
    check_duplicate_references,
    check_reference_fields,
    check_uncited_references,
)
from epicrisis.checks.residual_disease import check_relapse_words_of_text
from epicrisis.checks.sites import check_site_lists
from epicrisis.manuscript.reading import ManuscriptText

TextRule = Callable[[ManuscriptText], Iterable[Finding]]
ComparisonRule = Callable[[Case, ManuscriptText], Iterable[Finding]]
ReportRule = Callable[[Case, Stated | None], Iterable[Finding]]

# rules that read the manuscript
TEXT_RULES: tuple[TextRule, ...] = (
    check_abbreviations,
    check_leftovers,
    check_panels,
    check_floats_are_referred_to,
    check_duplicate_references,
    check_uncited_references,
    check_care,
)

# rules that hold the manuscript against the case
COMPARISON_RULES: tuple[ComparisonRule, ...] = (
    check_entities,
    check_site_lists,
    check_relapse_words_of_text,
    check_reference_fields,
)

# what a report of a case must state; a case without a manuscript is no report yet
REPORT_RULES: tuple[ReportRule, ...] = (check_profile,)


def check_text(case: Case, text: ManuscriptText, told: Stated | None = None) -> tuple[Finding, ...]:
    """Hold the manuscript against its case.

    Args:
        case: The case.
        text: Its manuscript.
        told: What the case states, where that is known; else its tables are read.
    """
    return (
        *(finding for rule in TEXT_RULES for finding in rule(text)),
        *(finding for comparison in COMPARISON_RULES for finding in comparison(case, text)),
        *(finding for report_rule in REPORT_RULES for finding in report_rule(case, told)),
    )
