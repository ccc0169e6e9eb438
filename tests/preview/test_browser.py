"""The preview in real Chromium: nobody touches the page, and it follows what is saved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from epicrisis.paths import ProjectPaths
from preview.conftest import RunningPreview, running_preview
from small_case import CASE_ID

MRD = "data/tiny/mrd.csv"
SECONDS = 60_000  # a loaded machine builds slowly; nothing here measures time
VALUE = ".datum[data-source='data/tiny/mrd.csv#relapse']"


@pytest.fixture(scope="module")
def preview(built_project: ProjectPaths, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPreview]:
    """One preview for all tests of this module; each edits another place, or takes its edit back."""
    root = tmp_path_factory.mktemp("preview") / "project"
    shutil.copytree(built_project.root, root)
    with running_preview(ProjectPaths(root)) as running:
        yield running


@pytest.fixture
def page(browser: Browser, preview: RunningPreview) -> Iterator[Page]:
    """The page, opened once and never again; it has asked for nothing outside and had no error."""
    context = browser.new_context(viewport={"width": 1200, "height": 800}, reduced_motion="reduce")
    opened = context.new_page()
    errors: list[str] = []
    asked: list[str] = []
    origin = preview.address.rpartition("/")[0]

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    opened.on("console", note)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(preview.address)
    expect(opened.locator(".bar .words")).to_contain_text("Built", timeout=SECONDS)
    opened.evaluate("document.documentElement.dataset.untouched = 'yes'")
    yield opened
    context.close()
    assert errors == []
    assert [url for url in asked if not url.startswith((origin, "data:"))] == []


def manuscript(preview: RunningPreview) -> Any:
    """Return the manuscript's file."""
    return preview.paths.manuscript(CASE_ID)


def table(preview: RunningPreview) -> Any:
    """Return the file of the MRD table."""
    return preview.paths.case_data(CASE_ID) / "mrd.csv"


def test_an_edited_cell_is_on_the_page(page: Page, preview: RunningPreview) -> None:
    """Value and figure change and are marked, in words too, and said aloud; the page was not loaded anew."""
    expect(page.locator(f"main p {VALUE}").first).to_have_text("0.5%")
    picture = page.locator("#fig-mrd img").get_attribute("src")

    preview.replace(table(preview), ",0.5,", ",0.7,")

    value = page.locator(f"main p {VALUE}").first
    expect(value).to_have_text("0.7%", timeout=SECONDS)
    expect(value).to_have_attribute("data-was", "0.5%")
    expect(page.locator("#fig-mrd.epicrisis-moved-figure")).to_be_visible()
    expect(page.locator("#fig-immune_cells")).not_to_contain_class("epicrisis-moved-figure")
    expect(page.get_by_role("status")).to_contain_text("1 figure")
    assert page.locator("#fig-mrd img").get_attribute("src") != picture
    expect(page.locator("html")).to_have_attribute("data-untouched", "yes")
    assert "was 0.5%" in page.evaluate(
        "getComputedStyle(document.querySelector('.epicrisis-moved'), '::after').content"
    )


def test_marks_are_visited_and_cleared(page: Page, preview: RunningPreview) -> None:
    """Next goes from one to the next; Clear takes them away."""
    preview.replace(table(preview), "not_detected,,0.01,", "not_detected,,0.02,")
    expect(page.locator(".bar .words")).to_contain_text("changed", timeout=SECONDS)

    page.get_by_role("button", name="Next").click()

    assert page.evaluate("document.activeElement.className").count("epicrisis-moved")
    page.get_by_role("button", name="Clear marks").click()
    expect(page.locator("[class*=epicrisis-moved]")).to_have_count(0)
    expect(page.get_by_role("button", name="Next")).to_be_hidden()


