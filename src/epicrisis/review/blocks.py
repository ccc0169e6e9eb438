"""A rendered manuscript as blocks of words: what a comparison reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from lxml import html

Kind = Literal[
    "heading", "paragraph", "item", "caption", "row", "alt", "description", "note", "reference", "source"
]

NO_BREAK = "\N{NO-BREAK SPACE}"
CELL = "\t"
"""The token between two cells of a row."""

_WORD = re.compile(r"\{\{<.*?>\}\}|\s+|[−±~<>≤≥]?\d+(?:[.,]\d+)*%?|\w+(?:[-'’]\w+)*|[^\w\s]")
# The digest of a report is another in every build; the packet names both sides itself.
_DIGEST = re.compile(r"[0-9a-f]{40,64}")
_SENTENCE_END = re.compile(r"[.?!]")
# Words that end with a full stop in the middle of a sentence.
_SHORT = frozenset({"al", "approx", "cf", "dr", "e.g", "fig", "front", "i.e", "no", "oncol", "vs"})

_RAISED = str.maketrans("0123456789+−-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(_HEADINGS, "heading"),
    "li": "item",
    "dd": "item",
    "dt": "item",
    "figcaption": "caption",
    "caption": "caption",
    "tr": "row",
    "p": "paragraph",
}
_CONTAINERS = frozenset(
    {
        *("div", "section", "main", "header", "body", "article", "aside", "figure", "blockquote", "pre"),
        *("ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "details", "summary"),
    }
)
_UNREAD = frozenset({"script", "style", "nav", "template", "button", "colgroup", "annotation", "dialog"})
# The colophon names digest and versions, which are other in every build; the packet tells of versions itself.
_UNREAD_CLASSES = frozenset(
    {"visually-hidden", "footnote-back", "quarto-title-meta-heading", "notebooks", "colophon"}
)
# It repeats the data, which are compared row by row.
_DATA_APPENDIX = "data-appendix-tables"


@dataclass(frozen=True)
class Token:
    """A word, a mark of punctuation or white space.

    Args:
        text: As it is printed.
        key: What it is beyond its text: the works of a citation, the label that a reference leads to. Tokens of
            the same key are the same, so that a new number of an old reference is no change.
        source: File and row of the datum that it belongs to; empty for a word of the author.
        column: Column of that datum, where it is one cell.
        claim: Id of the claim that it belongs to.
    """

    text: str
    key: str = ""
    source: str = ""
    column: str = ""
    claim: str = ""

    @property
    def identity(self) -> str:
        """What it is compared by."""
        return self.key or self.text

    @property
    def is_space(self) -> bool:
        """Whether it is white space."""
        return self.text.isspace()


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, caption, row of a table, reference, or alternative text.

    Args:
        kind: Which of these.
        section: Id of its section.
        title: Heading of its section.
        label: Label of the figure or table that it belongs to, or key of a reference; may be empty.
        tokens: Its words.
    """

    kind: Kind
    section: str
    title: str
    label: str
    tokens: tuple[Token, ...]

    @cached_property
    def text(self) -> str:
        """Its text; the cells of a row are parted by tabulators."""
        return "".join(token.text for token in self.tokens)

    @cached_property
    def identities(self) -> tuple[str, ...]:
        """What its tokens are compared by."""
        return tuple(token.identity for token in self.tokens)


@dataclass(frozen=True)
class _Context:
    """Where the walk over a page is."""

    kind: Kind = "paragraph"
    section: str = ""
    title: str = ""
    label: str = ""
    word: Token = field(default=Token(""))


def read_page(page: str) -> tuple[Block, ...]:
    """Return the blocks of a page, in reading order.

    Args:
        page: The HTML of a report, by either engine.
    """
    root = html.fromstring(page)
    mains = root.xpath("//main") or [root]
    walk = _Walk()
    for main in mains:
        walk.element(main, _Context(section="title", title="Title and abstract"))
    walk.flush()
    return tuple(walk.blocks)


