"""Abbreviations: each explained once and one way, none misspelt."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

from epicrisis.checks.finding import Finding
from epicrisis.checks.genes import gene_symbols
from epicrisis.checks.privacy import is_of_authors
from epicrisis.manuscript.abbreviations import TOKEN, Explanation, explanations, is_near, normal_form
from epicrisis.manuscript.reading import ManuscriptText, Passage

SOURCE = "ICMJE Recommendations 2024, IV.A.3.k: spell out an abbreviation at its first use"
# the abstract is read alone, so each explains its own; a caption may repeat what the text has explained
SCOPES = {"abstract": "abstract", "paragraph": "text"}
Hit = tuple[Passage, int, str]
_ITALIC = re.compile(r"(?<![*_\w])[*_]([^*_\s][^*_]*)[*_](?![*_\w])")
# what these follow is a name: the VIALE-A trial, the HCT-CI score
_OF_STUDY = re.compile(r"[ -](?:trials?|study|studies|protocol|regimen|score|index|criteria|consortium|group)\b")
_PROPER_NAME = re.compile(r"(?:[A-Z][a-z]+){2,}")  # HeBei, McDonald


@cache
def known_abbreviations() -> frozenset[str]:
    """Return what needs no explanation in a haematological journal; see `abbreviations.toml`."""
    text = files("epicrisis.checks").joinpath("abbreviations.toml").read_text(encoding="utf-8")
    genes = {name for symbol, aliases in gene_symbols().items() for name in (symbol, *aliases)}
    return frozenset(name for group in tomllib.loads(text)["group"] for name in group["names"]) | genes


def check_abbreviations(text: ManuscriptText) -> Iterator[Finding]:
    """Find abbreviations that are not explained, explained late, twice or in two ways, and misspelt ones.

    Source: ICMJE Recommendations 2024, IV.A.3.k.
    """
    kinds = ("abstract", "paragraph", "caption")
    # the initials of authors are no abbreviations
    passages = [passage for passage in text.written if passage.kind in kinds and not is_of_authors(passage)]
    explained = [
        (passage, replace(found, short=_singular(found.short)))
        for passage in passages
        for found in explanations(passage.text)
    ]
    shorts = {found.short for _, found in explained}
    used = [hit for passage in passages for hit in _used(passage)]
    names = {_singular(hit[2]) for hit in used}
    accepted = shorts | {name for name in names if _is_known(name, shorts)}
    seen: set[str] = set()
    for hit in used:
        name = _singular(hit[2])
        if name not in seen | accepted:
            seen.add(name)
            yield _unexplained(hit, name, accepted)
    yield from _two_ways(explained)
    explained = [(passage, found) for passage, found in explained if not _is_list(passage)]
    for kind, scope in SCOPES.items():
        inside = [(passage, found) for passage, found in explained if passage.kind == kind]
        yield from _twice(inside, scope)
        yield from _late(inside, [hit for hit in used if hit[0].kind == kind], scope)


def _used(passage: Passage) -> Iterator[Hit]:
    """Yield every abbreviation that an author typed; those of values are the data's."""
    genes = {name for words in _ITALIC.findall(passage.raw) for name in TOKEN.findall(words)}
    for match in TOKEN.finditer(passage.text):
        piece, _ = passage.piece_at(match.start())
        is_name = match[0] in genes or _OF_STUDY.match(passage.text, match.end())
        if piece.origin == "author" and not is_name:
            yield passage, match.start(), match[0]


def _is_list(passage: Passage) -> bool:
    """Whether a passage belongs to a list of abbreviations, which may stand at the end and repeat the text."""
    return any("abbreviation" in title.lower() for title in passage.section)


def _singular(name: str) -> str:
    return name[:-1] if len(name) > 2 and name.endswith("s") and name[-2].isupper() else name


def _is_known(name: str, explained: set[str]) -> bool:
    """Return whether a name needs no explanation: listed, numbered, a proper name, or made of such."""
    known = known_abbreviations() | explained
    if name in known or any(letter.isdigit() for letter in name) or _PROPER_NAME.fullmatch(name):
        return True
    parts = name.split("-")
    return len(parts) > 1 and all(part in known or len(part) == 1 or part.islower() for part in parts)


def _unexplained(hit: Hit, name: str, accepted: set[str]) -> Finding:
    passage, start, _ = hit
    form = normal_form(name)
    known = sorted(accepted | known_abbreviations())
    meant = next((short for short in known if normal_form(short) == form), None)
    meant = meant or next((short for short in known if is_near(form, normal_form(short))), None)
    if meant:
        message = f"'{name}' looks like '{meant}', written differently"
        return Finding("text.near_miss", "warning", passage.place(start), message, "Write one form throughout")
    message = f"the abbreviation '{name}' is not explained"
    fix = f"Write it out at its first use: words ({name})"
    return Finding("text.abbreviation", "warning", passage.place(start), message, fix, SOURCE)


def _two_ways(explained: list[tuple[Passage, Explanation]]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for passage, found in explained:
        words = _plain(found.words)
        before = first.setdefault(found.short, words)
        if before != words:
            message = f"'{found.short}' stands for “{found.words}” here and for “{before}” before"
            place = passage.place(found.start)
            yield Finding("text.abbreviation", "warning", place, message, "Use the same words", SOURCE)


def _twice(explained: list[tuple[Passage, Explanation]], scope: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for passage, found in explained:
        if found.short in seen:
            message = f"'{found.short}' is explained a second time in the {scope}"
            fix = "Explain it once, at its first use"
            yield Finding("text.abbreviation", "info", passage.place(found.start), message, fix, SOURCE)
        seen.add(found.short)


def _late(explained: list[tuple[Passage, Explanation]], used: list[Hit], scope: str) -> Iterator[Finding]:
    offsets = {found.short: passage.offset(found.start) for passage, found in reversed(explained)}
    told: set[str] = set()
    for passage, start, written in used:
        name = _singular(written)
        if name in offsets and name not in told and passage.offset(start) < offsets[name]:
            told.add(name)
            message = f"'{name}' is used before the {scope} explains it"
            yield Finding("text.abbreviation", "info", passage.place(start), message, "Explain it here", SOURCE)


def _plain(words: str) -> str:
    return words.lower().replace("-", " ").removesuffix("s")
