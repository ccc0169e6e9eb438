"""Reference ranges: narrower than any laboratory's, or far from published ones."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from epicrisis.case.model import Case, ReferenceRange
from epicrisis.checks.finding import Finding
from epicrisis.places import Place

# the upper limits of published ranges of lymphocytes are three to ten times the lower ones
LEAST_RATIO = 1.5
ADULT = 18
SOURCE = "Comans-Bitter et al., J Pediatr 1997; Jentsch-Ullrich et al., Clin Immunol 2005"


@dataclass(frozen=True)
class PublishedRange:
    """The span in which published limits of a population lie, in cells/µL."""

    pattern: re.Pattern[str]
    low: tuple[float, float]
    high: tuple[float, float]


@cache
def published_ranges() -> tuple[PublishedRange, ...]:
    """Return every population of `lymphocytes.toml`."""
    entries = tomllib.loads(files("epicrisis.checks").joinpath("lymphocytes.toml").read_text("utf-8"))[
        "population"
    ]
    return tuple(
        PublishedRange(re.compile(entry["pattern"], re.IGNORECASE), tuple(entry["low"]), tuple(entry["high"]))
        for entry in entries
    )


def check_ranges(case: Case) -> Iterable[Finding]:
    """Find reference ranges that are too narrow to be one, or far from what is published.

    Source: see `lymphocytes.toml`.
    """
    for row in case.reference_ranges:
        if row.low is None or row.high is None or row.low <= 0 or row.low > row.high:
            continue  # the bounds are checked elsewhere
        if row.high / row.low < LEAST_RATIO:
            limits = f"{row.printed['low']} to {row.printed['high']}"
            message = f"{limits} is too narrow for a reference range of {row.population}"
            fix = "A digit of one limit may be missing; look both up in the source"
            yield Finding("ranges.width", "warning", _place(case, row, "high"), message, fix, SOURCE)
        else:
            yield from _far_from_published(case, row, row.low, row.high)


def _far_from_published(case: Case, row: ReferenceRange, low: float, high: float) -> Iterable[Finding]:
    if _is_child(case):
        return  # the published ranges are those of adults
    known = next((entry for entry in published_ranges() if entry.pattern.search(row.population)), None)
    if known is None or row.unit not in ("cells/µL", "/µL"):
        return
    for column, limit, (least, most) in (("low", low, known.low), ("high", high, known.high)):
        if not least <= limit <= most:
            message = f"the {column} limit {row.printed[column]} of {row.population} is far from published ones"
            fix = f"Published are {least:g} to {most:g} {row.unit} in adults"
            yield Finding("ranges.published", "info", _place(case, row, column), message, fix, SOURCE)


def _is_child(case: Case) -> bool:
    ages = [row for row in case.facts if row.subject == "patient" and re.match(r"age\b", row.attribute)]
    return any(
        (row.unit and not row.unit.startswith("year")) or (row.value.isdigit() and int(row.value) < ADULT)
        for row in ages
    )


def _place(case: Case, row: ReferenceRange, column: str) -> Place:
    return Place(f"data/{case.id}/reference_ranges.csv", row=row.row, column=column)
