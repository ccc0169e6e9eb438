"""Everything that can be said of a case before a notebook runs: its data, its manuscript, and both together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from epicrisis.atomic import write_if_changed
from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case
from epicrisis.checks.data import CheckedCase
from epicrisis.checks.finding import Finding
from epicrisis.checks.settlement import settle
from epicrisis.claims.book import ClaimBook
from epicrisis.claims.judgement import Judgement
from epicrisis.inspection.data import DataInspection, inspect_data, settled_case
from epicrisis.inspection.text import CaseForText, inspect_text
from epicrisis.manuscript.inclusion import table_files, what_is_named
from epicrisis.manuscript.reading import ManuscriptText
from epicrisis.paths import ProjectPaths
from epicrisis.values.report_values import report_values


@dataclass(frozen=True)
class Inspection:
    """A case, what the checks found in it and its manuscript, and what its claims came to.

    Args:
        checked: The case with every finding, settled.
        book: The claims and derived values of its manuscript.
        judgement: What the data say to them.
        values: Everything that the data let a manuscript name, without figures.
        text: The manuscript as its reader reads it; None if it cannot be read.
    """

    checked: CheckedCase
    book: ClaimBook = field(default_factory=ClaimBook)
    judgement: Judgement = field(default_factory=Judgement)
    values: Mapping[str, Any] = field(default_factory=dict)
    text: ManuscriptText | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, acknowledged ones too."""
        return self.checked.findings

    def require(self) -> tuple[Case, Chronology]:
        """Return case and chronology if nothing stops the build.

        Raises:
            InvalidInput: With everything that stops it.
        """
        return self.checked.require()

    def variables(self, words: Mapping[str, Mapping[str, str]], engine: str, digest: str = "") -> dict[str, Any]:
        """Return everything that the manuscript of the case can name.

        Args:
            words: Alternative text and long description of each figure, by stem.
            engine: The engine, as the colophon names it.
            digest: SHA-256 of what the report is made from, as the colophon prints it.
        """
        assert self.checked.case is not None
        return report_values(self.checked.case.id, self.values, words, engine, digest)


def check(paths: ProjectPaths, case_id: str) -> tuple[Finding, ...]:
    """Return every finding on a case and its manuscript.

    Args:
        paths: The project.
        case_id: The case.

    Raises:
        UsageError: If there is no such case.
    """
    return inspect(paths, case_id).findings


def inspect(paths: ProjectPaths, case_id: str) -> Inspection:
    """Check a case and its manuscript, and mark what the authors have acknowledged.

    Args:
        paths: The project. The generated tables that the manuscript includes are brought to their place.
        case_id: The case.

    Returns:
        The case with every finding.

    Raises:
        UsageError: If there is no such case.
    """
    if not paths.manuscript(case_id).is_file():
        return Inspection(settled_case(paths, case_id))
    data = inspect_data(paths, case_id)
    if data.checked.case is None or data.checked.chronology is None:
        return Inspection(replace(data.checked, findings=settle(data.findings, paths, case_id)))
    _place_tables(paths, case_id, data)
    against = CaseForText(data.checked.case, data.book, data.judgement, data.values)
    told = inspect_text(paths, against, with_figures=True)
    findings = (*data.findings, *told.findings)
    settled = settle(findings, paths, case_id, everything=told.text is not None)
    checked = replace(data.checked, findings=settled)
    return Inspection(checked, data.book, data.judgement, data.values, told.text)


def _place_tables(paths: ProjectPaths, case_id: str, data: DataInspection) -> None:
    named = what_is_named(paths, case_id).tables
    for name in named:
        write_if_changed(paths.case_tables(case_id) / f"{name}.md", data.tables[name]().encode())
    for path in table_files(paths, case_id, but=named):
        path.unlink(missing_ok=True)
