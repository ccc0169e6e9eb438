"""The page as one file: on a narrow screen, without scripts, on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from pages.conftest import CASES, Open, RenderedCase

SCRIPT_BYTES = 15_000
CONTROLS = ".toc, .skip-link, .preview, .zoom, .zoom-dialog, .sources"


@pytest.mark.parametrize("width", [320, 360, 768])
@pytest.mark.parametrize("case_id", CASES)
def test_a_narrow_page_scrolls_one_way_only(
    case_id: str, width: int, rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Wide tables scroll in their frames; the page does not."""
    page = open_page(rendered[case_id].html, width)

    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("case_id", CASES)
def test_a_page_reads_without_scripts(case_id: str, rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Text, figures, contents and links are there; what only a script could do is not."""
    page = open_page(rendered[case_id].html, java_script_enabled=False)

    for figure in page.locator("main figure img").all():
        box = figure.bounding_box()
        assert box
        assert box["height"] > 100
    expect(page.get_by_role("navigation").get_by_role("link").first).to_be_visible()
    expect(page.locator("button, dialog, #preview")).to_have_count(0)
    page.locator("main .citation a").first.click()
    assert "#ref-" in page.url


@pytest.mark.parametrize("case_id", CASES)
def test_scripts_are_small(case_id: str, rendered: dict[str, RenderedCase]) -> None:
    """All that the page runs is under 15 KB, and stands in it once."""
    html = rendered[case_id].html.read_text("utf-8")

    scripts = re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL)

    assert 0 < sum(len(script.encode()) for script in scripts) < SCRIPT_BYTES
    assert html.count('id: "preview"') == 1


@pytest.mark.parametrize("case_id", CASES)
def test_paper_has_no_controls(case_id: str, rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Contents and buttons stay on the screen, even if values were marked and a preview was open."""
    page = open_page(rendered[case_id].html)
    assert page.locator(CONTROLS).count() > 5
    page.get_by_role("button", name="Show sources of values").click()
    page.locator("main .citation a").first.hover()
    expect(page.locator("#preview")).to_be_visible()

    page.emulate_media(media="print")

    assert page.locator(CONTROLS).evaluate_all("all => all.filter(one => one.checkVisibility()).length") == 0
    assert page.locator(".datum").first.evaluate("one => getComputedStyle(one).backgroundColor") == (
        "rgba(0, 0, 0, 0)"
    )


@pytest.mark.parametrize(("preference", "animation"), [("reduce", "none"), ("no-preference", "appear")])
def test_motion_is_for_those_who_want_it(
    preference: str, animation: str, rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Previews fade in unless the reader asked for less motion."""
    page = open_page(rendered["demo"].html)
    page.emulate_media(reduced_motion=preference)

    page.locator("main .citation a").first.hover()

    expect(page.locator("#preview")).to_be_visible()
    assert page.locator("#preview").evaluate("one => getComputedStyle(one).animationName") == animation
