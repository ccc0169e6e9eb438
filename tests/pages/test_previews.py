"""Previews of what a reference points to: under the pointer, under the keyboard's focus, and how they go away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.conftest import CASES, REPOSITORY, Open, RenderedCase

THEME = REPOSITORY / "report" / "theme"
QUARTO = REPOSITORY / "tests" / "fixtures" / "quarto" / "expected"
POINTER_REST_MS = 700  # longer than any delay of the script

# What a reader who only has the Tab key meets on the way through the page.
FOCUSED = """() => {
  const element = document.activeElement;
  const preview = document.querySelector("#preview");
  const description = document.getElementById(element.getAttribute("aria-describedby"));
  return {
    text: element.textContent,
    link: element.matches("main a[href^='#']") ? element.getAttribute("href") : null,
    button: element.matches("button") ? element.getAttribute("aria-label") ?? element.textContent : null,
    preview: !preview.hidden && preview.getBoundingClientRect().height > 0,
    description: description ? description.textContent.trim() : "",
    isAtEnd: element === document.body,
  };
}"""
NOT_PREVIEWED = ".footnote-back, .references a"


def preview(page: Page) -> Locator:
    """Return the preview of a page."""
    return page.locator("#preview")


def tab_stops(page: Page) -> list[dict[str, Any]]:
    """Press Tab from the start to the end of a page and tell what stood where."""
    stops: list[dict[str, Any]] = []
    while len(stops) < 2000:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["isAtEnd"]:
            return stops
        stops.append(stop)
    raise AssertionError("the Tab key goes round in circles")


@pytest.mark.parametrize("case_id", CASES)
def test_the_keyboard_reaches_every_preview_and_figure(
    case_id: str, rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Each reference shows its preview in its turn, with words for a screen reader; each figure has its button."""
    page = open_page(rendered[case_id].html)
    selector = f"main a[href^='#']:not({NOT_PREVIEWED})"
    links = page.locator(selector).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    figures = page.locator("main figure img").count()

    stops = tab_stops(page)

    shown = [stop for stop in stops if stop["preview"]]
    assert len(links) > 10
    assert links == [stop["link"] for stop in shown]
    assert all(stop["description"] for stop in shown)
    assert figures == sum(1 for stop in stops if str(stop["button"]).startswith("Enlarge figure"))
    assert figures > 0


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("a[href='#fig-mrd']", "Figure 2: Synthetic data. MRD in bone marrow"),
        ("a[href='#tbl-treatments']", "Agent"),
        ("a[href='#ref-hoelzer2016']", "Hoelzer D"),
        ("a.footnote-ref", "In the generated tables, the days in the column"),
        (".datum", "Source data/demo/facts.csv, row age (synthetic)"),
    ],
)
def test_a_preview_shows_what_is_pointed_to(
    selector: str, words: str, rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Figures, tables, references, notes, sources; no second id, link or stop of the Tab key comes with them."""
    page = open_page(rendered["demo"].html)

    page.locator(f"main {selector}").first.hover()

    expect(preview(page)).to_be_visible()
    expect(preview(page)).to_contain_text(words)
    expect(preview(page).locator("a, button, [tabindex], [role]")).to_have_count(0)
    ids = page.locator("[id]").evaluate_all("parts => parts.map(part => part.id)")
    assert len(ids) == len(set(ids))


def test_a_preview_of_a_long_table_shows_its_start(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Some rows, and how many more there are."""
    page = open_page(rendered["demo"].html)
    rows = page.locator("#tbl-treatments tbody tr").count()

    page.locator("main a[href='#tbl-treatments']").first.hover()

    expect(preview(page).locator("tbody tr")).to_have_count(6)
    expect(preview(page)).to_contain_text(f"and {rows - 6} more rows")


def test_a_section_link_shows_the_start_of_the_section(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Its heading and first paragraph."""
    page = open_page(rendered["li2025"].html)

    page.locator("main a[href='#sec-limitations']").first.hover()

    expect(preview(page).locator("> div")).to_have_count(2)
    expect(preview(page).locator("> div").first).to_have_text("Limitations")


def test_a_passing_pointer_opens_nothing(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """A preview waits until the pointer rests."""
    page = open_page(rendered["demo"].html)

    page.locator("main .citation a").first.hover()
    page.mouse.move(5, 5)
    page.wait_for_timeout(POINTER_REST_MS)

    expect(preview(page)).to_be_hidden()


def test_the_pointer_can_move_into_a_preview_and_closes_it_by_leaving(
    rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """WCAG 1.4.13: hoverable and persistent."""
    page = open_page(rendered["demo"].html)
    page.locator("main .citation a").first.hover()
    expect(preview(page)).to_be_visible()

    preview(page).hover()
    page.wait_for_timeout(POINTER_REST_MS)
    expect(preview(page)).to_be_visible()

    page.mouse.move(5, 5)
    expect(preview(page)).to_be_hidden()


def test_escape_closes_a_preview_and_leaves_the_focus(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """WCAG 1.4.13: dismissible."""
    page = open_page(rendered["demo"].html)
    page.locator(".skip-link").focus()
    while not page.evaluate("document.activeElement.matches('.citation a')"):
        page.keyboard.press("Tab")
    expect(preview(page)).to_be_visible()

    page.keyboard.press("Escape")

    expect(preview(page)).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.citation a')")
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") is None


def test_a_tap_follows_the_reference(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """On a touch screen a reference is a link and nothing else."""
    page = open_page(rendered["demo"].html, 360, has_touch=True, is_mobile=True)

    page.locator("main .citation a").first.tap()
    page.wait_for_timeout(POINTER_REST_MS)

    assert page.url.endswith("#ref-hoelzer2016")
    expect(preview(page)).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1440])
def test_a_preview_stays_on_the_screen_and_off_its_link(
    width: int, rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Wherever on the screen the link stands."""
    page = open_page(rendered["li2025"].html, width)
    link = page.locator("main a[href='#fig-timeline']").first
    for top in (20, 450, 860):
        page.mouse.move(1, 1)
        link.evaluate("(link, top) => scrollBy(0, link.getBoundingClientRect().top - top)", top)
        link.hover()
        expect(preview(page)).to_be_visible()
        page.wait_for_timeout(100)
        box, own = preview(page).bounding_box(), link.bounding_box()
        assert box
        assert own
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900
        assert box["y"] >= own["y"] + own["height"] or box["y"] + box["height"] <= own["y"]
        page.keyboard.press("Escape")


def test_the_keyboard_reaches_sources_when_they_are_asked_for(
    rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Values are no stops of the Tab key until the button says so, and none afterwards."""
    page = open_page(rendered["demo"].html)
    button = page.get_by_role("button", name="Show sources of values")
    first = page.locator(".datum").first

    assert first.get_attribute("tabindex") is None
    button.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Shift+Tab")
    expect(preview(page)).to_contain_text("Source data/demo/")
    button.press("Enter")

    assert first.get_attribute("tabindex") is None


def test_previews_know_the_page_of_quarto(tmp_path: Path, open_page: Open) -> None:
    """Figures, panels and citations as Quarto 1.10 marks them up."""
    names = ("figures", "panels", "citations")
    fragments = [(QUARTO / f"{name}.html").read_text("utf-8").replace('src="DATA"', "") for name in names]
    css, script = ((THEME / name).read_text("utf-8") for name in ("article.css", "script.html"))
    file = tmp_path / "quarto.html"
    file.write_text(
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Q</title><style>{css}</style></head>"
        f"<body><main id='quarto-document-content'>{''.join(fragments)}</main>{script}</body></html>",
        "utf-8",
    )
    page = open_page(file)

    page.locator("a[href='#fig-mrd']").first.hover()
    expect(preview(page)).to_contain_text("Figure 2: MRD over time.")
    page.locator("a[href='#ref-ding2017']").first.hover()
    expect(preview(page)).to_contain_text("Ding L-W")
    names_of_buttons = page.locator("button.zoom").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert {"Enlarge figure 1", "Enlarge figure 2", "Enlarge figure 1 (a)"} <= set(names_of_buttons)
