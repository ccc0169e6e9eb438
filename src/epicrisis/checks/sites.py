"""Sites of disease: sides of paired organs, and one word of response for one assessment."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from epicrisis.case.model import Case, Lesion
from epicrisis.checks.entities import sentences_on_the_patient
from epicrisis.checks.finding import Finding
from epicrisis.manuscript.reading import ManuscriptText
from epicrisis.places import Place

SOURCE = "Terminologia Anatomica 2019"
FEWEST_OF_A_LIST = 3
INVOLVED = ("involved", "smaller", "larger", "new")


@cache
def _organs() -> dict[str, list[str]]:
    return tomllib.loads(files("epicrisis.checks").joinpath("sites.toml").read_text("utf-8"))


def check_sides(case: Case) -> Iterable[Finding]:
    """Find a side on an organ that has none, involved paired organs without one, and a side that changes.

    Source: see `sites.toml`.
    """
    for row in case.lesions:
        if row.laterality and row.site in _organs()["unpaired"]:
            message = f"the {row.site} has no side, but is called {row.laterality}"
            fix = "Look the site and the side up in the source"
            yield Finding("sites.side", "error", _place(case, row, "laterality"), message, fix, SOURCE)
    sideless = [row for row in case.lesions if _is_paired(row) and not row.laterality and row.status in INVOLVED]
    if sideless:
        message = f"the side of a paired organ is not stated: {', '.join(row.id for row in sideless)}"
        place = Place(f"data/{case.id}/lesions.csv", column="laterality")
        yield Finding("sites.no_side", "info", place, message, "State the side, or both", SOURCE)
    yield from _changed_sides(case)


def _changed_sides(case: Case) -> Iterable[Finding]:
    seen: dict[str, str] = {}
    for row in case.lesions:
        if row.laterality in ("left", "right"):
            before = seen.setdefault(row.site, row.laterality)
            if before != row.laterality and before in ("left", "right"):
                message = f"the {row.site} is {row.laterality} here and {before} before"
                fix = "Look both up in the source, or name both sides"
                yield Finding("sites.side_changes", "warning", _place(case, row, "laterality"), message, fix)


def check_response_words(case: Case) -> Iterable[Finding]:
    """Find one response that is worded in several ways."""
    by_assessment: dict[tuple[str, str, str], list[Lesion]] = defaultdict(list)
    for row in case.lesions:
        by_assessment[row.event, row.site, row.modality].append(row)
    for rows in by_assessment.values():
        words = sorted({row.status for row in rows})
        if len(words) > 1:
            message = f"one assessment of the {rows[0].site} is called {' and '.join(words)}"
            yield Finding("sites.response", "warning", _place(case, rows[-1], "status"), message, "Use one word")
    for row in case.lesions:
        if "almost" in row.note and row.status in ("resolved", "complete resolution"):
            message = f"the response of {row.site} is '{row.status}', and the note says: {row.note}"
            fix = "One assessment has one word of response"
            yield Finding("sites.response", "info", _place(case, row, "status"), message, fix)


def check_site_lists(case: Case, text: ManuscriptText) -> Iterable[Finding]:
    """Find a sentence on the patient that lists most sites of an assessment and leaves some out."""
    events = dict.fromkeys(row.event for row in case.lesions)
    involved = [
        {row.site for row in case.lesions if row.event == event and row.status in INVOLVED} for event in events
    ]
    sets = [sites for sites in involved if len(sites) > FEWEST_OF_A_LIST]
    for passage, start, sentence in sentences_on_the_patient(text):
        words = sentence.lower()
        for sites in sets:
            missing = [site for site in sorted(sites) if site.lower() not in words]
            if missing and len(sites) - len(missing) >= FEWEST_OF_A_LIST:
                message = f"this list of sites leaves out {' and '.join(missing)}, which the same assessment found"
                place = passage.place(start)
                yield Finding("sites.list", "info", place, message, "List the same sites wherever they are listed")


def _is_paired(row: Lesion) -> bool:
    return row.site in _organs()["paired"]


def _place(case: Case, row: Lesion, column: str) -> Place:
    return Place(f"data/{case.id}/lesions.csv", row=row.row, column=column)
