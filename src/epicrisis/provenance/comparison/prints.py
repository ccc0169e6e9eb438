"""PDF: text and looks of each page are values; metadata and objects are how it is written."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2

from epicrisis.provenance.comparison.parts import Part, Parts
from epicrisis.provenance.comparison.pictures import seen_parts


def pdf_parts(content: bytes) -> Parts:
    """Return the parts of a PDF: of each page its lines of text and how it looks, then its metadata.

    Args:
        content: The file.

    Raises:
        ValueError: If it is no PDF.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error
    with document:
        pages = [part for number, page in enumerate(document, start=1) for part in _page(page, f"page {number}")]
        metadata = sorted(document.get_metadata_dict().items())
    return (*pages, *(Part(f"metadata, {name}", value, is_value=False) for name, value in metadata))


def _page(page: pypdfium2.PdfPage, place: str) -> Iterator[Part]:
    for number, line in enumerate(page.get_textpage().get_text_range().splitlines(), start=1):
        yield Part(f"{place}, line {number}", line)
    picture = page.render(scale=1).to_pil()  # 72 points an inch: enough to tell that something is drawn elsewhere
    yield from (part.within(place) for part in seen_parts(picture))
