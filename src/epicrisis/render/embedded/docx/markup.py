"""Small pieces of a Word document: paragraphs in a style, fields, lengths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import panflute as pf

from epicrisis.errors import RenderFailed
from epicrisis.render.embedded.elements import Element, words

TEXT_WIDTH = 17.0
"""Centimetres between the margins: A4 with 2 cm on both sides."""
_LENGTH = re.compile(r"^(?P<number>\d+(?:\.\d+)?)(?P<unit>px|%|cm|mm|in|pt|em)?$")
_CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "px": 2.54 / 96, "em": 2.54 * 11 / 72}


def styled(style: str, *blocks: Element) -> Element:
    """Return blocks whose paragraphs have a style of the reference document."""
    return pf.Div(*blocks, attributes={"custom-style": style})


def paragraph(style: str, *inlines: Element) -> Element:
    """Return one paragraph in a style."""
    return styled(style, pf.Para(*inlines))


def raw(markup: str) -> Element:
    """Return Word's own markup as an inline element."""
    return pf.RawInline(markup, format="openxml")


def tab() -> Element:
    """Return a tabulator."""
    return raw("<w:r><w:tab/></w:r>")


def numbered_label(prefix: str, number: str, bookmark: str) -> Element:
    """Return the label of a caption, with a number that Word counts and a bookmark that links find.

    Args:
        prefix: What stands before the number, with its space.
        number: The number as of now.
        bookmark: Name of the bookmark; empty for none.
    """
    # One sequence for each kind, by which Word makes its lists of figures and of tables.
    sequence = re.sub(r"\W+", "_", prefix.strip())
    field = (
        f'<w:fldSimple w:instr=" SEQ {escape(sequence)} \\* ARABIC "><w:r><w:rPr><w:rStyle w:val="CaptionLabel"/>'
        f"</w:rPr><w:t>{escape(number)}</w:t></w:r></w:fldSimple>"
    )
    return pf.Span(*_label_words(prefix), raw(field), identifier=bookmark)


def label(text: str, bookmark: str = "") -> Element:
    """Return the label of a caption as plain text."""
    return pf.Span(*_label_words(text), identifier=bookmark)


def _label_words(text: str) -> Sequence[Element]:
    return [pf.Span(*words(text), attributes={"custom-style": "Caption Label"})]


def centimetres(length: str) -> float:
    """Return a width or height as centimetres; a percentage is one of the text width.

    >>> centimetres("50%"), centimetres("25mm")
    (8.5, 2.5)

    Raises:
        RenderFailed: If it is not a length.
    """
    match = _LENGTH.match(length.strip())
    if match is None:
        raise RenderFailed(f"{length!r} is not a width or height that the embedded engine knows")
    number, unit = float(match["number"]), match["unit"] or "px"
    return number / 100 * TEXT_WIDTH if unit == "%" else number * _CENTIMETRES[unit]
