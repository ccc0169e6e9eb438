"""Numbers that an author typed by hand: no datum, claim, citation or reason stands behind them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from epicrisis.checks.finding import Finding
from epicrisis.claims.book import AllowedNumber
from epicrisis.manuscript.reading import ManuscriptText, Passage

_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?"
    "|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|once|twice|thrice|half|halves"
)
NUMBER = re.compile(rf"\d+(?:[.,\u2009]\d+)*|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\b(?:{_WORDS})\b", re.IGNORECASE)


def check_unbound_numbers(
    allowed: Sequence[AllowedNumber], text: ManuscriptText, is_bound: bool
) -> Iterator[Finding]:
    """Find numbers in the prose that are neither a value, part of a claim, a reference nor allowed with a reason.

    Args:
        allowed: What the authors of the case allow.
        text: The manuscript.
        is_bound: Whether the case has a book of claims; without one nothing is bound, and that is one finding.
    """
    found = [hit for passage in text.written for hit in _unbound(passage, allowed)]
    if found and not is_bound:
        passage, match = found[0]
        numbers = "number" if len(found) == 1 else "numbers"
        message = f"{len(found)} {numbers} of the text typed by hand, at first “{match}”"
        fix = "Print them from the data with {{< var … >}}, or bind and allow them in a file of claims"
        yield Finding("numbers.unbound", "warning", passage[0].place(passage[1]), message, fix)
        return
    for (passage_of_hit, start), words in found:
        message = f"the number “{words}” is typed by hand"
        fix = "Print it with {{< var … >}}, make it part of a claim, or allow it with a reason"
        yield Finding("numbers.unbound", "error", passage_of_hit.place(start), message, fix)
    everything = "\n".join(passage.text for passage in text.written)
    for entry in allowed:
        if entry.text not in everything:
            message = f"the allowed words “{entry.text}” are not in the manuscript"
            yield Finding("numbers.allowed", "error", entry.place, message, "Remove the entry")


def _unbound(passage: Passage, allowed: Sequence[AllowedNumber]) -> Iterator[tuple[tuple[Passage, int], str]]:
    typed = [match for match in NUMBER.finditer(passage.text) if _is_typed(passage, match.start())]
    if not typed:
        return  # as in most passages, which need not be searched for the rest
    covered = [match.span() for pattern in _patterns() for match in pattern.finditer(passage.text)]
    for entry in allowed:
        covered += [match.span() for match in re.finditer(re.escape(entry.text), passage.text)]
    for match in typed:
        if not any(start <= match.start() and match.end() <= end for start, end in covered):
            yield (passage, match.start()), match[0]


def _is_typed(passage: Passage, offset: int) -> bool:
    piece, _ = passage.piece_at(offset)
    return piece.origin == "author" and not piece.claim


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    text = files("epicrisis.checks").joinpath("number_words.toml").read_text(encoding="utf-8")
    return tuple(re.compile(entry["regex"]) for entry in tomllib.loads(text)["pattern"])
