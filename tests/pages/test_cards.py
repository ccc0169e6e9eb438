"""Cards: where a value or claim comes from, by mouse, keyboard and touch, and the way on to its row."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.conftest import CASES, Open, RenderedCase
from pages.test_accessibility import SCHEMES, complaints

TOUCH = {"has_touch": True, "is_mobile": True}
HAEMOGLOBIN = "main p .datum[href='#datum-facts-haemoglobin']"
CLAIM = "#sec-outcomes .claim[data-of='negative_after_interferon']"


def card(page: Page) -> Locator:
    """Return the card of a page."""
    return page.locator("#preview")


def words_of(claim: Locator) -> tuple[float, float]:
    """Return a point on the first words of a claim, which may go over several lines and hold values."""
    claim.evaluate("one => one.scrollIntoView({ block: 'center' })")
    at: dict[str, float] = claim.evaluate(
        """one => {
          const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          while (walker.nextNode()) {
            range.selectNodeContents(walker.currentNode);
            const box = range.getClientRects()[0];
            if (!walker.currentNode.parentElement.closest("a") && box && box.width > 8) return box;
          }
        }"""
    )
    return at["x"] + 4, at["y"] + at["height"] / 2


def fields(page: Page) -> dict[str, str]:
    """Return what the open card says, by name."""
    expect(card(page)).to_be_visible()
    names, values = (card(page).locator(part).all_text_contents() for part in ("dt", "dd"))
    return dict(zip(names, values, strict=True))


def row_in_view(page: Page) -> str:
    """Return the text of the first cell of the row that the page has gone to."""
    row = page.locator("tr:has(:target)")
    expect(row).to_be_in_viewport()
    return str(row.locator("td").first.text_content())


def show_sources(page: Page) -> None:
    """Press the button that makes every value a stop of the Tab key."""
    page.get_by_role("button", name="Show sources of values").press("Enter")


def test_a_card_says_where_a_value_comes_from(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Table, row, columns as printed, basis, source and data version."""
    page = open_page(rendered["li2025"].html)

    page.locator(HAEMOGLOBIN).first.hover()

    assert fields(page) == {
        "Table": "facts",
        "Row": "haemoglobin",
        "Column value": "65",
        "Column unit": "g/dL",
        "Basis, source": "reported, Case description ¶1",
        "Data version": "1.0.0",
    }


