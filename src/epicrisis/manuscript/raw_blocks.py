"""Large raw blocks, of which pandoc only hands on the text, and which it need not be given.

The data appendix of a report is two of them, longer than everything else together. A sign stands in for their
text: pandoc is quicker, and is given the same as long as nothing but data has changed. Whatever could be read
otherwise than it stands there stays in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from epicrisis.manuscript.pipe_tables import Reading

_LARGE = 2_000
_FENCED = re.compile(
    r"(?<=\n\n)(?P<open>(?P<fence>`{3,})\{=[a-z0-9]+\}\n)"
    r"(?P<text>(?![^\n]*```)\S[^\n]*\n(?:(?![^\n]*```)[^\n]*\n)*)(?P<close>(?P=fence)(?:\n|\Z))"
)
_MARK = "\ue004"  # of the private-use characters, as the stand-ins of shortcodes and tables are
_IN_TREE = re.compile(rf"{_MARK}(\d+){_MARK}((?:\\n)*){_MARK}")
_READ_OTHERWISE = re.compile(
    "[\t\r\ue000-\ue004]|\\s\n\\Z"  # what is changed, not kept, or counts on the text before it
    # what could end something around it
    r"|~~~|-->|\?>|\]\]>|</(?:script|style|pre|textarea)|\\end\{|(?:^|\n)(?:---|\.\.\.)"
)
_DECLARATION = re.compile(r"<(?:\?|!(?!--))")
"""What begins as a declaration ends with the next bracket of its kind, and that may be one of a block."""


def read_raw_blocks_apart(text: str, read: Callable[[str], Reading]) -> Reading:
    """Read a text without the large raw blocks in it, which are put into the tree as they are.

    Args:
        text: The manuscript with its front matter; shortcodes are stand-ins.
        read: Reads a text as a whole.

    Returns:
        What `read` returns for the text.
    """
    blocks: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        content = match["text"]
        if len(content) < _LARGE or _READ_OTHERWISE.search(content):
            return match[0]
        blocks.append(content[:-1])
        # As many lines, because pandoc names lines to people.
        lines = "\n" * content.count("\n", 0, -1)
        return f"{match['open']}{_MARK}{len(blocks) - 1}{_MARK}{lines}{_MARK}\n{match['close']}"

    shorter = _FENCED.sub(stand_in, text) if _MARK not in text else text
    if not blocks or _DECLARATION.search(shorter):
        return read(text)
    output, messages, is_done = read(shorter)
    whole = _filled(output, blocks) if is_done else None
    return read(text) if whole is None else (whole, messages, is_done)


def _filled(tree: str, blocks: list[str]) -> str | None:
    """Return a tree with its raw blocks; None if one of them is not there as a text that is kept."""
    found: list[int] = []

    def fill(match: re.Match[str]) -> str:
        number = int(match[1])
        if len(match[2]) // 2 == blocks[number].count("\n"):
            found.append(number)
        return json.dumps(blocks[number], ensure_ascii=False)[1:-1]

    filled = _IN_TREE.sub(fill, tree)
    return filled if found == [*range(len(blocks))] and _MARK not in filled else None
