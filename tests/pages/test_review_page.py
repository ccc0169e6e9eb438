"""The review page in a browser: slider, blink, comments, and what becomes of comments when values change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from epicrisis.paths import ProjectPaths
from epicrisis.render.notebook_pages import surroundings_of
from epicrisis.review.packet import Review
from epicrisis.review.page import review_page
from pages.conftest import Open
from pages.test_accessibility import SCHEMES, WIDTHS, complaints, unsure_contrasts
from review.conftest import MakeReview, MakeSide, figure, make_changed, page
from review.conftest import make_review as make_review
from review.conftest import make_side as make_side

WritePage = Callable[[Review, str], Path]


@pytest.fixture
def changed(make_side: MakeSide, make_review: MakeReview) -> Review:
    """A review in which a cell, a sentence, a reference and a figure changed."""
    return make_changed(make_side, make_review)


@pytest.fixture
def write_page(tmp_path: Path, project_copy: ProjectPaths) -> WritePage:
    """Write the page of a review in the report's own style."""
    style = surroundings_of(project_copy.manuscript("demo"), project_copy.root, "").style

    def write(review: Review, name: str) -> Path:
        file = tmp_path / name
        file.write_text(review_page(review, style), encoding="utf-8")
        return file

    return write


@pytest.fixture
def open_again(browser: Browser) -> Iterator[Callable[[Path], Page]]:
    """Open files one after the other in one browser profile, which remembers, and moves."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="no-preference")

    def open_file(file: Path) -> Page:
        page = context.new_page()
        page.set_default_timeout(5000)
        page.goto(file.as_uri())
        return page

    yield open_file
    context.close()


def comment(page: Page, opener: str, text: str, sentence: str = "") -> None:
    """Write a comment on what a button stands beside."""
    page.locator(opener).first.focus(timeout=5000)
    page.keyboard.press("Enter")
    if sentence:
        page.locator("#composer-anchor").select_option(label=sentence)
    page.locator("#composer-text").fill(text)
    page.get_by_role("button", name="Keep").click()
    page.locator("#comment-list").get_by_text(text, exact=True).wait_for(timeout=5000)


def kept(page: Page, count: int = 1) -> list[str]:
    """Return the text of every comment, with its flag, once there are so many: other tabs tell of theirs later."""
    expect(page.locator("#comment-list .comment")).to_have_count(count)
    return [
        ("outdated: " if item.locator(".outdated").count() else "") + item.locator(".comment-text").inner_text()
        for item in page.locator("#comment-list .comment").all()
    ]


def save(page: Page, button: str, path: Path) -> Path:
    """Press a button that downloads, and keep what it gives."""
    with page.expect_download() as download:
        page.locator(button).click()
    download.value.save_as(path)
    return path


VALUE = '[data-anchor="value:mrd.relapse.text"]'
FIGURE = '[data-anchor="figure:mrd"]'
SENTENCE = '.block:has(.sentence[data-beneath="She came in time."]) .remark-text'


# What it shows


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_has_no_barrier(
    changed: Review, write_page: WritePage, open_page: Open, width: int, scheme: Literal["light", "dark"]
) -> None:
    """No rule of axe-core is broken, with folded text unfolded and a comment in it; nothing is cut off."""
    page = open_page(write_page(changed, "review.html"), width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    comment(page, VALUE, "Why?")

    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_contrast_is_known(
    changed: Review, write_page: WritePage, open_page: Open, scheme: Literal["light", "dark"]
) -> None:
    """No text is passed over because axe-core cannot tell what it stands on."""
    # the judge of contrasts brings a style of its own
    page = open_page(write_page(changed, "review.html"), 1440, scheme, bypass_csp=True)

    assert unsure_contrasts(page) == []


def test_the_open_composer_has_no_barrier(changed: Review, write_page: WritePage, open_page: Open) -> None:
    """The dialog, its fields and its buttons."""
    page = open_page(write_page(changed, "review.html"), 360)
    page.locator(FIGURE).click()

    assert complaints(page, "#composer") == []


def test_without_scripts_everything_can_be_read(changed: Review, write_page: WritePage, open_page: Open) -> None:
    """Figures stand side by side, and nothing is offered that would not work."""
    page = open_page(write_page(changed, "review.html"), java_script_enabled=False)

    before, after = (page.locator(f".picture.{side}").bounding_box() for side in ("old", "new"))
    assert before is not None
    assert after is not None
    assert before["x"] + before["width"] <= after["x"]
    assert page.locator("button:visible, input:visible").count() == 0
    assert page.locator("#chain .card").is_visible()


def test_links_lead_into_folded_text(changed: Review, write_page: WritePage, open_page: Open) -> None:
    """The fold opens."""
    page = open_page(write_page(changed, "review.html"))
    number = page.locator("details .block").first.get_attribute("id")

    page.evaluate("id => { location.hash = id; }", number)

    page.locator(f"#{number}").wait_for(state="visible")


# Figures


def test_the_slider_uncovers_the_new_figure(changed: Review, write_page: WritePage, open_page: Open) -> None:
    """With the keyboard; its words tell how much of each is shown."""
    page = open_page(write_page(changed, "review.html"))
    slider = page.get_by_role("slider")

    def cut() -> str:
        shape: str = page.locator(".picture.new .sheet").evaluate("sheet => getComputedStyle(sheet).clipPath")
        return shape

    before = cut()
    slider.focus()
    page.keyboard.press("Home")

    assert "50%" in before
    assert cut() == "inset(0px 0px 0px 0%)"
    assert slider.get_attribute("aria-valuetext") == "0% before, 100% after"


def test_blinking_shows_one_after_the_other_and_stops(
    changed: Review, write_page: WritePage, open_again: Callable[[Path], Page]
) -> None:
    """A second press ends it."""
    page = open_again(write_page(changed, "review.html"))
    blink = page.get_by_role("button", name="Blink")
    blink.click()
    page.locator(".compare.shows-before").wait_for()
    page.locator(".compare:not(.shows-before)").wait_for()

    blink.click()

    assert page.locator(".compare").get_attribute("data-mode") == "side"
    assert page.get_by_role("button", name="Side by side").get_attribute("aria-pressed") == "true"


def test_nothing_blinks_by_itself_for_those_who_want_calm(
    changed: Review, write_page: WritePage, open_page: Open
) -> None:
    """Each press is one change."""
    page = open_page(write_page(changed, "review.html"))
    blink = page.get_by_role("button", name="Blink")

    blink.click()
    page.wait_for_timeout(1000)  # longer than one blink
    first = page.locator(".shown").inner_text()
    blink.click()

    assert (first, page.locator(".shown").inner_text()) == ("Before", "After")


def test_outlines_of_marks_can_be_put_away(changed: Review, write_page: WritePage, open_page: Open) -> None:
    """To see the figure itself."""
    page = open_page(write_page(changed, "review.html"))

    page.get_by_role("button", name="Outlines").click()

    assert page.locator(".frames:visible").count() == 0


# Comments


def test_comments_hold_on_to_a_value_a_sentence_and_a_figure(
    changed: Review, write_page: WritePage, open_again: Callable[[Path], Page]
) -> None:
    """They are there again when the page is opened again."""
    file = write_page(changed, "review.html")
    page = open_again(file)
    page.locator("#comment-author").fill("R. Viewer")
    comment(page, VALUE, "Is this the source's number?")
    comment(page, SENTENCE, "Say which month.", "She came in time.")
    comment(page, FIGURE, "The label is far away.")

    again = open_again(file)

    assert kept(again, 3) == ["Is this the source's number?", "Say which month.", "The label is far away."]
    assert again.locator("#comment-list b").all_inner_texts() == ["R. Viewer"] * 3
    assert again.locator(".sentence.has-comment").inner_text().strip() == "She came earlyin time."
    assert again.locator('#TOC a[href="#comments"] .count').inner_text() == "3"


def test_two_tabs_share_their_comments(
    changed: Review, write_page: WritePage, open_again: Callable[[Path], Page]
) -> None:
    """What is written or deleted in one is so in the other, and neither takes away what the other kept."""
    file = write_page(changed, "review.html")
    one, other = open_again(file), open_again(file)
    comment(one, VALUE, "From the one.")
    assert kept(other) == ["From the one."]

    comment(other, FIGURE, "From the other.")
    assert kept(one, 2) == ["From the one.", "From the other."]
    one.get_by_role("button", name="Delete").first.click()

    assert kept(other) == ["From the other."]
    assert kept(open_again(file)) == ["From the other."]


def test_a_comment_is_kept_and_marked_when_its_value_changes(
    changed: Review,
    make_review: MakeReview,
    write_page: WritePage,
    open_again: Callable[[Path], Page],
) -> None:
    """The page was made anew: the value and the figure are others, the sentence only moved."""
    file = write_page(changed, "review.html")
    first = open_again(file)
    comment(first, VALUE, "On the value.")
    comment(first, SENTENCE, "On the sentence.", "She came in time.")
    comment(first, FIGURE, "On the figure.")
    new = changed.new
    moved = new.page.replace("<p>She came", "<p>A new paragraph stands here.</p><p>She came")
    values = {**new.values, "mrd.relapse.text": new.values["mrd.relapse.text"].replace("0.7%", "0.9%")}
    later = replace(new, page=moved.replace("0.7%", "0.9%"), values=values, figures={"mrd": figure(40, "0.9%")})

    write_page(make_review(changed.old, later), "review.html")
    again = open_again(file)

    assert kept(again, 3) == ["outdated: On the value.", "On the sentence.", "outdated: On the figure."]
    assert "0.7%" in again.locator(".comment .beneath").first.inner_text()
    assert again.locator(".comment .now").first.inner_text() == "It now reads: 0.9%"


def test_a_comment_whose_value_is_gone_is_kept(
    changed: Review, make_review: MakeReview, write_page: WritePage, open_again: Callable[[Path], Page]
) -> None:
    """It says so."""
    file = write_page(changed, "review.html")
    comment(open_again(file), VALUE, "On the value.")

    write_page(make_review(changed.old, changed.old), "review.html")
    again = open_again(file)

    assert kept(again) == ["outdated: On the value."]
    assert again.locator(".comment .now").inner_text() == "It is no longer there."


def test_comments_are_exported_and_imported(
    changed: Review, write_page: WritePage, browser: Browser, tmp_path: Path
) -> None:
    """Another reviewer's browser shows them, and importing twice makes no second one."""
    file = write_page(changed, "review.html")
    contexts = [browser.new_context(), browser.new_context()]
    mine, theirs = (context.new_page() for context in contexts)
    mine.goto(file.as_uri())
    comment(mine, VALUE, "</script><img src=x onerror=alert(1)>")
    exported = save(mine, "#comment-export", tmp_path / "comments.json")

    theirs.goto(file.as_uri())
    for _ in range(2):
        theirs.locator("#comment-import").set_input_files(exported)
        theirs.locator("#comment-status", has_text="1 comment imported").wait_for()

    (entry,) = json.loads(exported.read_text("utf-8"))
    assert kept(theirs) == ["</script><img src=x onerror=alert(1)>"]
    assert {key: entry[key] for key in ("anchor", "beneath")} == {
        "anchor": "value:mrd.relapse.text",
        "beneath": "0.7%",
    }
    for context in contexts:
        context.close()


