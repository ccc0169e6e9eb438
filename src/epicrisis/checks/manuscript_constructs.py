"""Quarto's constructs that only one of the two engines knows: refused, so that both publish the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from epicrisis.manuscript.prose import attribute_blocks
from epicrisis.manuscript.source import Source
from epicrisis.places import Problem

_CLASSES = re.compile(
    r"^(?:panel-[\w-]+|column-(?!fragment)[\w-]+|columns?|aside|margin|landscape|fragment|incremental|hidden"
    r"|proof|solution|remark|cell(?:-[\w-]+)?|code-with-[\w-]+|theorem|lightbox|fig-cap|tbl-cap)$"
)
_CALLOUTS = frozenset({"callout-note", "callout-tip", "callout-warning", "callout-important", "callout-caution"})
_ATTRIBUTES = frozenset({"fig-cap", "fig-subcap", "tbl-cap", "tbl-subcap", "lst-cap", "fig-env", "lightbox"})
_CLASS = re.compile(r"(?:^|\s)\.([\w:-]+)")
_KEY = re.compile(r"(?:^|\s)([\w-]+)\s*=")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_EXECUTABLE = re.compile(
    r"^[ \t>]*(?:`{3,}|~{3,})\s*\{(?![=.#])\s*(?P<language>[\w-]+)[^}\n]*\}\s*$", re.MULTILINE
)


def construct_problems(source: Source, prose_text: str) -> Iterator[Problem]:
    """Yield a problem for every class, attribute or code cell that is not in the shared subset.

    Args:
        source: The manuscript.
        prose_text: Its prose.
    """
    for offset, block in attribute_blocks(prose_text):
        place = source.place_at(offset)
        bare = _QUOTED.sub("", block)
        for name in _CLASS.findall(bare):
            if _CLASSES.match(name) or (name.startswith("callout-") and name not in _CALLOUTS):
                yield Problem(
                    place, f"the construct .{name} is not supported", "Use plain Markdown, a figure or a table"
                )
        for name in _KEY.findall(bare):
            if name in _ATTRIBUTES:
                advice = "Write the caption as the image's own text or the last paragraph of the div"
                yield Problem(place, f"the attribute {name} is not supported", advice)
    for match in _EXECUTABLE.finditer(source.text):
        advice = "Put the code into a notebook and show its figure"
        yield Problem(source.place_at(match.start()), f"a {match['language']} cell would not be executed", advice)
