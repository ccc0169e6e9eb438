"""The graft: its cells, the match of its donor, and how engraftment is defined."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from epicrisis.case.model import Case, Fact
from epicrisis.checks.finding import Finding
from epicrisis.checks.units import plain_unit, power_of_ten
from epicrisis.places import Place

# alleles compared: A, B, C, DRB1 (8), with DQB1 (10), with DPB1 (12); in cord blood often A, B, DRB1 (6)
ALLELES = (6, 8, 10, 12, 14)
MATCH_SOURCE = "EBMT Handbook 2024: a match is stated as n of m with the loci compared"
ENGRAFTMENT_SOURCE = (
    "EBMT Handbook 2024: first of three days with neutrophils of at least 0.5 × 10⁹/L, platelets 20 × 10⁹/L"
)
_LOCI = re.compile(
    r"\b(?:HLA-)?(?:A|B|C|DRB1|DQB1|DPB1)\b.*\b(?:DRB1|DQB1|DPB1)\b|high[- ]resolution|loci:", re.IGNORECASE
)
_MATCH_WORDS = re.compile(r"haploidentical|identical|syngeneic|autologous", re.IGNORECASE)
_CELLS_PER_KG = re.compile(r"(?:10[⁰¹²³⁴⁵⁶⁷⁸⁹]+ ?)?(?:(?:[\w+]+ )*cells)?/kg")
_ENGRAFTED = re.compile(r"engraft(?!ment syndrome)", re.IGNORECASE)
_CRITERION = re.compile(r"10⁹/L|10\^9/L|/[µuμ]L|/mm[³3]|\bG/L", re.IGNORECASE)


@dataclass(frozen=True)
class GraftKind:
    """What is known of grafts from one source of cells.

    Args:
        name: The source of the cells.
        pattern: How a fact names it.
        least_nucleated: Least nucleated cells per kilogram that are usually asked for.
        least_cd34: Least CD34+ cells per kilogram.
        most_cd34_share: Greatest percentage of CD34+ among the nucleated cells.
        source: Where the numbers are from.
    """

    name: str
    pattern: re.Pattern[str]
    least_nucleated: float
    least_cd34: float
    most_cd34_share: float
    source: str


@cache
def graft_kinds() -> tuple[GraftKind, ...]:
    """Return every kind of graft of `grafts.toml`."""
    entries = tomllib.loads(files("epicrisis.checks").joinpath("grafts.toml").read_text("utf-8"))["graft"]
    return tuple(
        GraftKind(**{**entry, "pattern": re.compile(entry["pattern"], re.IGNORECASE)}) for entry in entries
    )


def check_graft_cells(case: Case) -> Iterable[Finding]:
    """Find grafts with too few cells, and shares of CD34+ cells that such a graft does not have.

    Source: see `grafts.toml`.
    """
    kind = _kind(case)
    if kind is None:
        return
    nucleated, cd34 = _cells(case, r"nucleated cells"), _cells(case, r"CD34\+? cells")
    for fact, least, what in ((nucleated, kind.least_nucleated, "nucleated"), (cd34, kind.least_cd34, "CD34+")):
        if fact and (number := _number(fact)) is not None and number < least:
            message = (
                f"{fact.value} {what} cells/kg is less than the {least:.2g}/kg that is asked for in {kind.name}"
            )
            fix = "Look the exponent up in the source, or say why so few were accepted"
            yield Finding("graft.cells", "warning", _place(case, fact), message, fix, kind.source)
    if nucleated and cd34 and _number(nucleated) and (part := _number(cd34)) is not None:
        share = 100 * part / (_number(nucleated) or 1)
        if share > kind.most_cd34_share:
            message = (
                f"CD34+ cells are {share:.1f}% of the nucleated cells; "
                f"in {kind.name} at most about {kind.most_cd34_share:g}% is found"
            )
            fix = "One of the two doses has a wrong exponent or unit"
            yield Finding("graft.cd34_share", "warning", _place(case, cd34), message, fix, kind.source)


def check_hla_match(case: Case) -> Iterable[Finding]:
    """Find an HLA match that is no n of m, or whose loci are not stated.

    Source: EBMT Handbook 2024.
    """
    for fact in case.facts:
        if not re.match(r"HLA[- ]match", fact.attribute, re.IGNORECASE):
            continue
        match = re.match(r"(\d+)\s*(?:/|of|out of)\s*(\d+)\b", fact.value.strip())
        if not match and _MATCH_WORDS.search(fact.value):
            continue
        if not match or int(match[2]) not in ALLELES or int(match[1]) > int(match[2]):
            message = f"the HLA match '{fact.value}' is not n of {', '.join(map(str, ALLELES))} alleles"
            yield Finding(
                "graft.hla_match", "error", _place(case, fact), message, "Write it as 9/10", MATCH_SOURCE
            )
        elif not any(_LOCI.search(text) for row in case.facts for text in (row.attribute, row.value)):
            message = f"the loci behind the HLA match {fact.value} are not stated"
            fix = "Name the loci and the resolution of typing"
            yield Finding("graft.hla_loci", "info", _place(case, fact), message, fix, MATCH_SOURCE)


def check_engraftment_criteria(case: Case) -> Iterable[Finding]:
    """Find engraftment without the counts that define it.

    Source: EBMT Handbook 2024.
    """
    events = [row for row in case.events if _ENGRAFTED.search(row.label)]
    undefined = [row for row in events if not _CRITERION.search(row.detail)]
    stated = any(re.search(r"engraftment", row.attribute, re.IGNORECASE) for row in case.facts)
    if undefined and not stated:
        names = ", ".join(row.id for row in undefined)
        message = f"the counts that define engraftment are not stated: {names}"
        place = Place(f"data/{case.id}/events.csv", column="detail")
        fix = "State the threshold of neutrophils and platelets"
        yield Finding("graft.engraftment", "info", place, message, fix, ENGRAFTMENT_SOURCE)


def _kind(case: Case) -> GraftKind | None:
    texts = [row.value for row in case.facts if row.subject == "graft"]
    texts += [row.agent for row in case.treatments]
    return next((kind for text in texts for kind in graft_kinds() if kind.pattern.search(text)), None)


def _cells(case: Case, pattern: str) -> Fact | None:
    rows = [row for row in case.facts if row.subject == "graft" and _CELLS_PER_KG.fullmatch(plain_unit(row.unit))]
    return next((row for row in rows if re.search(pattern, row.attribute, re.IGNORECASE)), None)


def _number(fact: Fact) -> float | None:
    try:
        return float(fact.value) * power_of_ten(fact.unit)
    except ValueError:
        return None


def _place(case: Case, fact: Fact) -> Place:
    return Place(f"data/{case.id}/facts.csv", row=fact.row, column="value")
