"""What a change has moved on a page: values, claims, figures and paragraphs, found by comparing old and new."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from lxml import html

Kind = Literal["value", "claim", "figure", "text"]
Key = tuple[str, str]

BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "tr", "figcaption", "caption", "dt", "dd", "pre")
"""Elements whose text is compared; the page's script counts the same ones."""

# The digest of the recipe stands in the colophon and is another one after every change.
_DIGEST = re.compile(r"\b[0-9a-f]{12,64}\b")


@dataclass(frozen=True)
class Move:
    """One thing on the page that a change has moved.

    Args:
        kind: What it is.
        key: How to find it: source and column of a value, the name of a claim, the id of a figure.
        position: The how-manieth of this key on the new page, from 0; of all blocks, for a text.
        old: What stood there before; empty for figures and text.
        new: What stands there now; empty for figures and text.
    """

    kind: Kind
    key: Key
    position: int
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Content:
    """What a page says, part by part.

    Args:
        named: Text of every value, claim and figure (its image), by kind and key, in the order of the page.
        blocks: Text of every block without its values, in the order of the page.
        holders: For each block, whether other blocks stand in it.
    """

    named: Mapping[tuple[Kind, Key], tuple[str, ...]]
    blocks: tuple[str, ...]
    holders: tuple[bool, ...]


def read_content(page: str) -> Content:
    """Return what a page says.

    Args:
        page: The page.
    """
    root = html.document_fromstring(page)
    main = root.find(".//main")
    main = root if main is None else main
    named: dict[tuple[Kind, Key], list[str]] = defaultdict(list)
    for kind, key, text in _named(main):
        named[kind, key].append(text)
    blocks = list(main.iter(*BLOCKS))
    return Content(
        {key: tuple(texts) for key, texts in named.items()},
        tuple(_DIGEST.sub("", _own_text(block)) for block in blocks),
        tuple(any(True for _ in block.iterdescendants(*BLOCKS)) for block in blocks),
    )


def find_moves(old: Content, new: Content) -> tuple[Move, ...]:
    """Return what has moved from one page to the next.

    A value counts as moved if the same row and column reads otherwise in the same place; one that is newly named
    in the text is part of a moved text. A text or claim in which nothing but a value is another one has not moved.

    Args:
        old: What the page said before.
        new: What it says now.

    Returns:
        Values and claims, figures, then blocks of text, each in the order of the page.
    """
    return (*_moved_names(old, new), *_moved_blocks(old, new))


def _named(main: html.HtmlElement) -> Iterator[tuple[Kind, Key, str]]:
    for element in main.iter():
        classes = (element.get("class") or "").split() if isinstance(element.tag, str) else []
        if "datum" in classes and element.get("data-source"):
            yield "value", (element.get("data-source"), element.get("data-column") or ""), _text(element)
        elif "claim" in classes and element.get("data-of"):
            yield "claim", (element.get("data-of"), ""), _own_text(element)
        elif element.tag in ("img", "svg") and (figure := next(element.iterancestors("figure"), None)) is not None:
            picture = element.get("src") if element.tag == "img" else html.tostring(element, encoding="unicode")
            yield "figure", (figure.get("id") or "", ""), picture or ""


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _own_text(element: html.HtmlElement) -> str:
    """Return a text without the values in it, which move on their own; a sign keeps their places."""
    words: list[str] = [element.text or ""]
    for child in element:
        is_value = isinstance(child.tag, str) and "datum" in (child.get("class") or "").split()
        words += ["¤" if is_value else _own_text(child), child.tail or ""]
    return " ".join("".join(words).split())


def _moved_names(old: Content, new: Content) -> Iterator[Move]:
    for (kind, key), texts in new.named.items():
        before = old.named.get((kind, key), ())
        for position, (was, now) in enumerate(zip(before, texts, strict=False)):
            if was != now:
                yield Move(kind, key, position, *(() if kind == "figure" else (was, now)))


def _moved_blocks(old: Content, new: Content) -> Iterator[Move]:
    matcher = SequenceMatcher(None, old.blocks, new.blocks, autojunk=False)
    for operation, _, _, first, end in matcher.get_opcodes():
        if operation == "equal":
            continue
        for position in range(first, end):
            if new.blocks[position] and not new.holders[position]:
                yield Move("text", ("", ""), position)
