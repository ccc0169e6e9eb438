"""What a reader finds in a rendered output."""

from __future__ import annotations

import typst

from epicrisis.render.reading import heading_pages, text_of_html

PAPER = b"""
= First
#pagebreak()
= Second   part
#pagebreak()
= First
"""


def test_headings_have_their_first_page() -> None:
    """Pages count from 1, and spaces in a title are one."""
    assert heading_pages(typst.compile(PAPER)) == {"First": 1, "Second part": 2}


def test_a_pdf_without_headings_has_none() -> None:
    """It has no outline."""
    assert heading_pages(typst.compile(b"Text")) == {}


def test_a_page_is_read_without_scripts_and_with_what_is_spoken() -> None:
    """Alternative text is read, style is not."""
    text = text_of_html(b"<p>Said</p><img alt='spoken'><script>run</script><style>look</style>")

    assert text.split() == ["Said", "spoken"]
