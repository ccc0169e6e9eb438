"""References: DOIs in form, nothing twice, nothing uncited, pages that run forward, nothing essential left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from epicrisis.case.model import Case
from epicrisis.checks.finding import Finding
from epicrisis.manuscript.reading import ManuscriptText
from epicrisis.manuscript.references import Reference

DOI_SOURCE = "DOI Handbook 2023, 2.2: 10., a prefix of digits, a slash, a suffix"
SOURCE = "ICMJE Recommendations 2024, IV.A.3.g; NLM Citing Medicine"
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>{}]+")
_PAGES = re.compile(r"(?P<before>[A-Za-z]*)(?P<first>\d+)\s*[-–—]+\s*(?P<prefix>[A-Za-z]*)(?P<last>\d+)")
# what a reader needs to find an article; a book has a publisher in place of a journal
ESSENTIAL = (("title",), ("author", "editor"), ("issued",), ("container-title", "publisher", "URL", "event-title"))
FIRST_YEAR = 1660  # of the oldest journal


def check_reference_fields(case: Case, text: ManuscriptText) -> Iterator[Finding]:
    """Find a DOI out of form, pages that run backwards, and entries without title, author, year or journal.

    Source: DOI Handbook 2023; ICMJE Recommendations 2024.
    """
    for entry in text.references:
        doi = entry.text("DOI")
        if doi and (not _DOI.fullmatch(doi) or doi[-1] in ".,;"):
            message = f"the DOI '{doi}' of {entry.key} is not of the form 10.1234/suffix"
            yield Finding("references.doi", "error", entry.place, message, "Look it up at doi.org", DOI_SOURCE)
        missing = [names[0] for names in ESSENTIAL if not any(entry.fields.get(name) for name in names)]
        if missing:
            message = f"{entry.key} has no {', no '.join(missing)}"
            fix = "Complete the entry"
            yield Finding("references.incomplete", "warning", entry.place, message, fix, SOURCE)
        if entry.year is not None and not FIRST_YEAR <= entry.year <= case.created.year + 1:
            message = f"{entry.key} is of the year {entry.year}"
            yield Finding("references.year", "warning", entry.place, message, "Look it up", SOURCE)
        yield from _pages(entry)


def _pages(entry: Reference) -> Iterator[Finding]:
    match = _PAGES.fullmatch(entry.text("page").strip())
    if match is None:
        return
    first, last = match["first"], match["last"]
    if match["before"] == "S" and not match["prefix"] and len(first) == len(last) == len("2090"):
        return  # an article's PII, which begins with the ISSN of its journal
    # 917-25 stands for 917-925
    whole = last if len(last) >= len(first) else first[: len(first) - len(last)] + last
    if int(whole) < int(first):
        message = f"the pages {entry.text('page')} of {entry.key} run backwards"
        yield Finding("references.pages", "warning", entry.place, message, "Look them up", SOURCE)


def check_duplicate_references(text: ManuscriptText) -> Iterator[Finding]:
    """Find one report under two keys: the same DOI, or the same title of the same year."""
    seen: dict[str, str] = {}
    for entry in text.references:
        title = re.sub(r"\W+", " ", unicodedata.normalize("NFKD", entry.text("title")).lower()).strip()
        marks = [entry.text("DOI").lower(), f"{title} {entry.year}" if title else ""]
        before = next((seen[mark] for mark in marks if mark and mark in seen), None)
        if before:
            message = f"{entry.key} is the same report as {before}"
            yield Finding("references.duplicate", "warning", entry.place, message, "Keep one of them", SOURCE)
        for mark in filter(None, marks):
            seen.setdefault(mark, entry.key)


def check_uncited_references(text: ManuscriptText) -> Iterator[Finding]:
    """Find entries that no manuscript of the project cites."""
    for entry in text.references:
        if entry.key not in text.cited:
            message = f"{entry.key} is cited nowhere"
            yield Finding("references.uncited", "info", entry.place, message, "Cite it or remove it", SOURCE)
