"""What axe-core finds on the pages, at three widths, in the light and in the dark."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from pages.conftest import CASES, Open, RenderedCase

WIDTHS = (360, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# The shade at the edge of a wide table is a gradient, behind which axe cannot tell a contrast. It is as light as
# the paper where text stands.
NO_SHADES = ".table-frame { background: none !important; }"
# A value that breaks over two lines of a table cell confuses axe, and so does a cell that spans rows; the short
# ones around it have the same colours.
# axe-core puts styles of its own into the page that it judges
JUDGED = {"bypass_csp": True}
BROKEN = ("partially overlaps other elements", 'td[rowspan="')


def complaints(page: Page, part: str = "html") -> list[str]:
    """Return every rule of axe-core that is broken in a part of the page."""
    page.evaluate(AXE_SCRIPT)
    results = page.evaluate("part => axe.run(part, { resultTypes: ['violations'] })", part)
    return _sentences(results["violations"])


def unsure_contrasts(page: Page) -> list[str]:
    """Return text whose contrast axe-core finds too low or cannot tell."""
    page.add_style_tag(content=NO_SHADES)
    page.evaluate(AXE_SCRIPT)
    results = page.evaluate("axe.run({ runOnly: ['color-contrast'] })")
    return [
        words
        for words in _sentences([*results["violations"], *results["incomplete"]])
        if not any(mark in words for mark in BROKEN)
    ]


def _sentences(rules: list[dict[str, Any]]) -> list[str]:
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in rules for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("case_id", CASES)
def test_a_page_has_no_barrier(
    case_id: str,
    width: int,
    scheme: Literal["light", "dark"],
    rendered: dict[str, RenderedCase],
    open_page: Open,
) -> None:
    """No rule of axe-core is broken, WCAG AA contrast included."""
    page = open_page(rendered[case_id].html, width, scheme, **JUDGED)

    assert [] == complaints(page)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("case_id", CASES)
def test_every_contrast_is_known(
    case_id: str, scheme: Literal["light", "dark"], rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """No text is passed over because axe-core cannot tell what it stands on."""
    page = open_page(rendered[case_id].html, 1440, scheme, **JUDGED)

    assert [] == unsure_contrasts(page)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("selector", ["a.quarto-xref", ".citation a", "a.footnote-ref"])
def test_an_open_preview_has_no_barrier(
    selector: str, scheme: Literal["light", "dark"], rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Figures, references and notes."""
    page = open_page(rendered["demo"].html, 768, scheme, **JUDGED)
    page.locator(f"main {selector}").first.hover()
    page.locator("#preview").wait_for()

    assert [] == complaints(page, "#preview")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_enlarged_figure_has_no_barrier(
    scheme: Literal["light", "dark"], rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """The dialog and its buttons."""
    page = open_page(rendered["demo"].html, 360, scheme, **JUDGED)
    page.get_by_role("button", name="Enlarge figure 1").click()
    page.get_by_role("dialog").wait_for()

    assert [] == complaints(page, "dialog")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_values_with_their_sources_have_no_barrier(
    scheme: Literal["light", "dark"], rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Marked values keep their contrast."""
    page = open_page(rendered["demo"].html, 768, scheme, **JUDGED)
    page.get_by_role("button", name="Show sources of values").click()

    assert [] == complaints(page, "#title-block-header")


def test_axe_sees_a_barrier(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """The judge is awake: text in a pale grey is reported."""
    page = open_page(rendered["demo"].html, **JUDGED)
    page.add_style_tag(content="main p { color: #bbb !important; }")

    assert any(complaint.startswith("color-contrast") for complaint in complaints(page, ".abstract"))
