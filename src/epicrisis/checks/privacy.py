"""Privacy: what in data and text could tell who the patient is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from itertools import chain

from epicrisis.case.model import Case, Row
from epicrisis.case.recollection import remembered_text
from epicrisis.case.schema import TABLES
from epicrisis.checks.finding import Finding
from epicrisis.checks.identifiers import find_identifiers, lines_with_identifiers, privacy_knowledge
from epicrisis.manuscript.reading import ManuscriptText, Passage
from epicrisis.places import Place

SOURCE = "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)"
INDIRECT_SOURCE = "Hrynaszkiewicz et al., BMJ 2010;340:c181: three or more want an independent review"
FIX = "Take it out; days from Day 0, age in years and the country are enough"
OLDEST = 89
MOST_INDIRECT = 2
# tables that speak of other people's work, with their names and dates
_OF_OTHERS = ("literature", "coverage")
_OF_AUTHORS = re.compile(r"author|affiliation|acknowledg|contribut|reference|correspond", re.IGNORECASE)


def check_private_data(case: Case) -> Iterator[Finding]:
    """Find direct identifiers in the cells of a case, and an age over 89.

    Source: HIPAA Safe Harbor.
    """

    def found_in(table: str) -> str:
        rows = case.rows(table)
        kinds = lines_with_identifiers(chain.from_iterable(row.printed.values() for row in rows))
        if not kinds:
            return "[]"
        cells = ((number, *cell) for number, row in enumerate(rows) for cell in row.printed.items())
        return json.dumps(
            [[number, column, what] for number, column, cell in cells for what in kinds.get(cell, ())]
        )

    for table in (schema.name for schema in TABLES if schema.name not in _OF_OTHERS):
        found = remembered_text(case, f"identifiers in {table}", (table,), partial(found_in, table))
        for number, column, what in json.loads(found):
            yield _in_data(case, table, case.rows(table)[number], column, what)
    for fact in case.facts:
        is_age = fact.subject == "patient" and re.match(r"age\b", fact.attribute) and fact.unit.startswith("year")
        if is_age and fact.value.isdigit() and int(fact.value) > OLDEST:
            yield _in_data(case, "facts", fact, "value", "an age over 89")


def check_indirect_identifiers(case: Case) -> Iterator[Finding]:
    """Count the indirect identifiers of a real patient: three or more want an independent review.

    Source: Hrynaszkiewicz et al., BMJ 2010;340:c181.
    """
    if case.synthetic:
        return
    facts = [f"{fact.subject} {fact.attribute}" for fact in case.facts if fact.value]
    known = privacy_knowledge()["indirect"]
    found = [
        entry["what"] for entry in known if any(re.search(entry["facts"], text, re.IGNORECASE) for text in facts)
    ]
    if len(found) > MOST_INDIRECT:
        place = Place(f"data/{case.id}/facts.csv", column="attribute")
        message = f"the data hold {len(found)} indirect identifiers: {', '.join(found)}"
        fix = "Let somebody independent judge whether the patient can be recognized"
        yield Finding("privacy.indirect", "info", place, message, fix, INDIRECT_SOURCE)


def check_private_text(text: ManuscriptText, allowed: tuple[str, ...] = ()) -> Iterator[Finding]:
    """Find direct identifiers in the manuscript.

    Args:
        text: The manuscript.
        allowed: Words that its authors allow with a reason.

    Source: HIPAA Safe Harbor.
    """
    for passage in text.written:
        covered = [match.span() for words in allowed for match in re.finditer(re.escape(words), passage.text)]
        for start, end, what in find_identifiers(passage.text, with_persons=not is_of_authors(passage)):
            is_typed = passage.piece_at(start)[0].origin == "author" or "age" in what
            if is_typed and not any(first <= start and end <= last for first, last in covered):
                message = f"{what} stands in the text"
                yield Finding("privacy.text", "error", passage.place(start), message, FIX, SOURCE)


def is_of_authors(passage: Passage) -> bool:
    """Whether a passage speaks of the authors, whose names and addresses it may print."""
    return any(_OF_AUTHORS.search(title) for title in passage.section)


def _in_data(case: Case, table: str, row: Row, column: str, what: str) -> Finding:
    place = Place(f"data/{case.id}/{table}.csv", row=row.row, column=column)
    return Finding("privacy.data", "error", place, f"{what} stands in the data", FIX, SOURCE)
