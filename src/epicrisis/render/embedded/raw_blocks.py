"""Long raw blocks, which pandoc only carries from a tree into its output: a short line goes in their place.

The data appendix is half of what a report says, and stands in the tree for each format. To hand it over as JSON
takes more time than to write all that has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import panflute as pf

from epicrisis.digests import digest_bytes
from epicrisis.render.embedded.elements import Element

_MARK = "\ue005"  # of the private-use characters, as the stand-ins of shortcodes and tables are
_STAND_IN = re.compile(rf"(?<![^\n]){_MARK}([0-9a-f]+){_MARK}(?=\n)")
_LONG = 2_000
_FORMATS = ("html", "typst")  # each is nothing to the other; HTML may make a formula of TeX


@dataclass(frozen=True)
class Lifted:
    """Raw blocks that were taken out of a tree.

    Args:
        texts: Their texts, by the names that stand for them.
    """

    texts: Mapping[str, str]

    def filled(self, output: str) -> str | None:
        """Return what pandoc has written with the texts back in their lines, or None if one is not there once."""
        names = _STAND_IN.findall(output)
        if sorted(names) != sorted(self.texts) or output.count(_MARK) != 2 * len(names):
            return None
        return _STAND_IN.sub(lambda match: self.texts[match[1]], output)


def raw_format(writer: str) -> str:
    """Return the format of the raw blocks that a writer of HTML or Typst writes as they are."""
    return "typst" if writer.startswith("typst") else "html"


@contextmanager
def lifted_out(blocks: Iterable[Element], form: str) -> Iterator[Lifted]:
    """Take long raw blocks of a tree out of it for a while.

    Args:
        blocks: The blocks of the tree; those in lists and quotes, which may be indented, are left.
        form: The format that is written; blocks of another are not written, and only emptied.
    """
    found = [
        (block, block.text)
        for block in _raw_blocks(blocks)
        if len(block.text) > _LONG and block.format in _FORMATS and _MARK not in block.text
    ]
    texts: dict[str, str] = {}
    for block, text in found:
        inner = text.strip("\n")
        name = digest_bytes(inner.encode())
        before, _, after = text.partition(inner)
        if block.format == form:
            texts[name] = inner
        block.text = f"{before}{_MARK}{name}{_MARK}{after}" if block.format == form else ""
    try:
        yield Lifted(texts)
    finally:
        for block, text in found:
            block.text = text


def _raw_blocks(blocks: Iterable[Element]) -> Iterator[Element]:
    for block in blocks:
        if isinstance(block, pf.RawBlock):
            yield block
        elif isinstance(block, pf.Div):
            yield from _raw_blocks(block.content)
