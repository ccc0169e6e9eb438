"""What the manuscript of a case says, and what the checks find in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

from epicrisis.case.model import Case
from epicrisis.checks.care_profile import Stated
from epicrisis.checks.claims import check_claims
from epicrisis.checks.finding import Finding, from_problems
from epicrisis.checks.manuscript import check_manuscript
from epicrisis.checks.pictures import check_picture
from epicrisis.checks.privacy import check_private_text
from epicrisis.checks.text import check_text
from epicrisis.checks.unbound_numbers import check_unbound_numbers
from epicrisis.claims.book import ClaimBook
from epicrisis.claims.judgement import Judgement
from epicrisis.manuscript.reading import ManuscriptText
from epicrisis.material import pictures, read_text
from epicrisis.paths import FIGURE_FORMATS, FIGURE_STEMS, ProjectPaths
from epicrisis.values.report_values import report_values


@dataclass(frozen=True)
class CaseForText:
    """What a manuscript is held against.

    Args:
        case: The case.
        book: The claims and derived values of its manuscript.
        judgement: What the data say to them.
        values: Everything that the data let a manuscript name, without figures.
        stated: What the case states of that which it has to, where that is known.
    """

    case: Case
    book: ClaimBook
    judgement: Judgement
    values: Mapping[str, Any]
    stated: Stated | None = None

    @property
    def variables(self) -> dict[str, Any]:
        """What the manuscript can name before any figure is drawn, whose words are blank."""
        words = {stem: {"alt": "", "description": ""} for stem in FIGURE_STEMS}
        return report_values(self.case.id, self.values, words, engine="")


@dataclass(frozen=True)
class TextInspection:
    """A manuscript and what the checks found in it.

    Args:
        text: The manuscript as its reader reads it; None if it cannot be read.
        findings: The findings, none of them settled.
    """

    text: ManuscriptText | None
    findings: tuple[Finding, ...]


def inspect_text(paths: ProjectPaths, against: CaseForText, *, with_figures: bool) -> TextInspection:
    """Check the manuscript of a case, whose generated tables are in their place.

    Args:
        paths: The project.
        against: The case.
        with_figures: Whether the figures that are there are looked into; a build draws them anew first.
    """
    case, variables = against.case, against.variables
    with ThreadPoolExecutor(max_workers=1) as aside:
        # most of it is waiting for pandoc, which can be used; a build records what is read by its context
        of_manuscript = aside.submit(copy_context().run, _check_manuscript, paths, case, variables)
        text = read_text(paths, case.id, variables)
        of_prose = tuple(_check_prose(paths, against, text)) if text else ()
        of_pictures = tuple(_check_pictures(paths, case.id, with_figures=with_figures))
        return TextInspection(text, (*of_manuscript.result(), *of_prose, *of_pictures))


def _check_prose(paths: ProjectPaths, against: CaseForText, text: ManuscriptText) -> Iterator[Finding]:
    """Hold what the manuscript says against the case."""
    allowed = against.book.allowed
    yield from check_text(against.case, text, against.stated)
    yield from check_claims(against.book, against.judgement, text)
    yield from check_unbound_numbers(allowed, text, paths.claims(against.case.id).is_file())
    yield from check_private_text(text, tuple(entry.text for entry in allowed))


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
