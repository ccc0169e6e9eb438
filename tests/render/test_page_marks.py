"""Marks for the pages of a report that has none yet."""

from __future__ import annotations

import pytest
import typst

from epicrisis.render.page_marks import TOP, fills, page_mark, pages_of
from epicrisis.render.reading import text_of_pdf

HEADINGS = (TOP, "Course", "Outcome", "Lost")
PAGES = pages_of(HEADINGS, {"Course": 3, "Outcome": 3, "Title": 9})


def filled(*wanted: str, name: str = "tiny.pdf", format_name: str = "html") -> str:
    """Return what comes to stand in the place of a mark."""
    return fills(PAGES, name)[format_name](page_mark(wanted, HEADINGS))


def test_what_is_above_all_headings_is_on_the_first_page() -> None:
    """Whatever the outline says; a heading that it does not name has no page."""
    assert PAGES == (1, 3, 3, 0)


def test_a_mark_becomes_links_to_pages() -> None:
    """Each page once, in the order of the headings."""
    assert filled("Course", TOP, "Outcome") == '<a href="tiny.pdf#page=3">3</a>, <a href="tiny.pdf#page=1">1</a>'


@pytest.mark.parametrize("wanted", [(), ("Lost",)])
def test_without_a_page_there_is_a_dash(wanted: tuple[str, ...]) -> None:
    """Also where nothing was asked for, which needs no mark."""
    assert filled(*wanted) == "–"


@pytest.mark.parametrize("format_name", ["html", "pdf"])
def test_the_name_of_a_file_cannot_break_out_of_its_link(format_name: str) -> None:
    """Names of cases are names of folders, which may hold nearly anything."""
    link = filled("Course", name='a "b" \\ <c>.pdf', format_name=format_name)

    assert "a%20%22b%22%20%5C%20%3Cc%3E.pdf#page=3" in link


def test_a_link_of_the_pdf_is_one_for_typst() -> None:
    """Which prints the number."""
    printed, *_ = text_of_pdf(typst.compile(filled("Course", format_name="pdf").encode())).splitlines()

    assert printed == "3"
