"""A review as people read it: sections with their changed blocks, sentences that comments can hold on to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from epicrisis.case.model import Case, Row
from epicrisis.review.blocks import CELL, Kind, Token, sentences
from epicrisis.review.chain import float_names
from epicrisis.review.figures import FigureChange
from epicrisis.review.marks import Box, MarkChange
from epicrisis.review.numbers import NumberChange
from epicrisis.review.packet import Review
from epicrisis.review.redline import BlockChange, By, Passage

NEAR_TOKENS = 40
"""Words and spaces that an excerpt shows on each side of a change."""

MOST_SHOWN = 8
"""Rows and descriptions of one figure or table that are shown at once where it is new or gone as a whole."""

KIND_NAMES: dict[Kind, str] = {
    "heading": "Heading",
    "paragraph": "Paragraph",
    "item": "List item",
    "caption": "Caption",
    "row": "Table row",
    "alt": "Alternative text",
    "description": "Description",
    "note": "Footnote",
    "reference": "Reference",
    "source": "Source text",
}


@dataclass(frozen=True)
class Sentence:
    """A sentence or table cell.

    Args:
        anchor: What a comment on it is tied to.
        beneath: Its text as it is, which tells later whether a comment is outdated.
        passages: Its words.
        ends_cell: Whether the border of a table cell follows.
    """

    anchor: str
    beneath: str
    passages: tuple[Passage, ...]
    ends_cell: bool


@dataclass(frozen=True)
class TextBlock:
    """A block of the redline.

    Args:
        number: Its number.
        kind: What it is, in words.
        is_row: Whether it is a row of a table.
        place: The figure or table that it belongs to; may be empty.
        by: Who changed it.
        sentences: Its words.
    """

    number: int
    kind: str
    is_row: bool
    place: str
    by: By | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Stretch:
    """Blocks of a section that stand together.

    Args:
        summary: What is said of them where they are folded: unchanged ones, and what is new or gone as a whole,
            such as the table of a figure. Empty where they are not.
        blocks: The blocks.
    """

    summary: str
    blocks: tuple[TextBlock, ...]


@dataclass(frozen=True)
class TextSection:
    """A section of the redline, with the number of its blocks that changed."""

    title: str
    changed: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Chapter:
    """A section that changed, or several in a row that did not, which are folded together."""

    sections: tuple[TextSection, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything in it changed."""
        return any(section.changed for section in self.sections)


def chapters(review: Review) -> tuple[Chapter, ...]:
    """Return the redline, with unchanged sections that follow each other together.

    Args:
        review: The review.
    """
    found: list[Chapter] = []
    for is_changed, group in groupby(text_sections(review), key=lambda section: section.changed > 0):
        sections = tuple(group)
        found += [Chapter((section,)) for section in sections] if is_changed else [Chapter(sections)]
    return tuple(found)


def text_sections(review: Review) -> tuple[TextSection, ...]:
    """Return the redline by section.

    Args:
        review: The review.
    """
    names = float_names(change.block for change in review.text)
    numbered = enumerate(review.text)
    sections = []
    for (_, title), group in groupby(numbered, key=lambda pair: (pair[1].block.section, pair[1].block.title)):
        members = list(group)
        counts: dict[str, int] = {}
        blocks = []
        for number, change in members:
            kind = change.block.kind
            counts[kind] = counts.get(kind, 0) + 1
            blocks.append((_fold(change, names), _text_block(number, change, counts[kind], names)))
        stretches = tuple(
            _stretch(fold, tuple(block for _, block in run))
            for fold, run in groupby(blocks, key=lambda pair: pair[0])
        )
        sections.append(TextSection(title, sum(change.is_changed for _, change in members), stretches))
    return tuple(sections)


def _fold(change: BlockChange, names: dict[str, str]) -> str:
    """Return what blocks beside each other are folded by: the same words for all of a stretch."""
    block = change.block
    if not change.is_changed:
        return "unchanged"
    if (change.old and change.new) or block.kind not in ("row", "description") or block.label not in names:
        return ""
    return f"{'gone' if change.old else 'new'} passages of {names[block.label]}"


def _stretch(fold: str, blocks: tuple[TextBlock, ...]) -> Stretch:
    is_folded = fold == "unchanged" or (fold and len(blocks) > MOST_SHOWN)
    return Stretch(f"{len(blocks)} {fold}" if is_folded else "", blocks)


def _text_block(number: int, change: BlockChange, ordinal: int, names: dict[str, str]) -> TextBlock:
    block = change.block
    side = "" if change.new else "gone:"
    anchor = f"text:{side}{block.section}:{block.label}:{block.kind}:{ordinal}"
    parts = tuple(
        _sentence(f"{anchor}:{count}", words)
        for count, words in enumerate(split_sentences(change.passages), start=1)
    )
    place = names.get(block.label, "") if block.kind != "caption" else ""
    return TextBlock(number, KIND_NAMES[block.kind], block.kind == "row", place, change.by, parts)


Words = Sequence[tuple[Token, Passage]]


def split_sentences(passages: Iterable[Passage]) -> Iterator[Words]:
    """Yield the sentences of a block, each word with the passage that it belongs to.

    Args:
        passages: The words of the block.
    """
    words = [(token, passage) for passage in passages for token in passage.tokens]
    at = 0
    for sentence in sentences(tuple(token for token, _ in words)):
        yield words[at : at + len(sentence)]
        at += len(sentence)


