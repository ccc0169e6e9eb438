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
from typing import Any

from epicrisis.manuscript.pandoc import pandoc_identity
from epicrisis.tracing.memory import recall_each

Reading = tuple[str, str, bool]
"""The tree as JSON, what pandoc said, and whether it could read the text."""

_ROW = r"\|[^\n]*\|[ \t]*\n"
_TABLE = re.compile(rf"(?<=\n\n){_ROW}\|[-:| \t]+\|[ \t]*\n(?:{_ROW})+(?=\n|\Z)")
_MARK = "\ue002"  # of the private-use characters, as the stand-ins of shortcodes are
_SHORTCODE = "\ue000"
_STAND_IN_ROWS = 3
_ROW_OF = '[["",[],[]],[[["",[],[]],{"t":"AlignDefault"},1,1,CONTENT]]]'
_NUMBERED = _ROW_OF.replace("CONTENT", f'[{{"t":"Plain","c":[{{"t":"Str","c":"{_MARK}NUMBER{_MARK}"}}]}}]')
_EMPTY = _ROW_OF.replace("CONTENT", "[]")
_STAND_IN = (
    '[[{"t":"AlignDefault"},{"t":"ColWidthDefault"}]],'
    f'[["",[],[]],[{_NUMBERED}]],[[["",[],[]],0,[],[{_EMPTY}]]],[["",[],[]],[]]'
)
"""What pandoc makes of a stand-in, after attributes and caption, which belong to the place."""
_IN_TREE = re.compile(re.escape(_STAND_IN).replace("NUMBER", r"(\d+)"))
_BRACKET = re.compile(r'"t":"Str","c":"(?:[^"\\]|\\.)*?[\[\]]')
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
    parsed = {} if _MARK in text else dict(zip(found, _parsed([*found.values()], read), strict=True))
    apart = {start: tree for start, tree in parsed.items() if tree}
    if not apart:
        return read(text)
    output, messages, is_done = read(_TABLE.sub(lambda match: _stand_in(match, apart), text))
    whole = _filled(output, apart) if is_done else None
    return read(text) if whole is None else (whole, messages, is_done)


def _parsed(tables: Sequence[str], read: Callable[[str], Reading]) -> list[str]:
    """Return each table from its columns on, as JSON; an empty text for one that has to be read in its place."""
    keys = [["table", pandoc_identity(), table] for table in tables]
    return recall_each(keys, lambda new: _parsed_now([tables[number] for number in new], read))


def _parsed_now(tables: Sequence[str], read: Callable[[str], Reading]) -> list[str]:
    output, messages, is_done = read("\n" + "\n".join(tables))
    blocks = json.loads(output)["blocks"] if is_done and not messages else []
    if [block["t"] for block in blocks] != ["Table"] * len(tables):
        return [""] * len(tables)
    return [_dumped(block["c"][2:])[1:-1] if _stands_alone(block) else "" for block in blocks]


def _stands_alone(table: Mapping[str, Any]) -> bool:
    """Whether nothing in a table hangs on the text around it.

    A citation counts those before it, a formula may use a macro, and brackets that are still there may be a
    reference to something that is defined elsewhere.
    """
    text = _dumped(table)
    kinds = ("Cite", "Note", "Math", "RawInline")
    return not any(f'"t":"{kind}"' in text for kind in kinds) and not _BRACKET.search(text)


def _stand_in(match: re.Match[str], apart: Mapping[int, str]) -> str:
    if match.start() not in apart:
        return match[0]
    # With the lines of the table, because pandoc names lines in what it says.
    padding = "\n" * (match[0].count("\n") - _STAND_IN_ROWS)
    return f"| {_MARK}{match.start()}{_MARK} |\n| --- |\n| |\n{padding}"


def _filled(tree: str, apart: Mapping[int, str]) -> str | None:
    """Return a tree with its tables; None if one of them did not stand in it as a table."""
    found = sorted(int(number) for number in _IN_TREE.findall(tree))
    filled = _IN_TREE.sub(lambda match: apart[int(match[1])], tree)
    is_whole = found == sorted(apart) and _MARK not in filled
    return filled if is_whole and _NUMBERED_LIST_OF_EXAMPLES not in filled else None


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