def test_the_card_of_a_claim_shows_its_query(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """What the wording was held against, and that of a day the statements behind it."""
    page = open_page(rendered["li2025"].html)

    page.mouse.move(*words_of(page.locator(CLAIM)))

    assert fields(page)["Claim"] == "negative_after_interferon"
    assert fields(page)["Query"].startswith(
        "select (select relation = 'not_detected' from mrd where id = 'after_in"
    )


def test_the_card_of_a_day_names_the_statements_behind_it(
    rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """A day that follows from several rows names each."""
    page = open_page(rendered["li2025"].html)

    page.locator("main p .datum[href='#datum-times-car_t_infusion']").first.hover()

    assert fields(page)["Event"] == "car_t_infusion"
    assert "car_t_to_transplant" in fields(page)["Rests on"]


@pytest.mark.parametrize("case_id", CASES)
def test_every_value_has_a_row_and_every_claim_a_query(
    case_id: str, rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """None leads nowhere, and no claim is without its entry."""
    page = open_page(rendered[case_id].html)

    values = page.locator(".datum").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    claims = page.locator(".claim").evaluate_all("all => all.map(one => `#claim-${one.dataset.of}`)")
    missing = page.evaluate("all => all.filter(one => !document.querySelector(one))", [*values, *claims])

    assert len(values) > 200
    assert len(claims) > 20
    assert missing == []


def test_a_mouse_click_leads_to_the_row(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Its table unfolds, and the row is marked."""
    page = open_page(rendered["li2025"].html)

    page.locator(HAEMOGLOBIN).first.click()

    assert row_in_view(page) == "haemoglobin"
    assert page.locator("tr:has(:target)").evaluate("one => getComputedStyle(one).backgroundColor") == (
        "rgb(253, 243, 216)"
    )
    expect(card(page)).to_be_hidden()


def test_a_mouse_click_on_a_claim_opens_its_card(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Reading and selecting go on; the link in the card leads to the query."""
    page = open_page(rendered["li2025"].html)

    page.mouse.click(*words_of(page.locator(CLAIM)))
    expect(card(page)).to_have_role("dialog")
    card(page).get_by_role("link").click()

    assert row_in_view(page) == "negative_after_interferon"


def test_the_keyboard_passes_values_by_until_they_are_asked_for(
    rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Two hundred stops would bar the way to the links; a button makes each value and claim one."""
    page = open_page(rendered["li2025"].html)
    stops = "all => all.filter(one => one.tabIndex >= 0 && one.checkVisibility()).length"
    places = page.locator(".datum, .claim-mark")

    assert places.evaluate_all(stops) == 0
    show_sources(page)
    assert places.evaluate_all(stops) > 150
    show_sources(page)
    assert places.evaluate_all(stops) == 0


def test_the_keyboard_opens_cards_and_follows_them(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Tab shows the card with words for a screen reader, Escape closes it, Enter leads to the row."""
    page = open_page(rendered["li2025"].html)
    show_sources(page)
    first = page.locator(".abstract .datum").first

    first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    assert fields(page)["Row"] == "age"
    assert first.get_attribute("aria-describedby") == "preview"
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    expect(first).to_be_focused()
    page.keyboard.press("Enter")

    assert row_in_view(page) == "age"


def test_the_keyboard_reaches_claims(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Each has a mark behind its words while sources are shown."""
    page = open_page(rendered["li2025"].html)
    show_sources(page)
    mark = page.locator(".abstract .claim-mark").first

    mark.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")

    expect(mark).to_be_focused()
    assert fields(page)["Claim"] == "woman"


def test_a_tap_opens_the_card_and_its_link_leads_to_the_row(
    rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """A finger cannot rest on a value; the card is a dialog with a link."""
    page = open_page(rendered["li2025"].html, 360, **TOUCH)

    page.locator(HAEMOGLOBIN).first.tap()
    assert fields(page)["Column value"] == "65"
    expect(card(page)).to_have_role("dialog")
    expect(card(page).get_by_role("link")).to_be_focused()
    card(page).get_by_role("link").tap()

    assert row_in_view(page) == "haemoglobin"
    expect(card(page)).to_be_hidden()


def test_a_tap_elsewhere_and_escape_close_a_card(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """And the next value opens its own."""
    page = open_page(rendered["li2025"].html, 768, **TOUCH)

    page.locator(HAEMOGLOBIN).first.tap()
    expect(card(page)).to_be_visible()
    page.locator("#sec-findings h2").tap()
    expect(card(page)).to_be_hidden()
    page.touchscreen.tap(*words_of(page.locator(CLAIM)))
    assert fields(page)["Claim"] == "negative_after_interferon"
    page.keyboard.press("Escape")

    expect(card(page)).to_be_hidden()


@pytest.mark.parametrize("width", [320, 360, 1440])
def test_an_open_card_stays_on_the_screen(width: int, rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """The page scrolls one way only, with a card as without."""
    page = open_page(rendered["li2025"].html, width, **TOUCH)

    for claim in page.locator(".abstract .claim").all():
        page.touchscreen.tap(*words_of(claim))
        expect(card(page)).to_be_visible()
        box = card(page).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_open_card_has_no_barrier(
    scheme: Literal["light", "dark"], rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Neither as a tooltip under the pointer nor as a dialog after a tap; nor do the marks of claims."""
    page = open_page(rendered["li2025"].html, 768, scheme, **TOUCH)
    show_sources(page)
    page.locator(HAEMOGLOBIN).first.hover()
    expect(card(page)).to_be_visible()
    tooltip = complaints(page)

    page.locator(HAEMOGLOBIN).first.tap()
    expect(card(page)).to_have_role("dialog")

    assert [] == tooltip
    assert [] == complaints(page)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_unfolded_appendix_has_no_barrier(
    scheme: Literal["light", "dark"], rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Every table of it, and what stands behind each figure."""
    page = open_page(rendered["demo"].html, 360, scheme)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")

    assert [] == complaints(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_scripts_a_value_is_a_link_to_its_row(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """The browser unfolds the table by itself; claims are plain text."""
    page = open_page(rendered["li2025"].html, java_script_enabled=False)

    page.locator(HAEMOGLOBIN).first.click()

    expect(page.locator("#datum-facts-haemoglobin")).to_be_in_viewport()
    assert page.locator(".claim-mark").count() == 0


def test_values_look_like_the_text_around_them(rendered: dict[str, RenderedCase], open_page: Open) -> None:
    """Nobody who reads is disturbed by two hundred links; a basis other than reported has its mark."""
    page = open_page(rendered["li2025"].html)
    look = "one => [getComputedStyle(one).color, getComputedStyle(one).textDecorationLine]"

    value, text = (page.locator(part).first.evaluate(look) for part in (HAEMOGLOBIN, "#sec-findings p"))

    assert value == text
    marked = page.locator("a.datum[data-basis='derived']").all_text_contents()
    assert marked
    assert all(words.endswith("†") or words == "not reported" for words in marked)


@pytest.mark.parametrize("case_id", CASES)
def test_each_figure_has_its_description_and_data_under_it(
    case_id: str, rendered: dict[str, RenderedCase], open_page: Open
) -> None:
    """Folded until somebody asks."""
    page = open_page(rendered[case_id].html)
    folds = page.locator("details.figure-data")

    assert folds.count() == 3
    for fold in folds.all():
        expect(fold.locator("table")).to_be_hidden()
        fold.locator("summary").click()
        expect(fold.locator("table")).to_be_visible()
        assert len(str(fold.locator("p").first.text_content())) > 100
