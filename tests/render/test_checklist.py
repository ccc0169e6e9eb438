"""The completed CARE checklist as a page and a PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.checks.care import Section
from epicrisis.checks.care_checklist import ChecklistLine
from epicrisis.checks.manuscript import check_manuscript
from epicrisis.inspection.whole import inspect
from epicrisis.paths import ProjectPaths
from epicrisis.render.checklist import begin_checklist, checklist_of, finish_checklist, written_checklist
from epicrisis.render.embedded import engine
from epicrisis.render.page_marks import TOP, page_mark
from epicrisis.render.reading import text_of_html, text_of_pdf

COURSE = Section("Course", "sec-course", ("Course",))
LINES = (
    ChecklistLine("1", "Title", "Its words", (Section("Title"),)),
    ChecklistLine("7", "Timeline", "When", (COURSE,)),
    ChecklistLine("8c", "Diagnostic assessment", "Why", (), reason="The source is silent", is_missing=True),
    ChecklistLine("12", "Patient perspective", "A view", (), is_missing=True),
)


CHECKLIST = written_checklist(LINES, (), "tiny", "0.1.0")


def row(number: str) -> str:
    """Return the line of an item in the Markdown of the checklist."""
    return next(line for line in CHECKLIST.text.splitlines() if line.startswith(f"| **{number}**"))


def render(paths: ProjectPaths, text: str, pages: tuple[int, ...], folder: Path) -> tuple[Path, ...]:
    """Return the checklist of the report `tiny` as page and as PDF."""
    paths.cache.mkdir(exist_ok=True)
    with begin_checklist(paths, "tiny", text, paths.cache) as begun:
        return tuple(artifact.path for artifact in finish_checklist(begun, "tiny", pages, folder))


def test_an_item_leads_to_its_section_and_asks_for_its_page() -> None:
    """What stands above all sections is on the first page."""
    assert CHECKLIST.headings == (TOP, "Course")
    assert row("7").endswith(f"| [Course](tiny.html#sec-course) | {page_mark(['Course'], [TOP, 'Course'])} |")
    assert row("1").endswith(f"| [Title](tiny.html) | {page_mark([TOP], [TOP])} |")


def test_the_pages_of_the_report_are_filled_in(small_project: ProjectPaths) -> None:
    """As links to them, in what was set before they were known; an item without pages has a dash."""
    page, pdf = render(small_project, CHECKLIST.text, (1, 37), small_project.root / "made")

    assert '<td><a href="tiny.pdf#page=37">37</a></td>' in page.read_text(encoding="utf-8")
    assert "37" in text_of_pdf(pdf.read_bytes())
    for text in (text_of_html(page.read_bytes()), text_of_pdf(pdf.read_bytes())):
        assert "\ue006" not in text


def test_what_is_not_there_says_so() -> None:
    """With the reason, or that it is missing."""
    assert row("8c").endswith("| Not reported: The source is silent. | – |")
    assert row("12").endswith("| **Missing** | – |")


def test_a_profile_is_left_out_of_a_case_that_needs_none() -> None:
    """And is a table of its own otherwise."""
    stated = ChecklistLine("", "graft", "Source of the graft", (), in_data=True)
    with_profile = written_checklist(LINES, (stated,), "tiny", "0.1.0")

    assert "Transplantation" not in CHECKLIST.text
    assert "| Source of the graft | the tables of the report | – |" in with_profile.text


def test_the_counts_add_up() -> None:
    """Each item is stated, not reported or missing."""
    assert "4 items: 2 stated, 1 not reported in the source, 1 missing." in CHECKLIST.text


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
    checklist = written_checklist(lines, lines, "tiny", "0.1.0")
    written = small_project.root / "checklist.qmd"
    written.write_text(checklist.text, encoding="utf-8")

    assert check_manuscript(written, small_project.root, {}) == ()

    monkeypatch.delattr(engine, "check_manuscript")
    page, _ = render(small_project, checklist.text, (3,), small_project.root / "made")
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

    checklist = checklist_of(inspection.checked.case, inspection.text, inspection.findings)
    pages = (1,) * len(checklist.headings)
    page, pdf = render(small_project, checklist.text, pages, folder)

    assert (page.name, pdf.name) == ("tiny-care.html", "tiny-care.pdf")
    for text in (text_of_html(page.read_bytes()), text_of_pdf(pdf.read_bytes())):
        assert "CARE checklist" in text
        assert "Transplantation and cellular therapy" in text
