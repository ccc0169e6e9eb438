"""Word by word, what changed between two texts, and whether the data or the author changed it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeVar

from epicrisis.review.blocks import Block, Token

Operation = Literal["same", "gone", "new"]
By = Literal["data", "author", "both"]

ALIKE = 0.45
"""Blocks that share fewer of their words are one gone and one new, not one changed."""

AUTHORED = frozenset({"reference", "source"})
"""Kinds of block whose words are the author's, though the manuscript has them in another shape."""
_PIECE = re.compile(r"\w+")

T = TypeVar("T")


@dataclass(frozen=True)
class Passage:
    """Words of a block that fared alike.

    Args:
        operation: Whether they are the same, gone or new.
        tokens: The words; of the new text where they are the same.
        by: Who changed them; None where they are the same.
    """

    operation: Operation
    tokens: tuple[Token, ...]
    by: By | None = None

    @property
    def text(self) -> str:
        """The words as text."""
        return "".join(token.text for token in self.tokens)


@dataclass(frozen=True)
class BlockChange:
    """A block as it was and as it is.

    Args:
        old: The block as it was; None for one that is new.
        new: The block as it is; None for one that is gone.
        passages: Its words in reading order, what is gone before what is new.
    """

    old: Block | None
    new: Block | None
    passages: tuple[Passage, ...]

    @property
    def block(self) -> Block:
        """The block as it is, or else as it was."""
        block = self.new or self.old
        assert block is not None
        return block

    @property
    def is_changed(self) -> bool:
        """Whether any word is gone or new."""
        return any(passage.by for passage in self.passages)

    @property
    def by(self) -> By | None:
        """Who changed it; None if nobody did."""
        makers = {passage.by for passage in self.passages if passage.by}
        if not makers:
            return None
        return makers.pop() if len(makers) == 1 else "both"


@dataclass(frozen=True)
class Authorship:
    """What is known of who can have changed a word.

    Args:
        words: Words of those lines of the manuscript, its references and its claims that differ: nobody else can
            have written what is not among them but the build. None where that is not known.
        pairs: Old and new text that the data package itself gives the report: its version, date and title.
        data_differ: Whether any row of the data differs; if none does, the author changed every word.
    """

    words: frozenset[str] | None = None
    pairs: frozenset[tuple[str, str]] = frozenset()
    data_differ: bool = True


def compare_blocks(old: Sequence[Block], new: Sequence[Block], authorship: Authorship) -> tuple[BlockChange, ...]:
    """Return every block of two texts, changed or not, in reading order.

    Args:
        old: The blocks as they were.
        new: The blocks as they are.
        authorship: Who can have changed a word.
    """
    pairs = align(old, new, lambda block: (block.kind, block.identities), _likeness)
    return tuple(_compare(before, after, authorship) for before, after in pairs)


