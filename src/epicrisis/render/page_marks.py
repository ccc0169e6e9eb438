"""The pages of a report that another document names: marks stand for them until the report has pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from urllib.parse import quote

from epicrisis.values.numerals import BLANK

TOP = ""
"""Stands among headings for what is above all of them, on the first page."""
_MARK = "\ue006"  # of the private-use characters, as the stand-ins of shortcodes and tables are
_MARKED = re.compile(f"{_MARK}([\\d,]+){_MARK}")

# As pandoc writes a link.
_LINKS: Mapping[str, Callable[[str, int], str]] = {
    "html": '<a href="{0}#page={1}">{1}</a>'.format,
    "pdf": '#link("{0}#page={1}")[{1}]'.format,
}


def page_mark(wanted: Sequence[str], headings: Sequence[str]) -> str:
    """Return what stands for the pages of some headings.

    Args:
        wanted: The headings.
        headings: All headings whose pages will be known.
    """
    return f"{_MARK}{','.join(str(headings.index(heading)) for heading in wanted)}{_MARK}" if wanted else BLANK


def pages_of(headings: Sequence[str], outline: Mapping[str, int]) -> tuple[int, ...]:
    """Return the page of each heading; 0 if the outline does not name it.

    Args:
        headings: The headings.
        outline: Page of each heading that the report has.
    """
    return tuple(1 if heading == TOP else outline.get(heading, 0) for heading in headings)


def fills(pages: Sequence[int], name: str) -> Mapping[str, Callable[[str], str]]:
    """Return what puts pages in the places of their marks, by the format of the text.

    Args:
        pages: From `pages_of`.
        name: The PDF that links lead to.
    """
    address = quote(name)
    return {format_name: partial(_filled, pages, partial(link, address)) for format_name, link in _LINKS.items()}


def _filled(pages: Sequence[int], link: Callable[[int], str], text: str) -> str:
    def cell(match: re.Match[str]) -> str:
        named = dict.fromkeys(pages[int(number)] for number in match[1].split(","))
        return ", ".join(link(page) for page in named if page) or BLANK

    return _MARKED.sub(cell, text)
