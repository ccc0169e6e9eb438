"""Conditional content: conditions that would hold never or always without anyone saying so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from epicrisis.checks.suggestion import suggestion
from epicrisis.manuscript.formats import FORMAT_NAMES
from epicrisis.manuscript.prose import attribute_blocks
from epicrisis.manuscript.source import Source
from epicrisis.places import Problem

_CONDITION = re.compile(r"(?:^|\s)((?:when|unless)-[\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s}]+))")
_KNOWN = frozenset({"when-format", "unless-format", "when-meta", "unless-meta"})
_MARKED = re.compile(r"\.content-(?:visible|hidden)(?![\w-])")


def condition_problems(source: Source, prose_text: str) -> Iterator[Problem]:
    """Yield a problem for every condition that cannot be judged or that would not be looked at.

    Args:
        source: The manuscript.
        prose_text: Its prose.
    """
    for offset, block in attribute_blocks(prose_text):
        found = [(name, next(filter(None, values), "")) for name, *values in _CONDITION.findall(block)]
        if not found:
            continue
        place = source.place_at(offset)
        if not _MARKED.search(block):
            yield Problem(
                place,
                f"{found[0][0]} is not looked at here",
                "Add .content-visible or .content-hidden to the braces",
            )
        for name, count in Counter(name for name, _ in found).items():
            if count > 1:
                yield Problem(place, f"{name} stands here twice", "Nest one condition in the other")
        for name, value in found:
            if name not in _KNOWN:
                advice = suggestion(name, _KNOWN, closeness=0.75) or "Use a format or front matter"
                yield Problem(place, f"the condition {name} is not supported", advice)
            elif name.endswith("-format") and value not in FORMAT_NAMES:
                yield Problem(place, f"{name} names the unknown format {value}", suggestion(value, FORMAT_NAMES))
