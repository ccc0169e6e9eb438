"""Values lead to their rows in the data appendix, where the output has one."""

from __future__ import annotations

import re
from typing import Any

import panflute as pf

from epicrisis.render.embedded.elements import Element, body_in_reading_order, change_each
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target

_APPENDIX = ("#datum-", "#derived-", "#claim-")
_HTML_ANCHOR = re.compile(r'id="(?<=\bid=")((?:datum|derived|claim)-[\w-]+)"')
"""An anchor of the appendix; its HTML and its Typst hold the same ones, and each output has both still."""


def settle_value_links(document: Tree, target: Target) -> None:
    """Make plain spans of values that lead nowhere, or that are part of another link.

    A draft without the appendix has such values, and Typst refuses a link without a target. Word and JATS are
    for editing and archiving: there a value keeps its source as data, and is no link.

    Args:
        document: The tree, changed in place.
        target: The output.
    """
    has_links = target.is_html or target.is_typst
    raw = [element.text for element in body_in_reading_order(document, pf.RawBlock)]
    places = {f"#{name}" for text in raw for name in _HTML_ANCHOR.findall(text)}

    def settled(element: Element) -> Any:
        if not element.url.startswith(_APPENDIX):
            return None
        leads = has_links and element.url in places
        return None if leads and not _is_inside_link(element) else _span(element)

    change_each(document, settled, pf.Link)


def _span(link: Element) -> Element:
    return pf.Span(*link.content, classes=link.classes, attributes=link.attributes)


def _is_inside_link(element: Element) -> bool:
    parent = element.parent
    while parent is not None:
        if isinstance(parent, pf.Link):
            return True
        parent = parent.parent
    return False