def align(
    old: Sequence[T], new: Sequence[T], key: Callable[[T], object], likeness: Callable[[T, T], float]
) -> Iterator[tuple[T | None, T | None]]:
    """Pair the members of two sequences without crossing.

    Args:
        old: Members as they were.
        new: Members as they are.
        key: What makes two members equal; hashable.
        likeness: How alike two members are that are not equal: below `ALIKE` they are no pair.

    Yields:
        Pairs in order; None stands for a member that the other side does not have.
    """
    matcher = SequenceMatcher(None, [key(item) for item in old], [key(item) for item in new], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from _pairs(old[i1:i2], new[j1:j2], likeness)


def _pairs(
    old: Sequence[T], new: Sequence[T], likeness: Callable[[T, T], float]
) -> Iterator[tuple[T | None, T | None]]:
    """Yield the pairing of greatest likeness, by dynamic programming from the end."""
    rows, columns = len(old), len(new)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    like = [[likeness(a, b) for b in new] for a in old]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            pair = like[i][j] + best[i + 1][j + 1] if like[i][j] >= ALIKE else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and like[i][j] >= ALIKE and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif i < rows and (j == columns or best[i][j] == best[i + 1][j]):
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1


def _likeness(old: Block, new: Block) -> float:
    """Return how many of the words two blocks share, from 0 to 1; a reference is the same by its key."""
    if old.kind != new.kind:
        return 0.0
    if old.kind in ("reference", "alt", "description") and old.label == new.label:
        return 1.0
    if (old.kind == "reference") or (
        old.kind in ("row", "caption", "alt", "description") and old.label != new.label
    ):
        return 0.0
    first, second = (Counter(part for part in block.identities if part.strip()) for block in (old, new))
    return 2 * (first & second).total() / max(first.total() + second.total(), 1)


def compare_words(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return the operations of `difflib` that lead from one list of words to another.

    A space between two changes is part of one change, so that people do not read in shreds.

    Args:
        old: Words as they were.
        new: Words as they are.
    """
    joined: list[tuple[str, int, int, int, int]] = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for at, (tag, i1, i2, j1, j2) in enumerate(codes):
        inner = 0 < at < len(codes) - 1
        is_gap = tag == "equal" and inner and all(not word.strip() and word != "\t" for word in old[i1:i2])
        if joined and (is_gap or tag != "equal") and joined[-1][0] != "equal":
            _, first, _, third, _ = joined[-1]
            joined[-1] = ("replace", first, i2, third, j2)
        else:
            joined.append((tag, i1, i2, j1, j2))
    return joined


def _compare(old: Block | None, new: Block | None, authorship: Authorship) -> BlockChange:
    before, after = (block.tokens if block else () for block in (old, new))
    judge = _Judge(old, new, authorship)
    passages: list[Passage] = []
    for tag, i1, i2, j1, j2 in compare_words(*([token.identity for token in side] for side in (before, after))):
        if tag == "equal":
            passages.append(Passage("same", after[j1:j2]))
            continue
        gone, come = before[i1:i2], after[j1:j2]
        by = judge.by(gone, come)
        passages += [Passage("gone", gone, by)] if gone else []
        passages += [Passage("new", come, by)] if come else []
    return BlockChange(old, new, tuple(passages))


class _Judge:
    """Says of the changes in one block who made them."""

    def __init__(self, old: Block | None, new: Block | None, authorship: Authorship) -> None:
        self._authorship = authorship
        self._kind = (new or old or Block("paragraph", "", "", "", ())).kind
        counts = [_sources(block) for block in (old, new)]
        # A value that the text names as often as before changed with the data; else the author moved it.
        self._kept = {source for source in counts[0] | counts[1] if counts[0][source] == counts[1][source]}

    def by(self, gone: tuple[Token, ...], come: tuple[Token, ...]) -> By:
        """Return who made one change."""
        texts = ["".join(token.text for token in side).strip() for side in (gone, come)]
        if (texts[0], texts[1]) in self._authorship.pairs:
            return "data"
        if not self._authorship.data_differ:
            return "author"
        words = [token for token in (*gone, *come) if token.text.strip()]
        telling = [token for token in words if token.source or any(map(str.isalnum, token.text))] or words
        makers: set[By] = {"data" if self._is_datum(token) else "author" for token in telling}
        if not makers:
            return "author"
        return makers.pop() if len(makers) == 1 else "both"

    def _is_datum(self, token: Token) -> bool:
        if token.source:
            return self._kind in ("row", "alt") or (token.source, token.column) in self._kept
        if self._kind in AUTHORED or self._authorship.words is None:
            return False
        return not any(piece in self._authorship.words for piece in _PIECE.findall(f"{token.text} {token.key}"))


def _sources(block: Block | None) -> Counter[tuple[str, str]]:
    """Return how often a block names each value."""
    counts: Counter[tuple[str, str]] = Counter()
    before = ("", "")
    for token in block.tokens if block else ():
        here = (token.source, token.column)
        if token.source and here != before:
            counts[here] += 1
        before = here
    return counts