def test_what_is_no_export_is_refused(
    changed: Review, write_page: WritePage, open_page: Open, tmp_path: Path
) -> None:
    """In words, and nothing else happens; a half-sound list gives its sound half."""
    page = open_page(write_page(changed, "review.html"))
    for name, content, message in (
        ("a.json", "{", "a.json holds no comments of a review page."),
        ("b.json", '[{"id": 1}, null, "x"]', "0 comments imported."),
    ):
        (tmp_path / name).write_text(content, "utf-8")
        page.locator("#comment-import").set_input_files(tmp_path / name)
        page.locator("#comment-status", has_text=message).wait_for()

    assert kept(page, 0) == []


def test_a_saved_copy_carries_the_comments(
    changed: Review, write_page: WritePage, browser: Browser, tmp_path: Path
) -> None:
    """Another browser shows them under the same policy, also without scripts; no script in them runs."""
    hostile = "</script><script>document.title = 'broken'</script>"
    first = browser.new_context()
    page = first.new_page()
    page.goto(write_page(changed, "review.html").as_uri())
    comment(page, VALUE, hostile)
    copy = save(page, "#comment-save", tmp_path / "copy.html")
    errors: list[str] = []
    results: list[Any] = []

    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        other = context.new_page()
        other.on("console", lambda message: errors.append(message.text))
        other.goto(copy.as_uri())
        results.append((kept(other), other.title()))
        context.close()

    first.close()
    assert errors == []
    assert results == [([hostile], page_title(changed))] * 2


