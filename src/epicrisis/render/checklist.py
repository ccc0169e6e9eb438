"""The completed CARE checklist as a page of its own, which leads to the sections and pages of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import FORMATS, Document, output_name
from epicrisis.render.outputs import write_file
from epicrisis.render.reading import heading_pages
from epicrisis.values.numerals import escape_markdown
from epicrisis.values.tables import BLANK, Heading, pipe_table

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
class Report:
    """The rendered report that a checklist leads to.

    Args:
        stem: Name of its files, without suffix.
        pages: Page of each heading in its PDF.
    """

    stem: str
    pages: Mapping[str, int]

    def link(self, section: Section) -> str:
        """Return a Markdown link to a section of the page."""
        anchor = f"#{section.identifier}" if section.identifier else ""
        return f"[{escape_markdown(section.title)}]({output_name(self.stem, 'html')}{anchor})"

    def page(self, section: Section) -> str:
        """Return a Markdown link to a section's page of the PDF; empty if its outline does not name it."""
        number = 1 if section.title in FRONT and not section.identifier else self.pages.get(section.title)
        return f"[{number}]({output_name(self.stem, 'pdf')}#page={number})" if number else ""


def checklist_text(
    case: Case,
    text: ManuscriptText,
    findings: Sequence[Finding],
    made: Mapping[str, bytes],
    told: Stated | None = None,
) -> str:
    """Return the checklist of a report as a manuscript.

    Args:
        case: The case.
        text: The manuscript of the report.
        findings: Every finding on case and manuscript, settled.
        made: The finished report by the name of its files.
        told: What the case states, where that is known; else its tables are read.
    """
    pdf = made.get(output_name(case.id, "pdf"))
    report = Report(case.id, heading_pages(pdf) if pdf else {})
    lines = care_checklist(text, findings)
    profile = profile_checklist(case, text, findings, told)
    return checklist_markdown(lines, profile, report, case.version)


def render_checklist(paths: ProjectPaths, case_id: str, text: str, folder: Path) -> tuple[Path, ...]:
    """Render a checklist as HTML and PDF.

    The embedded engine renders it whatever engine made the report, because it is always there.

    Args:
        paths: The project.
        case_id: The case.
        text: From `checklist_text`.
        folder: Where to work, inside the project; the files stay there.

    Returns:
        The two files.

    Raises:
        RenderFailed: If it cannot be rendered.
    """
    source = folder / f"{case_id}{SUFFIX}.qmd"
    write_file(source, text.encode())
    # every word in it is escaped and every reference is ours, so that there is nothing for an author to mend
    checked = digest_bytes(read_source(source, paths.root).text.encode())
    document = Document(source, paths.root, {}, checked=checked)
    artifacts = EmbeddedEngine().render(document, FORMATS, folder)
    return tuple(artifact.path for artifact in artifacts)


def checklist_markdown(
    lines: Sequence[ChecklistLine], profile: Sequence[ChecklistLine], report: Report, version: str
) -> str:
    """Return the checklist as a manuscript.

    Args:
        lines: The items of CARE.
        profile: The statements of the profile; empty where the case needs none.
        report: What it leads to.
        version: Version of the data.
    """
    name = output_name(report.stem, "html")
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
    return "\n".join(parts)


def _care_table(lines: Iterable[ChecklistLine], report: Report) -> str:
    heads = (Heading("Item", 24), Heading("Asks for", 34), Heading("Stands in", 32), Heading("Page", 10))
    rows = [
        (f"**{line.number}** {line.name}", escape_markdown(line.asks), *_where(line, report)) for line in lines
    ]
    return pipe_table(heads, rows)


def _profile_table(lines: Iterable[ChecklistLine], report: Report) -> str:
    heads = (Heading("Statement", 46), Heading("Stands in", 42), Heading("Page", 12))
    return pipe_table(heads, [(escape_markdown(line.asks), *_where(line, report)) for line in lines])


def _where(line: ChecklistLine, report: Report) -> tuple[str, str]:
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
    pages = dict.fromkeys(page for section in line.sections if (page := report.page(section)))
    return words, ", ".join(pages) or BLANK


def _count(lines: Sequence[ChecklistLine]) -> str:
    missing = sum(line.is_missing and not line.reason for line in lines)
    silent = sum(bool(line.reason) for line in lines)
    stated = len(lines) - missing - silent
    return f"{len(lines)} items: {stated} stated, {silent} not reported in the source, {missing} missing."
