"""What a reader finds in a rendered output: its text, and the pages of its headings."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    import pypdfium2

# what a browser shows or speaks of an element besides its text
_SPOKEN = ("alt", "title", "aria-label", "content")
_SILENT = ("script", "style")


def text_of(name: str, content: bytes) -> str:
    """Return the text of an HTML or PDF file, with what is only spoken and its metadata.

    Args:
        name: Its name, by whose suffix it is read.
        content: What it holds.
    """
    return text_of_pdf(content) if name.endswith(".pdf") else text_of_html(content)


def text_of_html(content: bytes) -> str:
    """Return the text of a page, one line for each run of it, without scripts and styles."""
    root = etree.fromstring(content, etree.HTMLParser())  # lxml.html takes longer to import than to use
    etree.strip_elements(root, *_SILENT, with_tail=False)
    spoken = [element.get(name, "") for element in root.iter(etree.Element) for name in _SPOKEN]
    return "\n".join([*root.itertext(), *spoken])


def text_of_pdf(content: bytes) -> str:
    """Return the text of a PDF and its metadata, but for the dates, which a reproducible build does not tell."""
    import pypdfium2  # whoever reads pages alone needs none of it

    with pypdfium2.PdfDocument(content) as document:
        pages = [_text_of_page(page) for page in document]
        metadata = [value for key, value in document.get_metadata_dict().items() if not key.endswith("Date")]
    return "\n".join([*pages, *metadata])


def _text_of_page(page: pypdfium2.PdfPage) -> str:
    # Closed here and not by whoever drops the last reference: PDFium must not be used by two threads at once.
    with closing(page), closing(page.get_textpage()) as text:
        return str(text.get_text_range())


def heading_pages(content: bytes) -> Mapping[str, int]:
    """Return the page of every heading of a PDF, from its outline; the first is 1.

    Args:
        content: The PDF.
    """
    import pypdfium2

    pages: dict[str, int] = {}
    with pypdfium2.PdfDocument(content) as document:
        for bookmark in document.get_toc():
            target = bookmark.get_dest()
            index = target.get_index() if target else None
            if index is not None:
                pages.setdefault(" ".join(bookmark.get_title().split()), index + 1)
    return pages