def care_items(page: str) -> frozenset[str]:
    """Return the items of the CARE checklist that the sections of a page say they hold.

    Args:
        page: The HTML of a report; a section names its items in `data-care`.
    """
    values = html.fromstring(page).xpath("//@data-care")
    return frozenset(item for value in values for item in re.split(r"[\s,;]+", str(value)) if item)


def read_source_text(text: str, name: str) -> tuple[Block, ...]:
    """Return the blocks of a manuscript's own text, for want of a page: paragraphs between blank lines.

    Args:
        text: The text.
        name: Name of its file.
    """
    blocks, title = [], name
    for part in re.split(r"\n\s*\n", text.strip()):
        line = part.strip()
        if heading := re.match(r"#+\s+(.*?)(?:\s*\{.*\})?$", line):
            title = heading[1]
        if line:
            blocks.append(Block("source", name, title, "", tuple(tokens_of(line))))
    return tuple(blocks)


def tokens_of(text: str, like: Token = Token("")) -> Iterator[Token]:
    """Yield the words of a text; white space of any length is one space.

    Args:
        text: The text.
        like: What the tokens have beside their text.

    >>> [token.text for token in tokens_of("MRD was  0.05%.")]
    ['MRD', ' ', 'was', ' ', '0.05%', '.']
    """
    for match in _WORD.finditer(text):
        word = match[0]
        key = "digest" if _DIGEST.fullmatch(word) else like.key
        yield replace(like, text=" " if word.isspace() and word != NO_BREAK else word, key=key)


def raised(text: str | None) -> str | None:
    """Return a raised text: an exponent in raised figures, so that 10 to the 7th is not 107; others as they are.

    >>> raised("−7"), raised("†"), raised("1,4")
    ('⁻⁷', '†', '1,4')
    """
    return text.translate(_RAISED) if text and all(ord(character) in _RAISED for character in text) else text


