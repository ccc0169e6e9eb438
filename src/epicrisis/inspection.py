"""Everything that can be said of a case before a notebook runs: its findings, its values, its generated tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from epicrisis.atomic import write_if_changed
from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case
from epicrisis.checks.finding import Finding, from_problems
from epicrisis.checks.manuscript import check_manuscript
from epicrisis.checks.run import CheckedCase, check_case, check_text, settle
from epicrisis.errors import InvalidInput
from epicrisis.manuscript.config import as_list, read_config
from epicrisis.manuscript.reading import read_manuscript_text
from epicrisis.manuscript.source import read_source
from epicrisis.notebooks.execute import project_notebooks
from epicrisis.paths import FIGURE_FORMATS, FIGURE_STEMS, ProjectPaths
from epicrisis.values.tables import manuscript_tables
from epicrisis.values.variables import case_variables


def check(paths: ProjectPaths, case_id: str) -> tuple[Finding, ...]:
    """Return every finding on a case and its manuscript.

    Args:
        paths: The project.
        case_id: The case.

    Raises:
        UsageError: If there is no such case.
    """
    return inspect(paths, case_id).findings


def inspect(paths: ProjectPaths, case_id: str) -> CheckedCase:
    """Check a case and its manuscript, and mark what the authors have acknowledged.

    Args:
        paths: The project.
        case_id: The case.

    Returns:
        The case with every finding.

    Raises:
        UsageError: If there is no such case.
    """
    checked = check_case(paths, case_id)
    findings = checked.findings
    if checked.case is not None and checked.chronology is not None and paths.manuscript(case_id).is_file():
        write_tables(paths, checked.case, checked.chronology)
        variables = _variables_before_figures(checked.case, checked.chronology)
        findings += _check_manuscript(paths, checked.case, variables)
        findings += _check_text(paths, checked.case, variables)
    return CheckedCase(settle(findings, paths, case_id), checked.case, checked.chronology)


def _variables_before_figures(case: Case, chronology: Chronology) -> dict[str, Any]:
    """Return the values of a case before any notebook runs, without the words of its figures."""
    words = {stem: {"alt": "", "description": ""} for stem in FIGURE_STEMS}
    return build_variables(case, chronology, words, "")


def _check_text(paths: ProjectPaths, case: Case, variables: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Hold the manuscript against the case; a manuscript that cannot be read has its findings already."""
    manuscript = paths.manuscript(case.id)
    try:
        source = read_source(manuscript, paths.root)
        config = read_config(source, manuscript, paths.root)
        files = [Path(name) for name in as_list(config.options("html").get("bibliography"))]
        bibliography = tuple((path.read_text(encoding="utf-8"), paths.relative(path)) for path in files)
    except (InvalidInput, OSError, UnicodeDecodeError):
        return ()
    return check_text(case, read_manuscript_text(source, variables, bibliography))


def _check_manuscript(paths: ProjectPaths, case: Case, variables: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Check the manuscript before any notebook runs: what the build will make counts as there."""
    figures = paths.case_figures(case.id).resolve()
    coming = {figures / f"{stem}.{suffix}" for stem in FIGURE_STEMS for suffix in FIGURE_FORMATS}
    executed = paths.executed_notebooks(case.id).resolve()
    coming |= {executed / notebook.name for notebook in project_notebooks(paths)}
    problems = check_manuscript(paths.manuscript(case.id), paths.root, variables, frozenset(coming))
    return from_problems(problems, "manuscript.reference")


def settled_case(paths: ProjectPaths, case_id: str) -> CheckedCase:
    """Check a case without its manuscript."""
    checked = check_case(paths, case_id)
    return replace(checked, findings=settle(checked.findings, paths, case_id))


def build_variables(
    case: Case, chronology: Chronology, words: Mapping[str, Mapping[str, str]], engine: str
) -> dict[str, Any]:
    """Return everything that a manuscript of the case can name.

    Args:
        case: The case.
        chronology: Its resolved time network.
        words: Alternative text and long description of each figure, by stem.
        engine: The engine, as the colophon names it.
    """
    return {case.id: case_variables(case, chronology, words), "build": {"engine": engine}}


def write_tables(paths: ProjectPaths, case: Case, chronology: Chronology) -> None:
    """Write the generated tables of a manuscript, which it includes."""
    for name, text in manuscript_tables(case, chronology).items():
        write_if_changed(paths.case_tables(case.id) / f"{name}.md", text.encode())
