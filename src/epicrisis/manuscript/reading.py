"""The manuscript as its reader reads it: passages of plain text, each character with the place it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from epicrisis.manuscript.marks import Piece, pieces_of
from epicrisis.manuscript.prose import attribute_blocks, prose
from epicrisis.manuscript.references import Reference
from epicrisis.manuscript.source import GENERATED, Source
from epicrisis.places import Place

Kind = Literal["title", "abstract", "keywords", "heading", "paragraph", "cell", "caption"]

# what a reader sees of the front matter; the other settings are no text
FRONT_MATTER_KINDS: Mapping[str, Kind] = {
    "title": "title",
    "subtitle": "title",
    "short-title": "title",
    "abstract": "abstract",
    "keywords": "keywords",
}
_KEY = re.compile(r"^([\w-]+):[ \t]*")
_HEADING = re.compile(r"^(#{1,6})[ \t]+")
_DIV = re.compile(r"^[ \t>]*:{3,}[^\n]*$")
_ITEM = re.compile(r"^[ \t>]*(?:[-*+]|\(?[0-9]{1,3}[.)]|\[\^[^\]]+\]:)[ \t]+")
_TABLE_RULE = re.compile(r"^[ \t>]*\|?[ \t]*:?-{2,}[-:| \t]*$")
_CARE = re.compile(r"""(?:^|\s)care=(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")


@dataclass(frozen=True)
class Passage:
    """One paragraph, heading, list item, caption or table cell, without markup.

    Args:
        text: What a reader reads; citations are left out, a cross-reference stands as `@fig-mrd`.
        pieces: Where each run of it came from, in order.
        kind: What it is.
        section: Titles of the sections around it, outermost first.
        care: CARE items that the innermost section with the attribute `care` names.
        generated: Whether a generated table holds it, and not a person's text.
        source: The manuscript.
        raw: Its Markdown.
    """

    text: str
    pieces: tuple[Piece, ...]
    kind: Kind
    section: tuple[str, ...]
    care: tuple[str, ...]
    generated: bool
    source: Source
    raw: str = ""

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        starts, position = [], 0
        for piece in self.pieces:
            starts.append(position)
            position += len(piece.text)
        return tuple(starts)

    def piece_at(self, index: int) -> tuple[Piece, int]:
        """Return the piece that holds a character of `text`, and the character's index in it."""
        for start, piece in zip(reversed(self._starts), reversed(self.pieces), strict=True):
            if start <= index:
                return piece, index - start
        raise IndexError(index)

    def offset(self, index: int) -> int:
        """Return where a character of `text` stands in the text of the source."""
        piece, within = self.piece_at(min(index, max(len(self.text) - 1, 0)))
        return piece.offset + (within if piece.origin == "author" else 0)

    def place(self, index: int = 0) -> Place:
        """Return the file, line and column of a character of `text`."""
        if not self.pieces:
            return Place("")
        offset = self.offset(index)
        place = self.source.place_at(offset)
        column = offset - (self.source.text.rfind("\n", 0, offset) + 1) + 1
        return replace(place, column=str(column))


@dataclass(frozen=True)
class ManuscriptText:
    """A manuscript for the rules that read it.

    Args:
        passages: Every passage in reading order, those of generated tables too.
        source: Its source, for places and raw text.
        references: The entries of its bibliographies.
        cited: Keys that the manuscripts of the project cite: they share their bibliography.
    """

    passages: tuple[Passage, ...]
    source: Source
    references: tuple[Reference, ...] = ()
    cited: frozenset[str] = frozenset()

    @property
    def written(self) -> tuple[Passage, ...]:
        """The passages that a person wrote, without those of generated tables."""
        return tuple(passage for passage in self.passages if not passage.generated)


def read_passages(source: Source, variables: Mapping[str, Any]) -> tuple[Passage, ...]:
    """Return every passage of a manuscript in reading order.

    Args:
        source: The manuscript with its includes.
        variables: What `{{< var … >}}` prints.
    """
    return tuple(_Reader(source, variables).passages())


@dataclass(frozen=True)
class _Block:
    """Consecutive lines that belong together, by their offsets in the text."""

    start: int
    end: int
    kind: Kind


class _Reader:
    """Walks over the lines of one manuscript and remembers the sections that are open."""

    def __init__(self, source: Source, variables: Mapping[str, Any]) -> None:
        self._source = source
        self._variables = variables
        self._text = prose(source.text)
        self._sections: list[tuple[int, str, tuple[str, ...]]] = []

    def passages(self) -> Iterator[Passage]:
        for block in (*self._front_matter(), *self._body()):
            if block.kind == "heading":
                self._open(block)
            elif block.kind == "cell":
                yield from (self._passage(cell) for cell in self._cells(block))
                continue
            yield self._passage(block)

    def _passage(self, block: _Block) -> Passage:
        pieces = pieces_of(self._text, block.start, block.end, self._variables)
        text = "".join(piece.text for piece in pieces)
        titles = tuple(title for _, title, _ in self._sections)
        care: Sequence[str] = next((items for _, _, items in reversed(self._sections) if items), ())
        generated = f"{GENERATED}/" in self._source.place_at(block.start).path
        raw = self._text[block.start : block.end]
        return Passage(text, pieces, block.kind, titles, tuple(care), generated, self._source, raw)

    def _open(self, block: _Block) -> None:
        line = self._text[block.start : block.end]
        mark = _HEADING.match(line)
        level = len(mark[1]) if mark else 1
        self._sections = [section for section in self._sections if section[0] < level]
        pieces = pieces_of(self._text, block.start, block.end, self._variables)
        found = [match for _, inside in attribute_blocks(line) for match in _CARE.finditer(inside)]
        care = tuple(filter(None, re.split(r"[\s,]+", found[0][found[0].lastindex or 0]))) if found else ()
        self._sections.append((level, "".join(piece.text for piece in pieces).strip(), care))

    def _lines(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        offset = 0
        for index, line in enumerate(self._text.split("\n")):
            if first <= index < last:
                yield offset, line
            offset += len(line) + 1

    def _front_matter(self) -> Iterator[_Block]:
        kind: Kind | None = None
        start = end = 0
        for offset, line in self._lines(1, self._source.front_matter_length - 1):
            key = _KEY.match(line)
            if key or not line.strip():
                if kind and end > start:
                    yield _Block(start, end, kind)
                if key:
                    kind = FRONT_MATTER_KINDS.get(key[1])
                start = offset + (key.end() if key else len(line) + 1)
                if key and line[key.end() :].strip() in {"|", ">", "|-", ">-"}:
                    start = offset + len(line) + 1  # the text of a block begins on the next line
            if line.strip():
                end = offset + len(line)
        if kind and end > start:
            yield _Block(start, end, kind)

    def _body(self) -> Iterator[_Block]:
        start, end, is_caption = -1, -1, False
        for offset, line in self._lines(self._source.front_matter_length, len(self._source.lines) + 1):
            alone = self._lone_line(line)
            ends_here = not line.strip() or _DIV.match(line) or _TABLE_RULE.match(line) or alone is not None
            if start >= 0 and (ends_here or _ITEM.match(line)):
                yield _Block(start, end, "caption" if is_caption else "paragraph")
                start = -1
            if alone is not None:
                yield _Block(offset, offset + len(line), alone)
            elif not ends_here:
                if start < 0:
                    start, is_caption = offset, line.lstrip().startswith("![")
                end = offset + len(line)
        if start >= 0:
            yield _Block(start, end, "caption" if is_caption else "paragraph")

    @staticmethod
    def _lone_line(line: str) -> Kind | None:
        if _HEADING.match(line):
            return "heading"
        return "cell" if line.lstrip().startswith("|") and not _TABLE_RULE.match(line) else None

    def _cells(self, block: _Block) -> Iterator[_Block]:
        bars = [match.start() for match in re.finditer(r"(?<!\\)\|", self._text[block.start : block.end])]
        for left, right in pairwise(bars):
            yield _Block(block.start + left + 1, block.start + right, "cell")
