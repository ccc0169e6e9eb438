"""Pipe tables, read apart from the text around them: most of a manuscript's tables are made from the data.

Pandoc takes longer over a table of values, each with its link and source, than over pages of prose. What it makes
of a table is remembered, and a sentence that changes does not have the tables read again. A small table stands in
for each in the text, so that what a table depends on around it, such as its caption, finds a table there. Whatever
could be read otherwise apart than in its place stays in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from epicrisis.manuscript.pandoc import pandoc_identity
from epicrisis.tracing.memory import recall_each

Reading = tuple[str, str, bool]
"""The tree as JSON, what pandoc said, and whether it could read the text."""

_ROW = r"\|[^\n]*\|[ \t]*\n"
_TABLE = re.compile(rf"(?<=\n\n){_ROW}\|[-:| \t]+\|[ \t]*\n(?:{_ROW})+(?=\n|\Z)")
_MARK = "\ue002"  # of the private-use characters, as the stand-ins of shortcodes are
_SHORTCODE = "\ue000"
_CITATIONS_A_ROW = 16  # more would make a line so long that pandoc gives the table the width of the page
_HEAD = (
    f'[[["",[],[]],{{"t":"AlignDefault"}},1,1,[{{"t":"Plain","c":[{{"t":"Str","c":"{_MARK}NUMBER{_MARK}"}}]}}]]]'
)
_STAND_IN = (
    '[[{"t":"AlignDefault"},{"t":"ColWidthDefault"}]],'
    f'[["",[],[]],[[["",[],[]],{_HEAD}]]],[[["",[],[]],0,[],ROWS]],[["",[],[]],[]]'
)
"""What pandoc makes of a stand-in, after attributes and caption, which belong to the place."""
_IN_TREE = re.compile(re.escape(_STAND_IN).replace("NUMBER", r"(\d+)").replace("ROWS", "(.*?)"))
_COUNTED = re.compile(r'(?<="citationNoteNum":)\d+')
_HANGING = re.compile(r'"t":"(?:Cite|Note|Math|RawInline|Str","c":"(?:[^"\\]|\\.)*?[\[\]])')
_NUMBERED_LIST_OF_EXAMPLES = '"t":"Example"'  # a table can refer to it, as to nothing else without brackets


def read_tables_apart(text: str, read: Callable[[str], Reading]) -> Reading:
    """Read a text of which the tables may be remembered.

    Args:
        text: The manuscript with its front matter; shortcodes are stand-ins.
        read: Reads a text as a whole.

    Returns:
        What `read` returns for the text.
    """
    found = {match.start(): match[0] for match in _TABLE.finditer(text) if _SHORTCODE not in match[0]}
    trees = _trees([*found.values()], read) if _MARK not in text else []
    parts = {start: part for start, tree in zip(found, trees, strict=False) if tree and (part := _part(tree))}
    if not parts:
        return read(text)
    numbers = {start: number for number, start in enumerate(parts)}  # which stay as long as there are as many
    apart = [*parts.values()]
    output, messages, is_done = read(_TABLE.sub(lambda match: _stand_in(match, numbers, apart), text))
    whole = _filled(output, apart) if is_done else None
    return read(text) if whole is None else (whole, messages, is_done)


def _trees(tables: Sequence[str], read: Callable[[str], Reading]) -> list[str]:
    """Return what pandoc makes of each table apart, as JSON; an empty text where it has something to say."""
    keys = [["table", pandoc_identity(), table] for table in tables]
    return recall_each(keys, lambda new: _trees_now([tables[number] for number in new], read))


def _trees_now(tables: Sequence[str], read: Callable[[str], Reading]) -> list[str]:
    output, messages, is_done = read("\n" + "\n".join(tables))
    blocks = json.loads(output)["blocks"] if is_done and not messages else []
    is_sound = [block["t"] for block in blocks] == ["Table"] * len(tables)
    return [_dumped(block) for block in blocks] if is_sound else [""] * len(tables)


@lru_cache(maxsize=64)
def _part(tree: str) -> str:
    """Return a table from its columns on, its citations counted from 1; nothing if it hangs on the text around it.

    A formula may use a macro, and brackets that are still there may refer to something that is defined elsewhere.
    """
    _, _, columns, head, bodies, foot = json.loads(tree)["c"]
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    inlines = [inline for row in rows for cell in row[1] for block in cell[4] for inline in block["c"]]
    citations = [inline["c"][0] for inline in inlines if inline["t"] == "Cite"]
    text = _dumped([citations, *(inline for inline in inlines if inline["t"] != "Cite")])
    part = _dumped([columns, head, bodies, foot])[1:-1]
    counts = _counts(part)
    before = counts[0] - 1 if counts else 0
    is_counted = counts == [number + before for number in range(1, len(citations) + 1)]
    has_room = len(citations) <= _CITATIONS_A_ROW * (len(rows) - 1)
    return _counted_on(part, -before) if is_counted and has_room and not _HANGING.search(text) else ""


def _counts(part: str) -> list[int]:
    """Return the numbers that pandoc has given the citations of a part of a tree."""
    return sorted({int(number) for number in _COUNTED.findall(part)})


def _counted_on(part: str, more: int) -> str:
    return _COUNTED.sub(lambda number: str(int(number[0]) + more), part)


def _stand_in(match: re.Match[str], numbers: Mapping[int, int], apart: Sequence[str]) -> str:
    """Return a table with as many citations, because pandoc counts them, and lines, which it names to people."""
    if (number := numbers.get(match.start())) is None:
        return match[0]
    count = len(_counts(apart[number]))
    rows = [min(_CITATIONS_A_ROW, count - done) for done in range(0, count, _CITATIONS_A_ROW)] or [0]
    lines = [f"| {_MARK}{number}{_MARK} |", "| --- |", *(f"| {'@x ' * cited}|" for cited in rows)]
    return "\n".join(lines) + "\n" * (match[0].count("\n") - len(lines) + 1)


def _filled(tree: str, apart: Sequence[str]) -> str | None:
    """Return a tree with its tables; None if one of them did not stand in it as a table."""
    found: list[int] = []

    def fill(match: re.Match[str]) -> str:
        part, there = apart[int(match[1])], _counts(match[2])
        before = there[0] - 1 if there else 0
        if there == [number + before for number in _counts(part)]:
            found.append(int(match[1]))
        return _counted_on(part, before)

    filled = _IN_TREE.sub(fill, tree)
    is_whole = sorted(found) == [*range(len(apart))] and _MARK not in filled
    return filled if is_whole and _NUMBERED_LIST_OF_EXAMPLES not in filled else None


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
