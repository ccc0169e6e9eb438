"""Leftovers: markup that came through, and notes to oneself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from epicrisis.checks.finding import Finding
from epicrisis.manuscript.reading import ManuscriptText

MARKUP = re.compile(r"\[@|\{\{<|>\}\}|:::|&(?:nbsp|amp|lt|gt|quot|#\d+);|</?(?:b|i|sup|sub|br|p|span|div)\s*/?>")
_BOLD = re.compile(r"\*\*(?<![\\*]\*\*)(?!\*)")
NOTES = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBC|XXX+)\b|\?\?\?|\b(?:citation|reference)s? needed\b|\blorem ipsum\b"
    r"|Error! (?:Reference|Bookmark)|\binsert (?:figure|table|reference|citation|text) here\b",
    re.IGNORECASE,
)


def check_leftovers(text: ManuscriptText) -> Iterator[Finding]:
    """Find marks of Markdown or HTML that a reader would see, and notes that were never meant for one."""
    for passage in text.written:
        if len(_BOLD.findall(passage.raw)) % 2:
            message = "a pair of asterisks is opened and never closed"
            yield Finding("text.markup", "warning", passage.place(), message, "Close it, or write \\*")
        if _never_opened(passage.raw):
            message = "a span or link is closed and never opened"
            yield Finding("text.markup", "warning", passage.place(), message, "Write [ where it begins")
        for match in MARKUP.finditer(passage.text):
            if passage.piece_at(match.start())[0].origin == "author":
                message = f"the text shows the markup “{match[0]}”"
                fix = "Close it, or write it with a backslash if it is meant"
                yield Finding("text.markup", "warning", passage.place(match.start()), message, fix)
        for match in NOTES.finditer(passage.text):
            message = f"“{match[0]}” is a note to the author"
            yield Finding("text.note", "warning", passage.place(match.start()), message, "Settle it")


def _never_opened(raw: str) -> bool:
    depth = 0
    for match in re.finditer(r"\\.|\[|\](?P<closes>[({])?", raw):
        depth += {"[": 1, "]": -1}.get(match[0][0], 0)
        if depth < 0 and match["closes"]:
            return True
        depth = max(depth, 0)
    return False
