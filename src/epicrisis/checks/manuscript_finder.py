"""Finds the line of something that a parser met; its tree holds no lines."""

from __future__ import annotations

from functools import cached_property

from epicrisis.manuscript.prose import blank
from epicrisis.manuscript.shortcodes import fill_stand_ins, find_shortcodes
from epicrisis.manuscript.source import Source
from epicrisis.places import Place


class Finder:
    """Goes through a manuscript, so that the second search for a text finds its second occurrence.

    Args:
        source: The manuscript.
        prose_text: Its prose.
        codes: The shortcodes that the stand-ins count, as written.
    """

    def __init__(self, source: Source, prose_text: str, codes: list[str]) -> None:
        self._source = source
        self._prose = prose_text
        self._codes = codes
        self._next: dict[str, int] = {}

    @cached_property
    def _without_codes(self) -> str:
        text = self._source.text
        for code in find_shortcodes(text):
            text = text[: code.offset] + blank(code.text) + text[code.offset + len(code.text) :]
        return text

    def place(self, needle: str, in_prose: bool = False) -> Place | None:
        """Return the place of the next occurrence of a text, or None if it stands nowhere as it is."""
        needle = fill_stand_ins(needle, self._codes).strip().split("\n")[0]
        text = self._prose if in_prose else self._source.text
        if needle in {"{{<", ">}}"}:
            text = self._without_codes  # a complete shortcode is none of those that are not
        start = _find(text, needle, self._next.get(needle, 0))
        start = _find(text, needle, 0) if start < 0 else start
        if start < 0:
            return None
        self._next[needle] = start + 1
        return self._source.place_at(start)

    def place_of_label(self, label: str) -> Place:
        """Return the place where a label is defined."""
        return self.place(f"#{label}", in_prose=True) or self._source.place_at(0)

    @property
    def start(self) -> Place:
        """Where the manuscript begins."""
        return self._source.place_at(0)


def _find(text: str, needle: str, start: int) -> int:
    """Return where a text stands without a backslash before it, or -1."""
    found = text.find(needle, start)
    while found > 0 and text[found - 1] == "\\":
        found = text.find(needle, found + 1)
    return found