def _sentence(anchor: str, words: Words) -> Sentence:
    passages = tuple(
        Passage(run[0][1].operation, tuple(token for token, _ in run if token.text != CELL), run[0][1].by)
        for _, group in groupby(words, key=lambda pair: id(pair[1]))
        for run in (list(group),)
    )
    standing = "".join(passage.text for passage in passages if passage.operation != "gone").strip()
    whole = "".join(passage.text for passage in passages).strip()
    ends_cell = any(token.text == CELL for token, _ in words)
    return Sentence(anchor, standing or whole, passages, ends_cell)


def shortened(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Return an excerpt with what is far from any change left out.

    Args:
        passages: The words of the excerpt.

    >>> words = tuple(Token(word) for word in ("a ", "b ") * 90)
    >>> len(shortened([Passage("same", words), Passage("new", (Token("c"),), "data")])[0].text) < 100
    True
    """
    listed = list(passages)
    return tuple(
        _short(passage, number > 0, number < len(listed) - 1) if passage.operation == "same" else passage
        for number, passage in enumerate(listed)
    )


def _short(passage: Passage, after: bool, before: bool) -> Passage:
    """Leave out the middle of unchanged words, or the end that no change stands beside."""
    tokens, near = passage.tokens, NEAR_TOKENS
    if len(tokens) <= (2 * near if after and before else near):
        return passage
    gap = (Token(" … "),)
    start, end = tokens[:near] if after else (), tokens[-near:] if before else ()
    return Passage(passage.operation, (*start, *gap, *end))


def distinct(values: Iterable[NumberChange]) -> tuple[NumberChange, ...]:
    """Return values of which no two say the same of the same row: a point in time has its day under three names.

    Args:
        values: The values.
    """
    found: dict[tuple[str, str, str], NumberChange] = {}
    for value in values:
        old, new = (side.text if side else "" for side in (value.old, value.new))
        source = next(side.source for side in (value.new, value.old) if side)
        found.setdefault((source, old, new), value)
    return tuple(found.values())


def row_name(case: Case | None, table: str, row: Row) -> str:
    """Return how people call a row.

    Args:
        case: The case.
        table: Name of the row's table.
        row: The row.
    """
    events = case.event_by_id if case else {}
    cells = row.printed
    event = events.get(cells.get("event", ""))
    label = event.label if event else cells.get("event", "")
    names = {
        "facts": f"{cells.get('subject', '')}: {cells.get('attribute', '')}",
        "events": cells.get("label", ""),
        "timing": f"{label}, {cells.get('edge', '')}",
        "treatments": f"{cells.get('agent', '')} in {label}",
        "immune_cells": f"{cells.get('population', '')}, {label}",
        "reference_ranges": cells.get("population", ""),
        "lesions": f"{cells.get('site', '')}, {label}",
        "markers": f"{cells.get('marker', '')} in {cells.get('specimen', '')}",
        "genomics": cells.get("gene") or cells.get("notation", ""),
        "literature": cells.get("citekey", ""),
        "coverage": cells.get("item", ""),
    }
    return names.get(table, label).strip(", :") or row.id


def subjects(marks: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return marks by what they stand for: a row or event, with its parts.

    Args:
        marks: Names of marks.

    >>> subjects(["mrd:relapse_1", "mrd:relapse_1:label", "event:death"])
    (('relapse_1', ('mark', 'label')), ('death', ('mark',)))
    """
    kinds = {"mrd", "immune", "event", "label", "note", "treatment", "complication", "time", "legend", "link"}
    found: dict[str, list[str]] = {}
    for name in marks:
        parts = name.partition("#")[0].split(":")
        ids = [part for part in parts if part not in kinds and not part.isdigit()]
        subject = ids[0] if ids else name
        words = [part for part in parts if part in ("label", "note")]
        aspect = ids[1] if len(ids) > 1 else words[0] if words else "mark"
        if aspect.replace("-", " ") not in found.setdefault(subject, []):
            found[subject].append(aspect.replace("-", " "))
    return tuple((subject, tuple(aspects)) for subject, aspects in found.items())


def outlines(figure: FigureChange, side: str, named: frozenset[str]) -> tuple[tuple[Box, bool], ...]:
    """Return frames around the marks of a figure that are drawn otherwise, those that overlap as one.

    Args:
        figure: The figure.
        side: `old` or `new`.
        named: Names of the marks that stand for a change of the data.

    Returns:
        Each frame in points, and whether it stands for a change of the data; the others moved along.
    """
    frames: list[tuple[Box, bool]] = []
    for is_named in (True, False):
        boxes = [mark for mark in figure.marks if (mark.name in named) == is_named]
        frames += [(box, is_named) for box in _merged(_boxes(boxes, side))]
    return tuple(frames)


def _boxes(marks: Iterable[MarkChange], side: str) -> Iterator[Box]:
    found = (mark.old if side == "old" else mark.new for mark in marks)
    return (mark.box for mark in found if mark and mark.box.right > mark.box.left)


def _merged(boxes: Iterable[Box]) -> list[Box]:
    merged: list[Box] = []
    for box in boxes:
        while near := next((other for other in merged if other.meets(box)), None):
            merged.remove(near)
            box = Box(
                min(box.left, near.left),
                min(box.top, near.top),
                max(box.right, near.right),
                max(box.bottom, near.bottom),
            )
        merged.append(box)
    return merged
