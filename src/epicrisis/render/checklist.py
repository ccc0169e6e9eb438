"""The completed CARE checklist as a page of its own, which leads to the sections and pages of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from epicrisis.case.model import Case
from epicrisis.checks.care import Section
from epicrisis.checks.care_checklist import ChecklistLine, care_checklist, profile_checklist
from epicrisis.checks.care_profile import Stated, profile_name
from epicrisis.checks.finding import Finding
from epicrisis.digests import digest_bytes
from epicrisis.manuscript.reading import ManuscriptText
from epicrisis.manuscript.source import read_source
from epicrisis.paths import ProjectPaths
from epicrisis.render.embedded.engine import Begun, EmbeddedEngine
from epicrisis.render.engine import FORMATS, Artifact, Document, output_name
from epicrisis.render.outputs import write_file
from epicrisis.render.page_marks import TOP, fills, page_mark
from epicrisis.values.numerals import escape_markdown
from epicrisis.values.tables import Heading, pipe_table

SUFFIX = "-care"
FRONT = ("Title", "Key words", "Abstract")
"""What stands on the first page, above all sections."""

_SOURCES = (
    "Items: the CARE checklist of 2013 (Gagnier et al., doi "
    "[10.7453/gahmj.2013.008](https://doi.org/10.7453/gahmj.2013.008)), in our words; explained by Riley et al., "
    "2017, doi [10.1016/j.jclinepi.2017.04.026](https://doi.org/10.1016/j.jclinepi.2017.04.026)."
)


_FRONT_MATTER = """\
---
title: CARE checklist
short-title: CARE checklist
subtitle: Completed from the report and its data
toc: false
---
"""


@dataclass(frozen=True)
class Checklist:
    """The completed checklist of a report that has no pages yet.

    Args:
        text: The checklist as a manuscript, with marks for the pages.
        headings: The headings of the report whose pages the marks stand for.
    """

    text: str
    headings: tuple[str, ...]


@dataclass(frozen=True)
class _Report:
    """The report that a checklist leads to.

    Args:
        stem: Name of its files, without suffix.
        headings: The headings whose pages the checklist names.
    """

    stem: str
    headings: tuple[str, ...]

    def link(self, section: Section) -> str:
        """Return a Markdown link to a section of the page."""
        anchor = f"#{section.identifier}" if section.identifier else ""
        return f"[{escape_markdown(section.title)}]({output_name(self.stem, 'html')}{anchor})"

    def pages(self, sections: Sequence[Section]) -> str:
        """Return what stands for the pages of some sections in the PDF."""
        return page_mark([_heading(section) for section in sections], self.headings)


def checklist_of(
    case: Case, text: ManuscriptText, findings: Sequence[Finding], told: Stated | None = None
) -> Checklist:
    """Return the checklist of a report.

    Args:
        case: The case.
        text: The manuscript of the report.
        findings: Every finding on case and manuscript, settled.
        told: What the case states, where that is known; else its tables are read.
    """
    lines = care_checklist(text, findings)
    return written_checklist(lines, profile_checklist(case, text, findings, told), case.id, case.version)


def written_checklist(
    lines: Sequence[ChecklistLine], profile: Sequence[ChecklistLine], stem: str, version: str
) -> Checklist:
    """Return the checklist of some items.

    Args:
        lines: The items of CARE.
        profile: The statements of the profile; empty where the case needs none.
        stem: Name of the report's files, without suffix.
        version: Version of the data.
    """
    sections = [section for line in (*lines, *profile) for section in line.sections]
    report = _Report(stem, tuple(dict.fromkeys(map(_heading, sections))))
    name = output_name(stem, "html")
    of_what = f"For the report [{name}]({name}), data version {escape_markdown(version)}."
    parts = [
        _FRONT_MATTER,
        f"{of_what}\n\n{_count(lines)} {_SOURCES}\n",
        "## Items of CARE\n",
        _care_table(lines, report),
    ]
    if profile:
        introduction = f"What such a case must state besides. {_count(profile)}\n"
        parts += [f"## {profile_name()}\n", introduction, _profile_table(profile, report)]
    return Checklist("\n".join(parts), report.headings)


@contextmanager
def begin_checklist(paths: ProjectPaths, case_id: str, text: str, folder: Path) -> Iterator[Begun]:
    """Begin to render a checklist as HTML and PDF.

    The embedded engine renders it whatever engine made the report, because it is always there.

    Args:
        paths: The project.
        case_id: The case.
        text: That of the checklist.
        folder: Where to work, inside the project.

    Raises:
        RenderFailed: If it cannot be rendered.
    """
    source = folder / f"{case_id}{SUFFIX}.qmd"
    write_file(source, text.encode())
    # every word in it is escaped and every reference is ours, so that there is nothing for an author to mend
    checked = digest_bytes(read_source(source, paths.root).text.encode())
    with EmbeddedEngine().begin(Document(source, paths.root, {}, checked=checked), FORMATS) as begun:
        yield begun


def finish_checklist(begun: Begun, case_id: str, pages: Sequence[int], folder: Path) -> tuple[Artifact, ...]:
    """Render a checklist that was begun, now that the report has pages.

    Args:
        begun: From `begin_checklist`.
        case_id: The case.
        pages: The page of each of its headings in the PDF; 0 if it has none.
        folder: Where the two files go.

    Raises:
        RenderFailed: If it cannot be rendered.
    """
    return begun.finish(FORMATS, folder, fills=fills(pages, output_name(case_id, "pdf")))


def _heading(section: Section) -> str:
    return TOP if section.title in FRONT and not section.identifier else section.title


def _care_table(lines: Iterable[ChecklistLine], report: _Report) -> str:
    heads = (Heading("Item", 24), Heading("Asks for", 34), Heading("Stands in", 32), Heading("Page", 10))
    rows = [
        (f"**{line.number}** {line.name}", escape_markdown(line.asks), *_where(line, report)) for line in lines
    ]
    return pipe_table(heads, rows)


def _profile_table(lines: Iterable[ChecklistLine], report: _Report) -> str:
    heads = (Heading("Statement", 46), Heading("Stands in", 42), Heading("Page", 12))
    return pipe_table(heads, [(escape_markdown(line.asks), *_where(line, report)) for line in lines])


def _where(line: ChecklistLine, report: _Report) -> tuple[str, str]:
    """Return where an item stands or why it does not, and its pages."""
    links = [report.link(section) for section in line.sections]
    if line.in_data and not links:
        links = ["the tables of the report"]
    words = ", ".join(links)
    if line.reason:
        reason = f"Not reported: {escape_markdown(line.reason.rstrip('.'))}."
        words = f"{words}. {reason}" if words else reason
    elif line.is_missing:
        words = f"{words}; **missing in part**" if words else "**Missing**"
    return words, report.pages(line.sections)


def _count(lines: Sequence[ChecklistLine]) -> str:
    missing = sum(line.is_missing and not line.reason for line in lines)
    silent = sum(bool(line.reason) for line in lines)
    stated = len(lines) - missing - silent
    return f"{len(lines)} items: {stated} stated, {silent} not reported in the source, {missing} missing."
