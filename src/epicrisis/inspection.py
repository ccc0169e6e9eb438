"""Everything that can be said of a case before a notebook runs: its findings, its values, its generated tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from typing import Any

from epicrisis.atomic import write_if_changed
from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case
from epicrisis.checks.claims import check_claims
from epicrisis.checks.finding import Finding, from_problems
from epicrisis.checks.manuscript import check_manuscript
from epicrisis.checks.pictures import check_picture
from epicrisis.checks.privacy import check_private_text
from epicrisis.checks.run import CheckedCase, check_case, check_text, settle
from epicrisis.checks.unbound_numbers import check_unbound_numbers
from epicrisis.claims.book import ClaimBook
from epicrisis.claims.judgement import Judgement
from epicrisis.claims.verdict import judge
from epicrisis.manuscript.reading import ManuscriptText
from epicrisis.material import pictures, read_book, read_text, source_texts
from epicrisis.paths import FIGURE_FORMATS, FIGURE_STEMS, ProjectPaths
from epicrisis.values.appendix import data_appendix
from epicrisis.values.clarifications import clarifications
from epicrisis.values.disclosures import figure_disclosures
from epicrisis.values.tables import manuscript_tables
from epicrisis.values.variables import case_variables


@dataclass(frozen=True)
class Inspection:
    """A case, what the checks found in it and its manuscript, and what its claims came to.

    Args:
        checked: The case with every finding.
        book: The claims and derived values of its manuscript.
        judgement: What the data say to them.
        sources: The texts that the checks have read: manuscript, bibliography and tables.
        text: The manuscript as its reader reads it; None if it cannot be read.
        tables: The generated tables, which the manuscript includes, by name.
    """

    checked: CheckedCase
    book: ClaimBook = field(default_factory=ClaimBook)
    judgement: Judgement = field(default_factory=Judgement)
    sources: tuple[str, ...] = ()
    text: ManuscriptText | None = None
    tables: Mapping[str, str] = field(default_factory=dict)

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

    def readable(self) -> tuple[Case, Chronology]:
        """Return case and chronology if they can be read, whatever else is found.

        Raises:
            InvalidInput: With what makes them unreadable.
        """
        return self.checked.readable()

    def variables(self, words: Mapping[str, Mapping[str, str]], engine: str, digest: str = "") -> dict[str, Any]:
        """Return everything that the manuscript of the case can name.

        Args:
            words: Alternative text and long description of each figure, by stem.
            engine: The engine, as the colophon names it.
            digest: SHA-256 of what the report is made from, as the colophon prints it.
        """
        case, chronology = self.checked.case, self.checked.chronology
        assert case is not None
        assert chronology is not None
        own = case_variables(case, chronology, words, self.judgement.results)
        return {case.id: {**own, "digest": digest}, "build": {"engine": engine}}


def check(paths: ProjectPaths, case_id: str) -> tuple[Finding, ...]:
    """Return every finding on a case and its manuscript.

    Args:
        paths: The project.
        case_id: The case.

    Raises:
        UsageError: If there is no such case.
    """
    return inspect(paths, case_id).findings


def inspect(paths: ProjectPaths, case_id: str, *, with_figures: bool = True) -> Inspection:
    """Check a case and its manuscript, and mark what the authors have acknowledged.

    Args:
        paths: The project.
        case_id: The case.
        with_figures: Whether the figures that are there are looked into; a build draws them anew first.

    Returns:
        The case with every finding.

    Raises:
        UsageError: If there is no such case.
    """
    checked = check_case(paths, case_id)
    if checked.case is None or checked.chronology is None or not paths.manuscript(case_id).is_file():
        return Inspection(replace(checked, findings=settle(checked.findings, paths, case_id)))
    book, problems = read_book(paths, case_id)
    judgement = judge(book, checked.case, checked.chronology)
    inspection = Inspection(checked, book, judgement, source_texts(paths, case_id))
    tables = write_tables(
        paths, checked.case, checked.chronology, settle(checked.findings, paths, case_id), judgement
    )
    words = {stem: {"alt": "", "description": ""} for stem in FIGURE_STEMS}
    variables = inspection.variables(words, "")
    with ThreadPoolExecutor(max_workers=1) as aside:
        # most of it is waiting for pandoc, which can be used; a build records what is read by its context
        of_manuscript = aside.submit(copy_context().run, _check_manuscript, paths, checked.case, variables)
        inspection = replace(inspection, text=read_text(paths, case_id, variables), tables=tables)
        of_prose = tuple(_check_prose(checked.case, inspection, paths.claims(case_id).is_file()))
        of_pictures = tuple(_check_pictures(paths, case_id, with_figures=with_figures))
        found = (*of_manuscript.result(), *of_prose, *of_pictures)
    findings = (*checked.findings, *from_problems(problems, "claims.book"), *found)
    settled = settle(findings, paths, case_id, everything=inspection.text is not None)
    return replace(inspection, checked=replace(checked, findings=settled))


def _check_prose(case: Case, inspection: Inspection, is_bound: bool) -> Iterator[Finding]:
    """Hold what the manuscript says against the case."""
    text = inspection.text
    if text is not None:
        yield from check_text(case, text)
        yield from check_claims(inspection.book, inspection.judgement, text)
        yield from check_unbound_numbers(inspection.book.allowed, text, is_bound)
        yield from check_private_text(text, tuple(entry.text for entry in inspection.book.allowed))


def _check_pictures(paths: ProjectPaths, case_id: str, *, with_figures: bool) -> Iterator[Finding]:
    for path in pictures(paths, case_id, with_figures=with_figures):
        yield from check_picture(path.read_bytes(), paths.relative(path))


def _check_manuscript(paths: ProjectPaths, case: Case, variables: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Check the manuscript before any notebook runs: what the build will make counts as there."""
    figures = paths.case_figures(case.id).resolve()
    coming = {figures / f"{stem}.{suffix}" for stem in FIGURE_STEMS for suffix in FIGURE_FORMATS}
    executed = paths.executed_notebooks(case.id).resolve()
    coming |= {executed / notebook.name for notebook in paths.notebook_files()}
    problems = check_manuscript(paths.manuscript(case.id), paths.root, variables, frozenset(coming))
    return from_problems(problems, "manuscript.reference")


def settled_case(paths: ProjectPaths, case_id: str) -> CheckedCase:
    """Check a case without its manuscript."""
    checked = check_case(paths, case_id)
    return replace(checked, findings=settle(checked.findings, paths, case_id))


def write_tables(
    paths: ProjectPaths,
    case: Case,
    chronology: Chronology,
    findings: Iterable[Finding],
    judgement: Judgement,
) -> dict[str, str]:
    """Write what a manuscript includes: tables, what stands behind figures, points to clarify, the data appendix.

    Args:
        paths: The project.
        case: The case.
        chronology: Its resolved time network.
        findings: The findings on its data, settled.
        judgement: What the data say to its claims and derived values.

    Returns:
        The text of each file, by its name without suffix.
    """
    texts = {
        **manuscript_tables(case, chronology),
        **figure_disclosures(case, chronology),
        "clarifications": clarifications(case, findings),
        "data": data_appendix(case, chronology, judgement),
    }
    for name, text in texts.items():
        write_if_changed(paths.case_tables(case.id) / f"{name}.md", text.encode())
    return texts
