"""Figures in full size."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from epicrisis.paths import ProjectPaths
from epicrisis.render.document import render_document
from pages.conftest import Open, RenderedCase

PANEL = """\
---
title: Panels
---

::: {#fig-pair layout-ncol=2}
![First](../figures/demo/mrd.svg){#fig-first}

![Second](../figures/demo/timeline.svg){#fig-second}

Two of them.
:::

![A figure without a number.](../figures/demo/mrd.svg)
"""


def enlarge(page: Page, figure: str = "figure 1") -> Locator:
    """Press the button of a figure and return the dialog."""
    page.get_by_role("button", name=f"Enlarge {figure}").press("Enter")
    dialog = page.get_by_role("dialog", name=figure.capitalize())
    expect(dialog).to_be_visible()
    return dialog


def width_of(dialog: Locator) -> float:
    """Return how wide the picture is drawn."""
    box = dialog.locator("img").bounding_box()
    assert box
    return box["width"]


@pytest.mark.parametrize("width", [360, 1440])
def test_a_figure_opens_in_a_readable_size(width: int, rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """On a telephone it is wider than the screen, and scrolls; it keeps its description."""
    page = open_page(rendered["demo"].html, width)
    in_text = page.locator("#fig-timeline img")

    dialog = enlarge(page)

    assert width_of(dialog) >= 900
    assert dialog.locator("img").get_attribute("alt") == in_text.get_attribute("alt")
    assert dialog.get_by_role("region").evaluate("view => getComputedStyle(view).overflowX") == "auto"


def test_the_keyboard_enlarges_moves_and_closes(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Plus and minus, the arrow keys, Escape; then the focus is where it was."""
    page = open_page(rendered["demo"].html, 360)
    dialog = enlarge(page)
    first = width_of(dialog)

    page.keyboard.press("+")
    larger = width_of(dialog)
    page.keyboard.press("-")
    page.keyboard.press("-")
    region = dialog.get_by_role("region")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)  # a page that forbids `eval` cannot be asked to wait for a condition
    is_focused = region.evaluate("view => view === document.activeElement")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    assert is_focused
    assert larger == pytest.approx(first * 1.5, rel=0.01)
    assert page.evaluate("document.activeElement.ariaLabel") == "Enlarge figure 1"


def test_the_buttons_enlarge_to_a_limit(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """A button that does nothing more says so, and keeps the focus."""
    page = open_page(rendered["demo"].html)
    dialog = enlarge(page)
    larger = dialog.get_by_role("button", name="Larger")

    for _ in range(6):
        larger.click(force=True)

    assert larger.get_attribute("aria-disabled") == "true"
    assert larger.evaluate("button => button === document.activeElement")
    assert dialog.get_by_role("button", name="Smaller").get_attribute("aria-disabled") == "false"
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_the_mouse_opens_and_drags(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """A click on the figure opens it; the picture follows the pointer."""
    page = open_page(rendered["demo"].html, 768)

    page.locator("#fig-mrd img").click()
    dialog = page.get_by_role("dialog", name="Figure 2")
    page.mouse.move(600, 500)
    page.mouse.down()
    page.mouse.move(450, 480, steps=5)
    page.mouse.up()

    expect(dialog).to_be_visible()
    assert dialog.get_by_role("region").evaluate("view => view.scrollLeft") == pytest.approx(150, abs=5)


def test_parts_of_a_panel_have_buttons_of_their_own(project_copy: ProjectPaths, open_page: Open) -> None:
    """Named by number and letter; a figure without a number has a name, too."""
    source = project_copy.report / "panel.qmd"
    source.write_text(PANEL, "utf-8")
    rendered = render_document(source, ("html",), "embedded", project_root=project_copy.root, variables={})
    page = open_page(rendered.artifacts[0].path)

    names = page.locator("button.zoom").evaluate_all("all => all.map(one => one.ariaLabel)")

    assert names == ["Enlarge figure 1 (a)", "Enlarge figure 1 (b)", "Enlarge figure"]
