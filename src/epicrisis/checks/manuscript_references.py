"""Cross-references and citations of a manuscript, and the labels that they name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from epicrisis.checks.suggestion import suggestion
from epicrisis.manuscript.config import Config
from epicrisis.manuscript.kinds import OTHER_KINDS, Kind, label_of
from epicrisis.manuscript.prose import Mention, attribute_blocks, headings, labels, links_within, references
from epicrisis.manuscript.source import GENERATED, Source
from epicrisis.places import Place, Problem

_EXAMPLE = re.compile(r"^[ \t]*\(@([\w-]+)\)[ \t]", re.MULTILINE)
_BRACKETS = re.compile(r"\[[^\[\]]*@[^\[\]]*\]")
_HTML_ANCHOR = re.compile(r'id="((?:datum|derived|claim)-[\w-]+)"')  # of the data appendix
_UNNUMBERED = re.compile(r"(?:^|\s)(?:\.unnumbered\b|-(?:\s|$))")
_CONDITION = re.compile(
    r"^(?P<fence>:{3,})\s*(?:\{(?P<attributes>[^}]*)\}|(?P<word>[\w.-]+))?\s*:*\s*$", re.MULTILINE
)


def label_problems(source: Source, prose_text: str) -> Iterator[Problem]:
    """Yield a problem for every label that is defined again.

    Two definitions under different conditions, one for HTML and one for the PDF, are one label each.

    Args:
        source: The manuscript.
        prose_text: Its prose.
    """
    seen: dict[tuple[str, str], Place] = {}
    everywhere: dict[str, Place] = {}
    found = list(labels(prose_text))
    uses = Counter(label.name for label in found)
    for label in found:
        if uses[label.name] == 1:
            continue  # to look for the condition around each of a thousand labels takes a second
        condition = _condition_at(prose_text, label.offset)
        place = source.place_at(label.offset)
        first = seen.get((label.name, condition)) or seen.get((label.name, ""))
        first = first or (everywhere.get(label.name) if not condition else None)
        if first:
            message = f"the label #{label.name} is defined again; the first is in {first}"
            yield Problem(place, message, "Give one of them another label")
        seen.setdefault((label.name, condition), place)
        everywhere.setdefault(label.name, place)


def reference_problems(
    source: Source, prose_text: str, config: Config, citation_keys: frozenset[str]
) -> Iterator[Problem]:
    """Yield a problem for every `@name` that names nothing, or a thing without a number.

    Args:
        source: The manuscript.
        prose_text: Its prose.
        config: Its settings, for the kinds of cross-reference and for section numbers.
        citation_keys: What its bibliographies define.
    """
    kinds = config.kinds()
    defined = {label.name for label in labels(prose_text)}
    unnumbered = _unnumbered(prose_text)
    has_numbers = all(config.options(name).get("number-sections") is True for name in ("html", "typst"))
    examples = set(_EXAMPLE.findall(prose_text))
    known_kinds = kinds.keys() | OTHER_KINDS
    for mention in references(prose_text):
        if mention.name in examples:
            continue  # a numbered example, and what refers to it
        place = source.place_at(mention.offset)
        label = label_of(mention.name, known_kinds)
        if label:
            yield from _crossref_problems(label, place, defined)
            if label.startswith("sec-") and (not has_numbers or label in unnumbered):
                advice = "Set number-sections: true and leave the section numbered, or name it in words"
                yield Problem(place, f"@{label} refers to a section without a number", advice)
        elif mention.name not in citation_keys:
            yield _unknown_key(mention, place, citation_keys | defined)
    yield from _mixed_brackets(source, prose_text, kinds)


def link_problems(source: Source, prose_text: str) -> Iterator[Problem]:
    """Yield a problem for every link to a place that the manuscript has not.

    Args:
        source: The manuscript.
        prose_text: Its prose.
    """
    defined = {label.name for label in labels(prose_text)} | {heading.name for heading in headings(prose_text)}
    defined |= set(_HTML_ANCHOR.findall(source.text))
    for link in links_within(prose_text):
        place = source.place_at(link.offset)
        if f"{GENERATED}/" in place.path:
            continue  # values of a generated table lead to the data appendix, and nowhere where there is none
        # A repeated heading gets a number; a reference and a note get theirs from pandoc.
        name = re.sub(r"-\d+$", "", link.name)
        if not {link.name, name} & defined and not link.name.startswith(("ref-", "fn")):
            advice = suggestion(link.name, defined, "#")
            yield Problem(place, f"the link to #{link.name} leads nowhere", advice)


def _crossref_problems(label: str, place: Place, defined: set[str]) -> Iterator[Problem]:
    kind = label.partition("-")[0]
    if kind in OTHER_KINDS:
        yield Problem(place, f"cross-references of the kind {kind} are not supported", "Name it in words")
    elif label not in defined:
        advice = suggestion(label, defined, "@") or f"Label it with {{#{label}}}"
        yield Problem(place, f"the cross-reference @{label} refers to nothing", advice)


def _unknown_key(mention: Mention, place: Place, known: frozenset[str]) -> Problem:
    advice = suggestion(mention.name, known, "@") or "Add it to the bibliography"
    return Problem(place, f"the citation @{mention.name} is not in the bibliography", advice)


def _mixed_brackets(source: Source, prose_text: str, kinds: Mapping[str, Kind]) -> Iterator[Problem]:
    known = kinds.keys() | OTHER_KINDS
    for match in _BRACKETS.finditer(prose_text):
        are_crossrefs = {bool(label_of(mention.name, known)) for mention in references(match[0])}
        if len(are_crossrefs) > 1:
            message = "one pair of brackets holds a cross-reference and a citation"
            yield Problem(source.place_at(match.start()), message, "Give each its own brackets")


def _unnumbered(prose_text: str) -> set[str]:
    names: set[str] = set()
    for _, block in attribute_blocks(prose_text):
        if _UNNUMBERED.search(block):
            names |= {label.name for label in labels(f"{{{block}}}")}
    return names


def _condition_at(prose_text: str, offset: int) -> str:
    """Return the conditions of the divs around an offset, as one text; empty outside of any."""
    open_divs: list[str] = []
    for match in _CONDITION.finditer(prose_text, 0, offset):
        attributes = match["attributes"] or match["word"]
        if attributes:
            open_divs.append(attributes)
        elif open_divs:
            open_divs.pop()
    return " ".join(div for div in open_divs if "content-visible" in div or "content-hidden" in div)