def sentences(tokens: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """Return the sentences of a block; a space between two belongs to the first.

    Args:
        tokens: The words of the block.
    """
    found: list[tuple[Token, ...]] = []
    start = 0
    for at, token in enumerate(tokens):
        if token.text == CELL or (_SENTENCE_END.fullmatch(token.text) and _ends_here(tokens, at)):
            end = at + (2 if at + 1 < len(tokens) and tokens[at + 1].is_space else 1)
            found.append(tokens[start:end])
            start = end
    if start < len(tokens):
        found.append(tokens[start:])
    return found


def _ends_here(tokens: tuple[Token, ...], at: int) -> bool:
    if at and tokens[at - 1].text.lower() in _SHORT:
        return False
    after = tokens[at + 1 : at + 3]
    return len(after) < 2 or (after[0].is_space and not after[1].text[:1].islower())


class _Walk:
    """Goes over a page and gathers its blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._tokens: list[Token] = []
        self._of = _Context()

    def element(self, element: Any, context: _Context) -> None:
        if not isinstance(element.tag, str) or _is_unread(element):
            return
        inside = _entered(element, context)
        if element.tag == "img":
            self._picture(element, inside)
        elif (citation := _citation(element)) or element.tag == "math":
            self._add(element.text_content(), replace(inside.word, key=citation or "math"), inside, whole=True)
        else:
            self._children(element, context, inside)

    def _children(self, element: Any, context: _Context, inside: _Context) -> None:
        is_block = element.tag in _KINDS or element.tag in _CONTAINERS
        in_row = context.kind in ("row", "reference")
        if is_block and not in_row:
            self.flush()
        if element.tag in ("td", "th") and element.getprevious() is not None:
            self._tokens.append(Token(CELL))
        self._text(raised(element.text) if element.tag == "sup" else element.text, inside)
        for child in element:
            self.element(child, inside)
            self._text(child.tail, inside)
        if is_block and not in_row:
            self.flush()

    def flush(self) -> None:
        """Close the block that is open."""
        tokens = _trimmed(self._tokens)
        if tokens:
            at = self._of
            self.blocks.append(Block(at.kind, at.section, at.title, at.label, tokens))
        self._tokens = []

    def _text(self, text: str | None, context: _Context) -> None:
        if text:
            self._add(text, context.word, context)

    def _add(self, text: str, like: Token, context: _Context, whole: bool = False) -> None:
        if not any(token.text.strip() for token in self._tokens):
            self._of = context
        added = [replace(like, text=" ".join(text.split()))] if whole else list(tokens_of(text, like))
        if self._tokens and added and self._tokens[-1].is_space and added[0].text == " ":
            added = added[1:]  # white space of the markup on both sides of a tag
        self._tokens += added

    def _picture(self, element: Any, context: _Context) -> None:
        if words := (element.get("alt") or "").strip():
            alt = Block("alt", context.section, context.title, context.label, tuple(tokens_of(words)))
            self.blocks.append(alt)


def _trimmed(tokens: list[Token]) -> tuple[Token, ...]:
    start, end = 0, len(tokens)
    while start < end and tokens[start].text == " ":
        start += 1
    while end > start and tokens[end - 1].text == " ":
        end -= 1
    tidy = [token for at, token in enumerate(tokens[start:end], start) if not _is_edge(tokens, at)]
    return tuple(tidy) if any(token.text.strip() for token in tidy) else ()


def _is_edge(tokens: list[Token], at: int) -> bool:
    """Whether a space lies at the edge of a cell, where it is markup."""
    beside = (*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2])
    return tokens[at].text == " " and any(token.text == CELL for token in beside)


def _is_unread(element: Any) -> bool:
    classes = set((element.get("class") or "").split())
    aside = bool(classes & _UNREAD_CLASSES) or element.get("id") == _DATA_APPENDIX
    return element.tag in _UNREAD or aside or element.get("hidden") is not None


def _entered(element: Any, context: _Context) -> _Context:
    """Return the context inside an element."""
    classes = set((element.get("class") or "").split())
    changes: dict[str, Any] = {}
    if element.tag == "section" and element.get("id"):
        changes |= {"section": element.get("id"), "title": _heading(element) or context.title}
    if context.kind in ("paragraph", "item") and element.tag in _KINDS:
        changes["kind"] = "item" if context.kind == "item" and element.tag == "p" else _KINDS[element.tag]
    if "csl-entry" in classes:
        changes |= {"kind": "reference", "label": (element.get("id") or "").removeprefix("ref-")}
    if element.get("role") == "doc-endnotes":
        changes["kind"] = "note"
    if "figure-data" in classes:
        figure = element.getprevious()
        changes |= {"kind": "description", "label": (figure.get("id") or "") if figure is not None else ""}
    if context.kind == "description" and element.tag == "tr":
        changes["kind"] = "row"
    if element.tag in ("figure", "table") and element.get("id"):
        changes["label"] = element.get("id")
    if word := _word(element, classes):
        changes["word"] = replace(context.word, **word)
    return replace(context, **changes)


def _word(element: Any, classes: set[str]) -> dict[str, str]:
    """Return what the words in an element have in common."""
    if "datum" in classes:
        return {"source": element.get("data-source") or "", "column": element.get("data-column") or ""}
    if "claim" in classes:
        return {"claim": element.get("data-of") or ""}
    if "caption-label" in classes or "csl-left-margin" in classes:
        return {"key": "label"}
    return {}


def _citation(element: Any) -> str:
    """Return the key of an element that is a citation or a reference to a float; empty if it is none."""
    classes = set((element.get("class") or "").split())
    if "citation" in classes:
        return f"cite:{element.get('data-cites')}"
    if "quarto-xref" in classes:
        return f"see:{element.get('href')}"
    return "note" if "footnote-ref" in classes else ""


def _heading(section: Any) -> str:
    for child in section:
        if child.tag in _HEADINGS:
            return " ".join(child.text_content().split())
    return ""
