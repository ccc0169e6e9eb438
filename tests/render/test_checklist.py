"""The completed CARE checklist as a page and a PDF."""

from __future__ import annotations

import pytest

from epicrisis.checks.care import Section
from epicrisis.checks.care_checklist import ChecklistLine
from epicrisis.checks.manuscript import check_manuscript
from epicrisis.inspection.whole import inspect
from epicrisis.paths import ProjectPaths
from epicrisis.render.checklist import Report, checklist_markdown, checklist_text, render_checklist
from epicrisis.render.embedded import engine
from epicrisis.render.reading import text_of_html, text_of_pdf

REPORT = Report("tiny", {"Course": 3})
COURSE = Section("Course", "sec-course", ("Course",))
LINES = (
    ChecklistLine("1", "Title", "Its words", (Section("Title"),)),
    ChecklistLine("7", "Timeline", "When", (COURSE,)),
    ChecklistLine("8c", "Diagnostic assessment", "Why", (), reason="The source is silent", is_missing=True),
    ChecklistLine("12", "Patient perspective", "A view", (), is_missing=True),
)


def row(number: str) -> str:
    """Return the line of an item in the Markdown of the checklist."""
    text = checklist_markdown(LINES, (), REPORT, "0.1.0")
    return next(line for line in text.splitlines() if line.startswith(f"| **{number}**"))


def test_an_item_leads_to_its_section_and_its_page_of_the_pdf() -> None:
    """What stands above all sections is on the first page."""
    assert row("7").endswith("| [Course](tiny.html#sec-course) | [3](tiny.pdf#page=3) |")
    assert row("1").endswith("| [Title](tiny.html) | [1](tiny.pdf#page=1) |")


def test_what_is_not_there_says_so() -> None:
    """With the reason, or that it is missing."""
    assert row("8c").endswith("| Not reported: The source is silent. | – |")
    assert row("12").endswith("| **Missing** | – |")


def test_a_profile_is_left_out_of_a_case_that_needs_none() -> None:
    """And is a table of its own otherwise."""
    stated = ChecklistLine("", "graft", "Source of the graft", (), in_data=True)
    with_profile = checklist_markdown(LINES, (stated,), REPORT, "0.1.0")

    assert "Transplantation" not in checklist_markdown(LINES, (), REPORT, "0.1.0")
    assert "| Source of the graft | the tables of the report | – |" in with_profile


def test_the_counts_add_up() -> None:
    """Each item is stated, not reported or missing."""
    text = checklist_markdown(LINES, (), REPORT, "0.1.0")

    assert "4 items: 2 stated, 1 not reported in the source, 1 missing." in text


def test_the_engine_needs_not_check_a_checklist(
    small_project: ProjectPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a report's headings and reasons hold, the checks of a manuscript find nothing in it."""
    words = "A `x` {{< var a.b >}} @fig-a [c](d.md){.e} ![](f.png) $g ::: | h <script> [@i]"
    section = Section(words, "sec-a", (words,))
    lines = (
        ChecklistLine("1", "Title", words, (section,)),
        ChecklistLine("2", "Key words", words, (), reason=words),
    )
    written = small_project.root / "checklist.qmd"
    written.write_text(checklist_markdown(lines, lines, Report("tiny", {words: 3}), "0.1.0"), encoding="utf-8")

    assert check_manuscript(written, small_project.root, {}) == ()

    monkeypatch.delattr(engine, "check_manuscript")
    page, _ = render_checklist(
        small_project, "tiny", written.read_text(encoding="utf-8"), small_project.root / "made"
    )
    assert words in text_of_html(page.read_bytes())


def test_both_files_are_made_from_a_case(small_project: ProjectPaths) -> None:
    """The page and the PDF say the same."""
    manuscript = '---\ntitle: "Case report"\n---\n\n## Course {#sec-course care="7"}\n\nText.\n'
    small_project.report.mkdir(exist_ok=True)
    small_project.manuscript("tiny").write_text(manuscript, encoding="utf-8")
    folder = small_project.root / "work"

    inspection = inspect(small_project, "tiny")
    assert inspection.checked.case is not None
    assert inspection.text is not None

    text = checklist_text(inspection.checked.case, inspection.text, inspection.findings, {})
    page, pdf = render_checklist(small_project, "tiny", text, folder)

    assert (page.name, pdf.name) == ("tiny-care.html", "tiny-care.pdf")
    for text in (text_of_html(page.read_bytes()), text_of_pdf(pdf.read_bytes())):
        assert "CARE checklist" in text
        assert "Transplantation and cellular therapy" in text
