"""CARE: which section of the manuscript holds which item of the checklist, and which items none does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from epicrisis.checks.finding import Finding, Severity
from epicrisis.manuscript.prose import heading_identifier, labels
from epicrisis.manuscript.reading import Kind, ManuscriptText, Passage
from epicrisis.places import Place

SOURCE = "CARE 2013, doi:10.7453/gahmj.2013.008"
_CASE_REPORT = re.compile(r"\bcase (?:report|study|series)\b", re.IGNORECASE)
# how the parts of a structured abstract are called; an abstract without such words is taken as a whole
_PARTS: Mapping[str, re.Pattern[str]] = {
    "3a": re.compile(r"^\W*(?:background|introduction|context|purpose|objectives?)\b", re.IGNORECASE),
    "3b": re.compile(r"^\W*(?:case|patient|presentation|clinical)\b", re.IGNORECASE),
    "3c": re.compile(r"^\W*(?:conclusions?|discussion|interpretation|lessons?)\b", re.IGNORECASE),
}


@dataclass(frozen=True)
class CareItem:
    """One item, or lettered part of an item, of the checklist.

    Args:
        number: `7`, or `8b`.
        name: Name of the item.
        asks: What it asks for.
    """

    number: str
    name: str
    asks: str

    @property
    def whole(self) -> str:
        """The number of the item that it is a part of."""
        return self.number.rstrip("abcd")


@dataclass(frozen=True)
class Section:
    """A part of the manuscript that can be pointed to.

    Args:
        title: Its heading.
        identifier: Its anchor in the page; empty at the top.
        path: Its heading and those around it, outermost first.
    """

    title: str
    identifier: str = ""
    path: tuple[str, ...] = ()


Answers = Mapping[str, tuple[Section, ...]]
"""The sections that hold an item, by the item's number."""


@cache
def care_items() -> tuple[CareItem, ...]:
    """Return every item of `care.toml`."""
    text = files("epicrisis.checks").joinpath("care.toml").read_text(encoding="utf-8")
    return tuple(CareItem(**entry) for entry in tomllib.loads(text)["item"])


def care_answers(text: ManuscriptText) -> Answers:
    """Return where each item of the checklist stands; an item that stands nowhere is not among them.

    Args:
        text: The manuscript.
    """
    found: dict[str, list[Section]] = {}
    for number, title in _front_matter(text):
        found.setdefault(number, []).append(Section(title))
    for passage in _marked(text):
        for item in care_items():
            if item.number in passage.care or item.whole in passage.care:
                found.setdefault(item.number, []).append(section_of(passage))
    return {number: tuple(sections) for number, sections in found.items()}


def section_of(heading: Passage) -> Section:
    """Return the section that a heading opens."""
    named = next((label.name for label in labels(heading.raw)), "")
    title = heading.section[-1]
    return Section(title, named or heading_identifier(title), heading.section)


def check_care(text: ManuscriptText) -> Iterator[Finding]:
    """Find items that no section holds, sections that hold nothing, and marks that name no item.

    Source: CARE 2013; Riley et al., J Clin Epidemiol 2017;89:218.
    """
    answers = care_answers(text)
    marked = _marked(text)
    by_themselves = {"1", "2", "3a", "3b", "3c"}
    missing = [item for item in care_items() if item.number not in answers]
    if not marked:
        missing = [item for item in missing if item.number in by_themselves]
        message = "no section says which items of the CARE checklist it holds"
        fix = 'Write the items behind the headings, such as ## Timeline {care="7"}'
        yield Finding("care.sections", "info", _manuscript(text), message, fix, SOURCE)
    yield from _missing(text, missing)
    known = {item.number for item in care_items()} | {item.whole for item in care_items()}
    for passage in marked:
        for number in passage.care:
            if number not in known:
                message = f"'{number}' is no item of the CARE checklist"
                fix = "The items are 1 to 13, some with letters, such as 8a"
                yield Finding("care.unknown", "warning", passage.place(), message, fix, SOURCE)
        if not any(_is_inside(other, passage) for other in text.passages):
            message = (
                f"the section '{passage.section[-1]}' holds CARE item {', '.join(passage.care)}, and is empty"
            )
            yield Finding("care.empty", "warning", passage.place(), message, "Write it, or say why not", SOURCE)


def _missing(text: ManuscriptText, missing: list[CareItem]) -> Iterator[Finding]:
    """Yield a finding for each missing item: one for a whole item, else one for each part."""
    numbers = {item.number for item in missing}
    told: set[str] = set()
    for item in missing:
        parts = {part.number for part in care_items() if part.whole == item.whole}
        is_whole = parts <= numbers
        number = item.whole if is_whole else item.number
        if number in told:
            continue
        told.add(number)
        severity: Severity = "warning" if is_whole else "info"
        asks = item.name if is_whole else f"{item.name}: {item.asks}"
        message = f"CARE item {number} stands nowhere ({asks})"
        fix = (
            f'Mark the section that holds it with care="{number}", or acknowledge {_rule(number)} with the reason'
        )
        yield Finding(_rule(number), severity, _manuscript(text), message, fix, SOURCE)


def _rule(number: str) -> str:
    return f"care.{number}"


def _front_matter(text: ManuscriptText) -> Iterator[tuple[str, str]]:
    """Yield the items that title, key words and abstract hold, with the name of the place."""
    titles = _texts(text, "title")
    if any(_CASE_REPORT.search(title) for title in titles):
        yield "1", "Title"
    if _texts(text, "keywords"):
        yield "2", "Key words"
    parts = _texts(text, "abstract")
    labelled = {number for number, label in _PARTS.items() if any(label.search(part) for part in parts)}
    if parts:
        yield from ((number, "Abstract") for number in _PARTS if number in labelled or not labelled)


def _texts(text: ManuscriptText, kind: Kind) -> list[str]:
    return [passage.text for passage in text.passages if passage.kind == kind and passage.text.strip()]


def _marked(text: ManuscriptText) -> list[Passage]:
    """Return the headings that name items themselves; other passages have the items of a heading above."""
    return [passage for passage in text.passages if passage.kind == "heading" and "care=" in passage.raw]


def _is_inside(passage: Passage, heading: Passage) -> bool:
    depth = len(heading.section)
    is_text = passage.kind != "heading" and bool(passage.text.strip())
    return is_text and passage.section[:depth] == heading.section


def _manuscript(text: ManuscriptText) -> Place:
    return Place(text.source.lines[0].path if text.source.lines else "")
