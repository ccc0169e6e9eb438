"""Tracked changes within a paragraph of a Word document: runs that are inserted or deleted."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from epicrisis.review.redline import compare_words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WORD = re.compile(r"\s+|\d+(?:[.,]\d+)*%?|\w+(?:[-'’]\w+)*|[^\w\s]")
_WRAPPERS = (f"{W}hyperlink", f"{W}fldSimple")

FIRST_ID = 90_000
"""Beyond the ids that bookmarks and pictures have."""


@dataclass
class Stamp:
    """Who made the changes and when; it counts them.

    Args:
        author: The name that Word shows.
        date: Date and time, `2025-11-25T00:00:00Z`.
    """

    author: str
    date: str
    _next: int = field(default=FIRST_ID)

    def mark(self, kind: str) -> Any:
        """Return an empty `w:ins` or `w:del` with an id of its own."""
        self._next += 1
        mark = etree.Element(f"{W}{kind}")
        mark.set(f"{W}id", str(self._next))
        mark.set(f"{W}author", self.author)
        if self.date:
            mark.set(f"{W}date", self.date)
        return mark


@dataclass(frozen=True)
class Atom:
    """A run that holds one word, picture, break or note.

    Args:
        run: The element.
        key: What it is compared by.
    """

    run: Any
    key: str


KeyOf = Callable[[Any], str]
"""Names what a run holds that is no text: a picture by its bytes."""

Adopt = Callable[[Any], None]
"""Makes an old run fit for the new document: its picture and its note come along."""


def atoms(paragraph: Any, key_of: KeyOf) -> list[Atom]:
    """Split the runs of a paragraph, so that each holds one word, and return them.

    Args:
        paragraph: The paragraph; changed, though not to a reader.
        key_of: Names what a run holds that is no text.
    """
    for run in list(_runs(paragraph)):
        pieces = list(_pieces(run))
        if len(pieces) != 1 or pieces[0] is not run:
            for piece in pieces:
                run.addprevious(piece)
            run.getparent().remove(run)
    return [Atom(run, _text(run) or key_of(run)) for run in _runs(paragraph)]


def text_of(element: Any) -> str:
    """Return the text of an element, a line break as a line feed."""
    parts = (node for node in element.iter(f"{W}t", f"{W}delText", f"{W}br", f"{W}tab"))
    names = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(names.get(node.tag, node.text or "") for node in parts)


def revise(
    old: Sequence[Atom], new: Sequence[Atom], paragraph: Any, stamp: Stamp, adopt: Adopt
) -> list[tuple[Any, Any]]:
    """Mark in a new paragraph what is not in the old one, and put in what is gone.

    Args:
        old: Runs of the old paragraph.
        new: Runs of the new one.
        paragraph: The new paragraph; changed.
        stamp: Who made the changes.
        adopt: Makes an old run fit for the new document.

    Returns:
        The runs that are on both sides, old and new.
    """
    kept: list[tuple[Any, Any]] = []
    codes = compare_words([atom.key for atom in old], [atom.key for atom in new])
    for tag, i1, i2, j1, j2 in codes:
        if tag == "equal":
            pairs = zip(old[i1:i2], new[j1:j2], strict=True)
            kept += [(before.run, after.run) for before, after in pairs]
            continue
        if i1 < i2:
            _put(deleted([atom.run for atom in old[i1:i2]], stamp, adopt), new[j1:], paragraph)
        insert([atom.run for atom in new[j1:j2]], stamp)
    return kept


def insert(runs: Sequence[Any], stamp: Stamp) -> None:
    """Mark runs as inserted, where they stand; neighbours share one mark.

    Args:
        runs: The runs.
        stamp: Who inserted them.
    """
    mark = None
    for run in runs:
        if mark is None or run.getprevious() is not mark:
            mark = stamp.mark("ins")
            run.addprevious(mark)
        mark.append(run)


def deleted(runs: Sequence[Any], stamp: Stamp, adopt: Adopt) -> Any:
    """Return a mark that holds copies of runs as deleted.

    Args:
        runs: Runs of the old document.
        stamp: Who deleted them.
        adopt: Makes each copy fit for the new document.
    """
    mark = stamp.mark("del")
    for run in runs:
        twin = copy.deepcopy(run)
        twin.tail = None
        for text in twin.findall(f"{W}t"):
            text.tag = f"{W}delText"
        adopt(twin)
        mark.append(twin)
    return mark


def _put(mark: Any, following: Sequence[Atom], paragraph: Any) -> None:
    """Put a deletion before what follows it; never into a link or field that it does not belong to."""
    if not following:
        paragraph.append(mark)
        return
    run = following[0].run
    inside = run.getparent()
    place = inside if inside.tag in _WRAPPERS and run.getprevious() is None else run
    place.addprevious(mark)


def _runs(paragraph: Any) -> Iterator[Any]:
    for child in paragraph:
        if child.tag == f"{W}r":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _runs(child)


def _pieces(run: Any) -> Iterator[Any]:
    look = run.find(f"{W}rPr")
    content = [child for child in run if child is not look]
    if len(content) == 1 and content[0].tag != f"{W}t":
        yield run
        return
    for child in content:
        parts = _WORD.findall(child.text or "") if child.tag == f"{W}t" else [None]
        for part in parts:
            piece = etree.Element(f"{W}r")
            if look is not None:
                piece.append(copy.deepcopy(look))
            held = copy.deepcopy(child)
            held.tail = None
            if part is not None:
                held.text = part
                held.set(_SPACE, "preserve")
            piece.append(held)
            yield piece


def _text(run: Any) -> str:
    return "".join(node.text or "" for node in run.findall(f"{W}t"))
