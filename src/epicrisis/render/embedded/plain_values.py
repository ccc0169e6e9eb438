"""Values that are read without pandoc: plain words, and plain words that lead to a row of the data.

Most values of a report are such. Pandoc takes a millisecond for each, and has to read all again when one is new.
"""

from __future__ import annotations

import re

import panflute as pf

from epicrisis.render.embedded.elements import Element, words

# Letters and digits, and between two of them one sign that is none of Markdown's and makes no list or dash.
_PLAIN_WORDS = re.compile(r"[^\W_]+(?:[-.,/:% ][^\W_]+)*%?")
# As above; inside a link's brackets nothing can begin a block, so words may also end with a sign.
_WORD = r"[^\W_]+(?:[-.,/:–][^\W_]+)*%?,?"
_VALUE = r"'[A-Za-z0-9_./# -]*'"
_DATUM = re.compile(
    rf"\[(?P<words>{_WORD}(?:[ \u00a0]{_WORD})*)(?:\^(?P<mark>[†‡])\^)?\]"
    rf"\((?P<url>#[A-Za-z0-9_-]+)\)\{{\.datum(?P<attributes>(?: data-[a-z]+={_VALUE})*)\}}"
)
_ATTRIBUTE = re.compile(rf" (data-[a-z]+)=({_VALUE})")


def read_plain_value(value: str) -> list[Element] | None:
    """Return the inline elements of a value as pandoc reads it, or None if pandoc has to be asked.

    Args:
        value: Markdown, as `_variables.yml` holds it.
    """
    if _PLAIN_WORDS.fullmatch(value):
        return words(value)
    datum = _DATUM.fullmatch(value)
    if datum is None:
        return None
    content = words(datum["words"])
    if datum["mark"]:
        content.append(pf.Superscript(pf.Str(datum["mark"])))
    attributes = {name: text.strip("'") for name, text in _ATTRIBUTE.findall(datum["attributes"])}
    return [pf.Link(*content, url=datum["url"], classes=["datum"], attributes=attributes)]