def page_title(review: Review) -> str:
    """Return the title of the page of a review."""
    return f"What changed in {review.case_id}: {review.old.name} to {review.new.name}"


def test_a_comment_can_be_deleted(
    changed: Review, write_page: WritePage, open_again: Callable[[Path], Page]
) -> None:
    """It stays away."""
    file = write_page(changed, "review.html")
    page = open_again(file)
    comment(page, VALUE, "No.")

    page.get_by_role("button", name="Delete").click()

    assert kept(page, 0) == []
    assert kept(open_again(file), 0) == []


def test_leaving_the_composer_keeps_nothing(changed: Review, write_page: WritePage, open_page: Open) -> None:
    """Escape closes it, and the focus is where it was."""
    page = open_page(write_page(changed, "review.html"))
    page.locator(VALUE).click()
    page.locator("#composer-text").fill("Never mind.")

    page.keyboard.press("Escape")

    assert kept(page, 0) == []
    assert page.evaluate("document.activeElement.dataset.anchor") == "value:mrd.relapse.text"


def test_hostile_text_does_nothing_in_the_browser(
    make_side: MakeSide, make_review: MakeReview, write_page: WritePage, open_page: Open
) -> None:
    """No script of the data runs, and nothing is fetched: `open_page` would see both."""
    hostile = "&lt;script&gt;document.title='x'&lt;/script&gt;&lt;img src='http://127.0.0.1/x'&gt;"
    review = make_review(make_side(), make_side(page=page(sentence=hostile), name="<img src=x onerror=alert(1)>"))

    opened = open_page(write_page(review, "review.html"))

    assert opened.title() == page_title(review)
    assert "<script>" in opened.locator("#text").inner_text()
