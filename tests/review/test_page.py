"""The packet for people: inert, whole, the same every time."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from lxml import html

from epicrisis.places import Place, Problem
from epicrisis.review.packet import Review
from epicrisis.review.page import review_page
from epicrisis.review.view import MOST_SHOWN
from review.conftest import MakeReview, MakeSide, page
from small_case import TABLES_TEXT

HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>" onload="alert(3)'
THEME = "body { color: #000; }"


def test_the_page_holds_the_whole_chain(changed: Review) -> None:
    """Cell, words, figure and reference stand in it."""
    root = html.fromstring(review_page(changed, THEME))

    card = " ".join(root.get_element_by_id("change-mrd-relapse").text_content().split())
    assert "value_percent0.50.7" in card
    assert "At relapse MRD was 0.5%0.7%." in card
    assert "Figure 1" in card
    assert "Roe R. A survey." in root.get_element_by_id("references").text_content()


def test_every_link_within_the_page_leads_somewhere(changed: Review) -> None:
    """To a block, a figure, a number or a section."""
    root = html.fromstring(review_page(changed, THEME))

    targets = {link.removeprefix("#") for link in root.xpath("//a/@href")}
    assert targets
    assert targets <= set(root.xpath("//@id"))


def test_ids_are_there_once(changed: Review) -> None:
    """Two of one name would lead links astray."""
    ids = html.fromstring(review_page(changed, THEME)).xpath("//@id")

    assert len(ids) == len(set(ids))


def test_hostile_data_and_text_stay_text(make_side: MakeSide, make_review: MakeReview) -> None:
    """In cells, notes, sentences, names of sides, findings and changelogs."""
    quoted = HOSTILE.replace('"', '""')
    tables = {
        "mrd": TABLES_TEXT["mrd"].replace("Test ¶1,synthetic,\nbefore", f'Test ¶1,synthetic,"{quoted}"\nbefore')
    }
    escaped = HOSTILE.replace("<", "&lt;").replace('"', "&quot;")
    new = make_side(tables, name=HOSTILE, page=page(sentence=escaped, alt=escaped), changelog=HOSTILE, problem="")

    text = review_page(make_review(make_side(), new), THEME)

    root = html.fromstring(text)
    assert len(root.xpath("//script")) == 2
    assert root.xpath("//@onload | //@onerror") == []
    assert {image.get("src", "")[:26] for image in root.xpath("//img")} <= {"data:image/svg+xml;base64,"}
    assert "alert(1)" in root.get_element_by_id("change-mrd-relapse").text_content()


def test_the_policy_allows_what_the_page_carries_and_nothing_else(changed: Review) -> None:
    """The hashes are those of its own style and script, and no element carries a style of its own."""
    text = review_page(changed, THEME)
    root = html.fromstring(text)
    policy = root.xpath("//meta[@http-equiv]/@content")[0]

    style, script = (re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[0] for tag in ("style", "script"))

    for kind, content in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert root.xpath("//@style") == []


def test_the_same_sides_give_the_same_bytes(changed: Review) -> None:
    """No clock, no folder and no order of chance in it."""
    assert review_page(changed, THEME) == review_page(changed, THEME)


def test_a_side_that_was_not_built_says_why(make_side: MakeSide, make_review: MakeReview) -> None:
    """Before anything else."""
    review = make_review(make_side(page="", problem="data/tiny/mrd.csv: no such column"), make_side())

    assert "data/tiny/mrd.csv: no such column" in review_page(review, THEME)


def test_errors_of_a_side_that_was_built_are_listed(make_side: MakeSide, make_review: MakeReview) -> None:
    """All of them, the first few at once; so is what an old base was given."""
    errors = tuple(Problem(Place("data/tiny/mrd.csv", row=row), f"fault {row}") for row in range(2, 9))
    old = make_side(name="v1", stopped=errors, supplied=("A table came later.",))
    new = make_side(name="the working tree", stopped=errors[:1])

    root = html.fromstring(review_page(make_review(old, new), THEME))

    first, second, third = root.xpath("//div[@role='note'][contains(@class, 'notice')]")
    assert [item.text for item in first.xpath(".//li")] == [str(error) for error in errors]
    assert "v1 has 7 errors under the rules of today" in first.text_content()
    assert first.xpath(".//summary")[0].text == "2 more"
    assert "The working tree has 1 error, so its report is not published" in second.text_content()
    assert [item.text for item in third.xpath(".//li")] == ["A table came later."]


@pytest.mark.parametrize(("rows", "folded"), [(MOST_SHOWN, []), (MOST_SHOWN + 1, ["9 new passages of Table 1"])])
def test_a_long_table_that_is_new_as_a_whole_is_folded(
    make_side: MakeSide, make_review: MakeReview, rows: int, folded: list[str]
) -> None:
    """One of the greatest length that is shown stands open."""
    table = "".join(f"<tr><td>Test {row} of many</td><td>unknown</td></tr>" for row in range(rows))
    old, new = page(), page().replace("</tbody>", f"{table}</tbody>")

    root = html.fromstring(review_page(make_review(make_side(page=old), make_side(page=new)), THEME))

    found = [summary.text for summary in root.xpath("//section[@class='text-section']//summary")]
    assert [text for text in found if "new" in text] == folded
