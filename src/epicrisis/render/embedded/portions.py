"""Portions of a document, written once: what changes between two builds is seldom more than one of them.

A portion is some blocks between two headings, or one large block. What pandoc writes of it is remembered, and raw
blocks stand in for it the next time. One that is not remembered is written where it stands, between two marks,
which are taken out again: so pandoc is asked once, however much is new. What hangs on its surroundings, such as
notes and headings, is in no portion, and is written each time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby, islice, zip_longest
from pathlib import Path

import panflute as pf

from epicrisis.manuscript.pandoc import pandoc_identity
from epicrisis.render.embedded.elements import Element, has_class
from epicrisis.render.embedded.pandoc import Tree, write_tree
from epicrisis.render.embedded.raw_blocks import lifted_out, raw_format
from epicrisis.tracing.memory import recall_each

_REFERENCES = "csl-bib-body"
_MARK = "\ue003"  # of the private-use characters, as the stand-ins of shortcodes and tables are
_MARKED_LINE = re.compile(rf"(?<![^\n]){_MARK}([A-Za-z]+[0-9]+){_MARK}\n")
_LARGE = 12_000
_MOST = 64
"""In about how many portions a long document is cut, because each is a file in the store."""
_SMALL = 6
"""How much shorter than a large one a portion is for which it is quicker to write it than to look it up."""

_INLINES = "Str|Space|SoftBreak|LineBreak|Emph|Strong|Underline|Strikeout|Superscript|Subscript|SmallCaps|Quoted"
_MORE_INLINES = "Link|Image|Span|Cite|RawInline"
_BLOCKS = "Para|Plain|Div|Table|Figure|BlockQuote|BulletList|OrderedList|DefinitionList|LineBlock|RawBlock"
_DETAILS = (
    "Align(?:Default|Left|Right|Center)|ColWidth(?:Default)?|SingleQuote|DoubleQuote"
    "|AuthorInText|SuppressAuthor|NormalCitation|DefaultStyle|Decimal|LowerRoman|UpperRoman|LowerAlpha|UpperAlpha"
    "|DefaultDelim|Period|OneParen|TwoParens"
)
_PLAIN_CODE = r'Code","c":\[\["",\[\],\[\]\]'
_HANGING = re.compile(
    rf'"t":"(?!(?:{_INLINES}|{_MORE_INLINES}|{_BLOCKS}|{_DETAILS})"|{_PLAIN_CODE})|\["refs",|"{_REFERENCES}"'
)
"""What a writer counts, collects or asks for more than it writes: notes, headings, formulas, code in colours, …"""

_encoded = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=lambda element: element.to_json()
).encode


class _MarkIsMissing(Exception):
    """A mark is not where it was put."""


@dataclass(frozen=True)
class _Piece:
    """Some blocks as JSON: portions, and what is written around them each time."""

    before: str = ""
    portions: tuple[str, ...] = ()
    after: str = ""

    def filled(self, portions: Iterator[str]) -> str:
        """Return the blocks, with the next of some others in place of the portions."""
        return f"{self.before}{','.join(islice(portions, len(self.portions)))}{self.after}"


def write_portions(document: Tree, writer: str, arguments: Sequence[str], folder: Path) -> str:
    """Write a tree in a format, of which most may be remembered.

    Args:
        document: The tree.
        writer: Pandoc's name of the format, with extensions: HTML or Typst.
        arguments: More of pandoc's options.
        folder: Where pandoc runs.

    Returns:
        What pandoc writes of the whole.
    """
    with lifted_out(document.content, raw_format(writer)) as raw:
        written = _written(document, writer, arguments, folder)
        filled = raw.filled(written)
    return _written(document, writer, arguments, folder) if filled is None else filled


def _written(document: Tree, writer: str, arguments: Sequence[str], folder: Path) -> str:
    head = f'{{"pandoc-api-version":{_encoded(document.api_version)},"meta":{_encoded(document.metadata.content)}'
    pieces = _pieces([*document.content])

    def write(portions: Sequence[str]) -> str:
        remaining = iter(portions)
        blocks = ",".join(piece.filled(remaining) for piece in pieces)
        return write_tree(f'{head},"blocks":[{blocks}]}}', writer, arguments, folder)

    portions = [portion for piece in pieces for portion in piece.portions]
    if _MARK not in head and not any(_MARK in piece.filled(iter(piece.portions)) for piece in pieces):
        # a template is what stands around the text, and often a copy with another path in every build
        options = [writer, *(option for option in arguments if not option.startswith("--template="))]
        with suppress(_MarkIsMissing):
            return _joined(portions, options, write)
    return write(portions)


def _joined(portions: Sequence[str], options: Sequence[str], write: Callable[[Sequence[str]], str]) -> str:
    """Return what pandoc writes of a document, of which it has to write only the new portions.

    Args:
        portions: Its portions.
        options: How pandoc is to write.
        write: Writes the document with other blocks in place of the portions.

    Raises:
        _MarkIsMissing: If a mark is not where it was put.
    """
    raw = raw_format(options[0])
    rests: list[str] = []

    def write_new(new: Sequence[int]) -> list[str]:
        inside = dict.fromkeys(range(len(portions)), "") | {number: f"{portions[number]}," for number in new}
        marked = [f"{_mark('From', n, raw)},{text}{_mark('To', n, raw)}" for n, text in inside.items()]
        texts = _taken_apart(write(marked), len(portions))
        rests.extend(texts[0::2])
        written = [texts[2 * number + 1] for number in new]
        if not all(map(str.strip, written)):  # what is nothing may take a line end along
            raise _MarkIsMissing
        return written

    answers = recall_each([["portion", pandoc_identity(), options, portion] for portion in portions], write_new)
    if not rests:
        write_new(())
    return "".join(text for pair in zip_longest(rests, answers, fillvalue="") for text in pair)


def _mark(name: str, number: int, raw: str) -> str:
    return _encoded(pf.RawBlock(f"{_MARK}{name}{number}{_MARK}", format=raw))


def _taken_apart(output: str, count: int) -> list[str]:
    """Return what stands before, between and after the marks of some portions, which have lines of their own."""
    parts = _MARKED_LINE.split(output)
    if parts[1::2] != [f"{name}{number}" for number in range(count) for name in ("From", "To")]:
        raise _MarkIsMissing
    if any(_MARK in text for text in parts[0::2]):
        raise _MarkIsMissing
    return parts[0::2]


def _pieces(blocks: Sequence[Element]) -> list[_Piece]:
    """Cut a document into pieces. No portion is at its end, which a template may follow closely."""
    texts = [_encoded(block) for block in blocks]
    large = max(_LARGE, sum(map(len, texts)) // _MOST)
    last = max((number for number, block in enumerate(blocks) if _has_words(block)), default=0)
    pieces: list[_Piece] = []
    places = zip(texts[:last], blocks, blocks[1:], strict=False)
    for are_free, run in groupby(places, key=lambda place: _is_free(place[0], place[2])):
        if are_free:
            pieces += _portions([text for text, _, _ in run], large)
        else:
            pieces += [_reference_list(block) or _Piece(text) for text, block, _ in run]
    return [*pieces, *map(_Piece, texts[last:])]


def _has_words(block: Element) -> bool:
    """Whether something of a block is surely written."""
    if isinstance(block, pf.Div):
        return any(map(_has_words, block.content))
    return isinstance(block, pf.Para | pf.Plain) and any(
        isinstance(item, pf.Str) and item.text for item in block.content
    )


def _is_free(text: str, following: Element) -> bool:
    # A rule shares the empty line before it with what stands there, and would not with a mark.
    return not _HANGING.search(text) and not isinstance(following, pf.HorizontalRule)


def _portions(texts: Sequence[str], large: int) -> Iterator[_Piece]:
    """Yield neighbouring blocks that hang on nothing as portions; those that are small are none."""
    together: list[str] = []
    for text in texts:
        if together and sum(map(len, together)) + len(text) > large:
            yield _portion(",".join(together), large)
            together = []
        together.append(text)
    yield _portion(",".join(together), large)


def _portion(blocks: str, large: int) -> _Piece:
    return _Piece(blocks) if len(blocks) * _SMALL < large else _Piece(portions=(blocks,))


def _reference_list(block: Element) -> _Piece | None:
    """Return a reference list of which the entries are a portion; for the list itself a page has styles."""
    if not isinstance(block, pf.Div) or not has_class(block, _REFERENCES) or not block.content:
        return None
    entries = ",".join(map(_encoded, block.content))
    if _HANGING.search(entries):
        return None
    place = pf.Div(identifier=block.identifier, classes=block.classes, attributes=block.attributes)
    return _Piece(_encoded(place).removesuffix("]]}"), (entries,), "]]}")
