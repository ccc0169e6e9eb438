"""The marks of Markdown taken off: what is left for a reader, and where each piece of it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from epicrisis.manuscript.shortcodes import find_shortcodes, printed_value

Origin = Literal["author", "value", "reference"]

_SUPERSCRIPT = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_ATTRIBUTES = re.compile(r"(?<=\])(?:\(#[\w-]+\))?\{[^{}]*\}")
_RAISED = re.compile(r"\^([^^\s]+)\^")
_ESCAPED = re.compile(r"\\([^\w\s])")
_MARKS = re.compile(
    r"(?:(?=[\[\]{}@\\^#*_!-])|^(?=[ \t>+(0-9]))(?:"  # nearly all characters are none that a mark starts with
    r"(?P<shortcode>\{\{\{?<.*?>\}\}\}?)"
    r"|(?P<claim>\[(?P<wording>(?:[^\[\]]|\[[^\[\]]*\](?:\([^)]*\))?)*)\]\{[^{}]*\.claim[^{}]*\})"
    r"|(?P<citations>\[[^\[\]]*(?<![\w@\\./])@[^\[\]]*\])"
    r"|(?P<reference>(?<![\w@\\./])-?@\{?\w[\w:.#$%&+?<>~/-]*\w\}?)"
    r"|(?P<footnote>\[\^[^\]\s]+\]:?)"
    r"|(?P<attributes>(?<!\\)\{\s*(?:[#.]|[\w-]+\s*=)(?:[^{}]|\{\{<.*?>\}\})*\})"
    r"|(?P<target>\]\([^)\s]*(?:\s+\"[^\"]*\")?\))"
    r"|(?P<escaped>\\.)"
    r"|(?P<raised>\^(?P<power>[^^\s]+)\^)"
    r"|(?P<heading>^#{1,6}[ \t]+)"
    r"|(?P<item>^[ \t>]*(?:[-*+]|\(?[0-9]{1,3}[.)])[ \t]+)"
    r"|(?P<brackets>(?<!!)\[(?!\^)(?P<inside>[^\[\]]*)\](?![\[({:]))"
    r"|(?P<mark>!?\[|\]|\*+|(?<!\w)_+|_+(?!\w)|\^\[))",
    re.MULTILINE | re.DOTALL,
)
_OF = re.compile(r"""\bof=["']?([\w-]+)""")
# the sign first, for which a text is searched fast, and then what stands before it
_KEYS = re.compile(r"@(?<![\w@\\./]@)\{?([\w:.#$%&+?<>~/-]*\w)")
_CITATION_KEYS = re.compile(r"@\{?([\w:.#$%&+?<>~/-]*\w)")


@dataclass(frozen=True)
class Piece:
    """A run of text from one origin.

    Args:
        text: What a reader reads of it.
        offset: Where it starts in the source's text.
        origin: `author` is typed by hand; `value` comes from the data; `reference` is a cross-reference.
        name: Name of the variable, or label of the reference; empty for what an author typed.
        claim: Name of the claim whose wording it belongs to; empty outside of claims.
    """

    text: str
    offset: int
    origin: Origin = "author"
    name: str = ""
    claim: str = ""


def citation_keys_of(text: str) -> frozenset[str]:
    """Return everything that a text cites or refers to: `[@ding2017; @fig-mrd]` names two.

    >>> sorted(citation_keys_of("seen before [@doe2020; -@roe2021], not by me@x.org"))
    ['doe2020', 'roe2021']
    """
    return frozenset(_KEYS.findall(text))


def plain_value(markdown: str) -> str:
    """Return what a reader reads of a value, without its mark of basis.

    >>> plain_value("[1.0 × 10^7^/kg^†^](#datum-facts-y){.datum data-source='data/x/facts.csv#y'}")
    '1.0 × 10⁷/kg'
    """
    text = re.sub(r"\^[†‡§]\^", "", markdown)
    text = _ATTRIBUTES.sub("", text)
    text = _RAISED.sub(lambda match: match[1].translate(_SUPERSCRIPT), text)
    text = re.sub(r"(?<!\\)[\[\]*]", "", text)
    return _ESCAPED.sub(r"\1", text)


def pieces_of(text: str, start: int, end: int, variables: Mapping[str, Any], claim: str = "") -> tuple[Piece, ...]:
    """Return what a reader reads of a stretch of Markdown.

    Args:
        text: The source's text, with code and comments blanked out.
        start: Offset of the stretch.
        end: Offset after it.
        variables: What `{{< var … >}}` prints.
        claim: The claim that the stretch is the wording of.
    """
    return tuple(_pieces(text, start, end, variables, claim))


def _pieces(text: str, start: int, end: int, variables: Mapping[str, Any], claim: str) -> Iterator[Piece]:
    position = start
    for match in _MARKS.finditer(text, start, end):
        if match.start() > position:
            yield Piece(text[position : match.start()], position, claim=claim)
        yield from _read_mark(match, text, variables, claim)
        position = match.end()
    if position < end:
        yield Piece(text[position:end], position, claim=claim)


def _read_mark(match: re.Match[str], text: str, variables: Mapping[str, Any], claim: str) -> Iterator[Piece]:
    kind, at = match.lastgroup, match.start()
    if match["claim"] or match["brackets"]:
        yield from _read_enclosed(match, text, variables, claim)
    elif kind == "shortcode":
        code = next(iter(find_shortcodes(match[0])), None)
        if code and code.name in {"var", "meta"} and code.arguments:
            value = plain_value(printed_value(variables, *code.arguments)) if code.name == "var" else ""
            yield Piece(value, at, "value", code.arguments[0], claim)
    elif kind == "citations":
        # a group of cross-references is read, a group of citations is not
        labels = [key for key in _CITATION_KEYS.findall(match[0]) if "-" in key]
        for label in labels:
            yield Piece(f"@{label}", at, "reference", label, claim)
    elif kind == "reference":
        label = match[0].lstrip("-@{").rstrip("}")
        if "-" in label:
            yield Piece(f"@{label}", at, "reference", label, claim)
    elif kind == "escaped":
        yield Piece(match[0][1:], at + 1, claim=claim)
    elif match["raised"]:
        yield Piece(match["power"].translate(_SUPERSCRIPT), at + 1, claim=claim)


def _read_enclosed(match: re.Match[str], text: str, variables: Mapping[str, Any], claim: str) -> Iterator[Piece]:
    if match["claim"]:
        name = _OF.search(match[0][match.end("wording") - match.start() :])
        yield from _pieces(text, *match.span("wording"), variables, name[1] if name else "?")
    else:  # brackets that belong to no mark are printed
        yield Piece("[", match.start(), claim=claim)
        yield from _pieces(text, *match.span("inside"), variables, claim)
        yield Piece("]", match.end() - 1, claim=claim)
