"""What a page does not bring along from its theme does not run, and the page works as before."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pages.conftest import CASES, Open, RenderedCase

HOSTILE = """
<script>window.ran = "script";</script>
<script src="data:text/javascript,window.ran='source'"></script>
<img src="data:image/png;base64,AA" onerror="window.ran = 'handler'">
<a id="hostile" href="javascript:window.ran='link'">x</a>
<style>main { display: none }</style>
<p style="display: none" id="styled">y</p>
<img src="https://example.org/pixel.png" srcset="https://example.org/pixel.png 2x">
<iframe srcdoc="<script>parent.ran = 'frame'</script>"></iframe>
<base href="https://example.org/">
"""


def test_what_is_injected_does_not_run(
    browser: Browser, rendered: dict[str, RenderedCase], tmp_path: Path
) -> None:
    """Scripts, handlers, script links, styles, frames and pictures of others: the policy stops each of them."""
    html = rendered["demo"].html.read_text("utf-8")
    hostile = tmp_path / "hostile.html"
    hostile.write_text(html.replace("</header>", f"</header>{HOSTILE}", 1), "utf-8")
    page = browser.new_page()
    sent: list[str] = []
    page.on("requestfailed", lambda request: sent.append(f"{request.url}: {request.failure}"))

    page.goto(hostile.as_uri())
    page.locator("#hostile").click()

    assert page.evaluate("window.ran") is None
    assert {failure.rpartition(": ")[2] for failure in sent} <= {"csp"}
    expect(page.locator("main")).to_be_visible()
    expect(page.locator("#styled")).to_be_visible()
    expect(page.locator("button.zoom").first).to_be_visible()  # the theme's own script ran
    page.close()


@pytest.mark.parametrize("case_id", CASES)
def test_a_page_keeps_its_own_policy(case_id: str, rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Previews, zoom and sources work; a violation would be an error in the console, which fails the test."""
    page = open_page(rendered[case_id].html)

    page.get_by_role("button", name="Show sources of values").click()
    page.locator('main a[href^="#"]').first.hover()
    page.locator("button.zoom").first.click()

    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.querySelectorAll('[style]:not(#preview, .zoom-view img)').length") == 0


@pytest.mark.parametrize("case_id", CASES)
def test_columns_have_their_widths(case_id: str, rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """What pandoc writes as styles of tags still holds: numbers stand right, columns have their shares."""
    page = open_page(rendered[case_id].html)

    cell = page.locator("#tbl-mrd tbody td.styled").first
    column = page.locator("#tbl-mrd col").first

    assert cell.evaluate("cell => getComputedStyle(cell).textAlign") == "right"
    assert "%" in column.evaluate(
        "col => [...col.computedStyleMap()].find(([key]) => key === 'width')[1].toString()"
    )
