"""The prose of a manuscript: its text with code and comments blanked out, and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)$", re.MULTILINE)
# Each begins with the character that it looks for: what stands before that is looked at where it is found.
_INLINE_CODE = re.compile(r"(`(?<!``)`*)(?!`)((?:(?!\n[ \t]*\n).)*?)(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_AUTOLINK = re.compile(r"<(?:[a-z][a-z0-9+.-]*:|[\w.+-]+@)[^<>\s]*>", re.IGNORECASE)
_REFERENCE = re.compile(r"@(?<![\w@\\./]@)(?:\{(?P<braced>[^}\s]+)\}|(?P<bare>\w(?:[\w:.#$%&+?<>~/-]*\w)?))")
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", re.DOTALL)
_ATTRIBUTE_BLOCK = re.compile(r"\{(?<!\\\{)(?=\s*(?:[#.]|[\w-]+\s*=))")
# to the first brace outside of quotes, in the same paragraph
_TO_CLOSING_BRACE = re.compile(
    r"""(?:(?!\n\n)[^}"']|"(?:(?!\n\n)[^"]|(?<=\\)")*+"|'(?:(?!\n\n)[^']|(?<=\\)')*+')*+}"""
)
_IDENTIFIER = re.compile(r"(?:^|\s)#([^\s{}#]+)")
_LINK_WITHIN = re.compile(r"\](?<!\\\])\(#([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_ATTRIBUTES_AT_END = re.compile(r"\{[^{}]*\}\s*$")
_LINKED = re.compile(r"\[([^\[\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|\^\[[^\]]*\]")
_IMAGE = re.compile(r"!\[")
_TARGET = re.compile(r"\(\s*(?:<(?P<angled>[^>\n]*)>|(?P<bare>(?:\{\{<[^\n]*?>\}\}|[^\s()]|\([^\s()]*\))+))?")


@dataclass(frozen=True)
class Mention:
    """A name that the prose uses or defines, and the offset where it stands."""

    name: str
    offset: int


@lru_cache(maxsize=4)
def prose(text: str) -> str:
    """Blank out code blocks, inline code, comments and autolinks; every other offset stays the same.

    Done once for a text, though its reader and its checks ask for it one after the other.

    >>> prose("see `@x` or <!-- @y --> @z")
    'see      or             @z'
    """
    text = _without_fences(text)
    for pattern in (_COMMENT, _INLINE_CODE, _AUTOLINK):
        text = pattern.sub(lambda match: blank(match[0]), text)
    return text


def blank(text: str) -> str:
    """Replace every character but the line ends by a space."""
    return re.sub(r"[^\n]+", lambda match: " " * len(match[0]), text)


def references(prose_text: str) -> Iterator[Mention]:
    """Yield every `@key`: citations and cross-references alike.

    >>> [mention.name for mention in references("See @fig-mrd, [-@ding2017, p. 3]; mail a@b.org.")]
    ['fig-mrd', 'ding2017']
    """
    for match in _REFERENCE.finditer(prose_text):
        yield Mention(match["braced"] or match["bare"], match.start())


@lru_cache(maxsize=8)
def labels(prose_text: str) -> tuple[Mention, ...]:
    """Return every explicit `{#identifier}`; found once for a text, though several checks ask.

    >>> [mention.name for mention in labels("## Methods {#sec-methods .unnumbered}")]
    ['sec-methods']
    """
    return tuple(_labels(attribute_blocks(prose_text)))


def _labels(blocks: Iterable[tuple[int, str]]) -> Iterator[Mention]:
    for offset, block in blocks:
        inside = _QUOTED.sub(lambda match: blank(match[0]), block)
        for match in _IDENTIFIER.finditer(inside):
            yield Mention(match[1], offset + match.start(1))


def images(prose_text: str) -> Iterator[Mention]:
    """Yield the target of every inline image.

    >>> [mention.name for mention in images("![Timeline [@a]](../figures/t.svg){#fig-t}")]
    ['../figures/t.svg']
    """
    for match in _IMAGE.finditer(prose_text):
        end = _closing_bracket(prose_text, match.end())
        target = _TARGET.match(prose_text, end + 1) if end else None
        if target:
            yield Mention(target["angled"] or target["bare"] or "", match.start())


def links_within(prose_text: str) -> Iterator[Mention]:
    """Yield the target of every link to another place of the same manuscript.

    >>> [mention.name for mention in links_within("see [Limitations](#limitations)")]
    ['limitations']
    """
    for match in _LINK_WITHIN.finditer(prose_text):
        yield Mention(match[1], match.start())


def headings(prose_text: str) -> Iterator[Mention]:
    """Yield the identifier that pandoc gives each heading that has none of its own.

    >>> [mention.name for mention in headings("## Follow-up *and* outcome\\n\\n## Methods {#sec-m}")]
    ['follow-up-and-outcome']
    """
    for match in _HEADING.finditer(prose_text):
        text = match[1]
        if not any(True for _ in _labels(_attribute_blocks(text))):
            for pattern, kept in ((_ATTRIBUTES_AT_END, ""), (_LINKED, r"\1"), (_MARKUP, "")):
                text = pattern.sub(kept, text)
            yield Mention(heading_identifier(text) or "section", match.start())


def heading_identifier(text: str) -> str:
    """Return pandoc's identifier for the text of a heading.

    Letters, digits, `_`, `-` and `.` stay, spaces become `-`, and it starts with a letter.

    >>> heading_identifier("1. What we found (2025)")
    'what-we-found-2025'
    """
    kept = re.sub(r"[^\w\s.-]", "", text.lower()).strip()
    return re.sub(r"^[\W\d_]+", "", re.sub(r"\s+", "-", kept))


@lru_cache(maxsize=4)
def attribute_blocks(prose_text: str) -> tuple[tuple[int, str], ...]:
    """Return the offset and the inside of every `{#id .class key=value}`; found once, as several checks ask."""
    return tuple(_attribute_blocks(prose_text))


def _attribute_blocks(prose_text: str) -> Iterator[tuple[int, str]]:
    starts = (match.end() for match in _ATTRIBUTE_BLOCK.finditer(prose_text))
    ends = ((start, _closing_brace(prose_text, start)) for start in starts)
    return ((start, prose_text[start:end]) for start, end in ends if end)


def unclosed_fences(text: str) -> Iterator[int]:
    """Yield the offset of a code fence that is never closed; everything behind it would be read as code.

    >>> list(unclosed_fences("a\\n\\n```\\ncode\\n"))
    [3]
    """
    position = 0
    while opening := _FENCE.search(text, position):
        if opening["fence"][0] == "`" and "`" in opening["info"]:
            position = opening.end()
            continue
        end = _closing_fence(opening["fence"]).search(text, opening.end())
        if not end:
            yield opening.start()
            return
        position = end.end()


def _closing_fence(mark: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t>]*{re.escape(mark)}{mark[0]}*[ \t]*$", re.MULTILINE)


def _without_fences(text: str) -> str:
    pieces: list[str] = []
    position = 0
    while opening := _FENCE.search(text, position):
        mark, indent = opening["fence"], opening["indent"]
        if mark[0] == "`" and "`" in opening["info"]:
            pieces.append(text[position : opening.end()])  # ```inline``` on a line of its own
            position = opening.end()
            continue
        end = _closing_fence(mark).search(text, opening.end())
        stop = end.end() if end else len(text)
        pieces += [text[position : opening.start()] + indent, blank(text[opening.start() + len(indent) : stop])]
        position = stop
    return "".join([*pieces, text[position:]])


def _closing_bracket(text: str, start: int) -> int | None:
    depth = 1
    for index in range(start, len(text)):
        character = text[index]
        if text[index - 1] == "\\" or character not in "[]\n":
            continue
        if character == "\n":
            if text[index + 1 : index + 2] in ("\n", ""):
                return None  # a paragraph ends: the bracket was never closed
            continue
        depth += 1 if character == "[" else -1
        if depth == 0:
            return index
    return None


def _closing_brace(text: str, start: int) -> int | None:
    match = _TO_CLOSING_BRACE.match(text, start)
    return match.end() - 1 if match else None
