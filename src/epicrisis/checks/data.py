"""Run every rule over the data of a case and gather what they find."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from epicrisis.case.chronology import Chronology
from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.recent import again
from epicrisis.case.resolution import resolve
from epicrisis.checks.analytes import check_analytes
from epicrisis.checks.bounds import (
    check_counts,
    check_percentages,
    check_reference_ranges,
    check_treatment_doses,
)
from epicrisis.checks.consent import check_consent, check_ethics
from epicrisis.checks.course import check_engraftment, check_order
from epicrisis.checks.data_version import check_data_version
from epicrisis.checks.doses import check_doses, check_missing_doses
from epicrisis.checks.finding import Finding, from_problems
from epicrisis.checks.genomics import check_genes, check_karyotypes, check_variants
from epicrisis.checks.graft import check_engraftment_criteria, check_graft_cells, check_hla_match
from epicrisis.checks.package import check_package
from epicrisis.checks.privacy import check_indirect_identifiers, check_private_data
from epicrisis.checks.ranges import check_ranges
from epicrisis.checks.residual_disease import (
    check_detection_limits,
    check_extramedullary_words,
    check_measured_values,
    check_relapse_words,
    check_series,
)
from epicrisis.checks.sites import check_response_words, check_sides
from epicrisis.errors import InvalidInput
from epicrisis.paths import ProjectPaths

CaseRule = Callable[[Case], Iterable[Finding]]
CourseRule = Callable[[Case, Chronology], Iterable[Finding]]

# every rule, in the order in which they run; a rule that is not here does not run
CASE_RULES: tuple[CaseRule, ...] = (
    check_percentages,
    check_reference_ranges,
    check_counts,
    check_treatment_doses,
    check_analytes,
    check_doses,
    check_missing_doses,
    check_graft_cells,
    check_hla_match,
    check_engraftment_criteria,
    check_ranges,
    check_detection_limits,
    check_measured_values,
    check_relapse_words,
    check_extramedullary_words,
    check_series,
    check_karyotypes,
    check_genes,
    check_variants,
    check_sides,
    check_response_words,
    check_consent,
    check_ethics,
    check_private_data,
    check_indirect_identifiers,
)

# rules that ask when things happened; they need statements without contradiction
COURSE_RULES: tuple[CourseRule, ...] = (check_order, check_engraftment)


# a case with one of these has no rows or no days: there is nothing to draw or to print
UNREADABLE = ("case.table", "chronology.contradiction")


@dataclass(frozen=True)
class CheckedCase:
    """A case and what its checks found.

    Args:
        findings: Every finding, acknowledged ones too.
        case: The case; None where its tables cannot be read.
        chronology: Its time network; None where the statements contradict each other.
    """

    findings: tuple[Finding, ...]
    case: Case | None = None
    chronology: Chronology | None = None

    def require(self) -> tuple[Case, Chronology]:
        """Return case and chronology if nothing stops the build.

        Raises:
            InvalidInput: With everything that stops it.
        """
        if stopping := [finding.as_problem() for finding in self.findings if finding.stops]:
            raise InvalidInput(stopping)
        return self.readable()

    def readable(self) -> tuple[Case, Chronology]:
        """Return case and chronology if they can be read, whatever else is found.

        Raises:
            InvalidInput: With what makes them unreadable.
        """
        if self.case is None or self.chronology is None:
            raise InvalidInput(finding.as_problem() for finding in self.findings if finding.rule in UNREADABLE)
        return self.case, self.chronology


def check_case(paths: ProjectPaths, case_id: str) -> CheckedCase:
    """Read a case and run every rule over it.

    Args:
        paths: The project.
        case_id: The case.

    Returns:
        The case with its findings. Bad input is findings, not an exception.

    Raises:
        UsageError: If there is no such case.
    """
    case, chronology = None, None
    of_tables, of_days = UNREADABLE
    findings: tuple[Finding, ...] = ()
    try:
        case = load_case(paths, case_id)
        given = (case.events, case.timing, case.day_zero, case.synthetic)
        chronology = again(f"days of {case_id}", given, partial(resolve, case))
    except InvalidInput as error:
        findings += from_problems(error.problems, of_tables if case is None else of_days)
    if case is not None:
        findings += _check_package(paths, case_id)
        findings += check_data_version(paths, case)
        findings += tuple(finding for rule in CASE_RULES for finding in rule(case))
    if case is not None and chronology is not None:
        findings += tuple(finding for rule in COURSE_RULES for finding in rule(case, chronology))
    return CheckedCase(findings, case, chronology)


def _check_package(paths: ProjectPaths, case_id: str) -> tuple[Finding, ...]:
    path = paths.case_data(case_id) / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    return tuple(check_package(package, paths.relative(path)))