def test_an_edited_sentence_is_on_the_page_and_the_reader_stays(page: Page, preview: RunningPreview) -> None:
    """A paragraph comes in above; the line that somebody reads stays where it is on the screen."""
    reading = page.get_by_text("Paragraph 30 of the discussion.")
    reading.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 300)")
    before = reading.bounding_box()

    preview.replace(manuscript(preview), "## Discussion\n", "## Discussion\n\nNew words.\n\nAnd others.\n")

    expect(page.get_by_text("New words.")).to_have_count(1, timeout=SECONDS)
    after = reading.bounding_box()
    assert before
    assert after
    assert page.evaluate("scrollY") > 300
    assert abs(before["y"] - after["y"]) < 2
    expect(page.get_by_text("New words.")).to_contain_class("epicrisis-moved-text")


def test_a_mistake_is_shown_over_the_last_good_page(page: Page, preview: RunningPreview) -> None:
    """Every problem with place, message and fix; it goes away by itself when the build is good again."""
    text = manuscript(preview).read_text(encoding="utf-8")

    preview.replace(manuscript(preview), "## Colophon", "See @fig-nowhere.\n\nSee @tbl-nowhere.\n\n## Colophon")

    overlay = page.get_by_role("region", name="Not built: 2 problems")
    expect(overlay).to_be_visible(timeout=SECONDS)
    line = text[: text.index("## Colophon")].count("\n") + 1
    expect(overlay.locator("li").nth(0)).to_contain_text(f"report/tiny.qmd, line {line}")
    expect(overlay.locator("li").nth(1)).to_contain_text(f"report/tiny.qmd, line {line + 2}")
    expect(page.get_by_role("status")).to_contain_text("Not built: 2 problems")
    expect(page.locator("main h1")).to_have_text("Case report: a tiny synthetic case")

    preview.replace(table(preview), "not_detected,,,Test ¶2", "eq,,,Test ¶2")

    overlay = page.get_by_role("region", name="Not built: 1 problem")
    expect(overlay).to_be_visible(timeout=SECONDS)
    expect(overlay).to_contain_text("data/tiny/mrd.csv, row 6, column relation")
    expect(overlay).to_contain_text("unknown relation 'eq'.")
    expect(overlay).to_contain_text("Use one of: =, <, not_detected, positive.")

    manuscript(preview).write_text(text, encoding="utf-8")
    preview.replace(table(preview), "eq,,,Test ¶2", "not_detected,,,Test ¶2")

    expect(page.locator(".problems")).to_be_hidden(timeout=SECONDS)
    expect(page.locator(".bar .words")).to_contain_text("Built in", timeout=SECONDS)


def test_the_overlay_can_be_hidden_and_shown(page: Page, preview: RunningPreview) -> None:
    """With the keyboard, too: Escape hides it, and the focus goes to the button that shows it again."""
    preview.replace(manuscript(preview), "## Colophon", "See @fig-nowhere.\n\n## Colophon")
    overlay = page.get_by_role("region", name="Not built: 1 problem")
    expect(overlay).to_be_visible(timeout=SECONDS)

    page.get_by_role("button", name="Hide").focus()
    page.keyboard.press("Escape")

    expect(overlay).to_be_hidden()
    page.keyboard.press("Enter")
    expect(overlay).to_be_visible()
    preview.replace(manuscript(preview), "See @fig-nowhere.\n\n", "")
    expect(overlay).to_be_hidden(timeout=SECONDS)


def test_another_style_loads_the_page_anew_in_its_place(page: Page, preview: RunningPreview) -> None:
    """The policy knows the style by its hash, so the head is another one; the place is kept."""
    reading = page.get_by_text("Paragraph 40 of the discussion.")
    reading.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")
    before = reading.bounding_box()

    preview.replace(preview.paths.report / "theme" / "article.css", "/* Text */", "/* The text */")

    expect(page.locator("html")).not_to_have_attribute("data-untouched", "yes", timeout=SECONDS)
    expect(page.locator(".bar .words")).to_contain_text("Built", timeout=SECONDS)
    after = reading.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2
