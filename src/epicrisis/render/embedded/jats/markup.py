"""Small pieces of JATS: elements as text, inside the tree that pandoc writes."""

from __future__ import annotations

from html import escape

import panflute as pf

from epicrisis.render.embedded.elements import Element


def raw_block(markup: str) -> Element:
    """Return JATS markup as a block."""
    return pf.RawBlock(markup, format="jats")


def raw(markup: str) -> Element:
    """Return JATS markup as an inline element."""
    return pf.RawInline(markup, format="jats")


def wrapped(name: str, text: str) -> str:
    """Return an element with text.

    >>> wrapped("label", "A & B")
    '<label>A &amp; B</label>'
    """
    return f"<{name}>{escape(text, quote=False)}</{name}>"


def opening(name: str, **attributes: str) -> str:
    """Return the start of an element; attributes without a value are left out.

    >>> opening("fig", id="fig-a", content_type="")
    '<fig id="fig-a">'
    """
    pairs = (f' {key.replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value)
    return f"<{name}{''.join(pairs)}>"
