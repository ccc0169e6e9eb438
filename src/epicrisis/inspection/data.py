"""What the data of a case come to before anybody writes about them: findings, values, verdicts, tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case
from epicrisis.checks.data import CheckedCase, check_case
from epicrisis.checks.finding import Finding, from_problems
from epicrisis.checks.settlement import settle
from epicrisis.claims.book import ClaimBook
from epicrisis.claims.judgement import Judgement
from epicrisis.claims.verdict import judge
from epicrisis.material import read_book
from epicrisis.paths import ProjectPaths
from epicrisis.values.appendix import data_appendix
from epicrisis.values.clarifications import clarifications
from epicrisis.values.disclosures import FIGURE_DISCLOSURES
from epicrisis.values.tables import MANUSCRIPT_TABLES
from epicrisis.values.variables import variable_groups


@dataclass(frozen=True)
class DataInspection:
    """A case, what the checks found in its data, and what follows from them.

    Args:
        checked: The case with its findings, none of them settled.
        book: The claims and derived values of its manuscript.
        judgement: What the data say to them.
        groups: What makes each group of the values that the data let a manuscript name, figures left out.
        tables: What makes the text of each generated table, which a manuscript can include, by its name.
    """

    checked: CheckedCase
    book: ClaimBook = field(default_factory=ClaimBook)
    judgement: Judgement = field(default_factory=Judgement)
    groups: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    tables: Mapping[str, Callable[[], str]] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, none of them settled."""
        return self.checked.findings

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Everything that the data let a manuscript name, without figures."""
        return {name: make() for name, make in self.groups.items()}


def inspect_data(paths: ProjectPaths, case_id: str) -> DataInspection:
    """Check the data of a case and work out what follows from them.

    Args:
        paths: The project.
        case_id: The case.

    Returns:
        The case with its findings; only these, where its tables cannot be read or contradict each other.

    Raises:
        UsageError: If there is no such case.
    """
    checked = check_case(paths, case_id)
    case, chronology = checked.case, checked.chronology
    if case is None or chronology is None:
        return DataInspection(checked)
    book, problems = read_book(paths, case_id)
    judgement = judge(book, case, chronology)
    tables = _tables(case, chronology, lambda: settle(checked.findings, paths, case_id), judgement)
    groups = variable_groups(case, chronology, judgement.results)
    findings = (*checked.findings, *from_problems(problems, "claims.book"))
    return DataInspection(replace(checked, findings=findings), book, judgement, groups, tables)


def settled_case(paths: ProjectPaths, case_id: str) -> CheckedCase:
    """Check a case without its manuscript, and mark what the authors have acknowledged.

    Args:
        paths: The project.
        case_id: The case.

    Raises:
        UsageError: If there is no such case.
    """
    checked = check_case(paths, case_id)
    return replace(checked, findings=settle(checked.findings, paths, case_id))


def _tables(
    case: Case, chronology: Chronology, findings: Callable[[], tuple[Finding, ...]], judgement: Judgement
) -> dict[str, Callable[[], str]]:
    """Return what makes tables, what stands behind figures, points to clarify and the appendix."""
    of_days = {**MANUSCRIPT_TABLES, **FIGURE_DISCLOSURES}
    return {
        **{name: partial(make, case, chronology) for name, make in of_days.items()},
        "clarifications": lambda: clarifications(case, findings()),
        "data": partial(data_appendix, case, chronology, judgement),
    }
