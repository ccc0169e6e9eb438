"""Doses: the wrong basis, a wrong digit, a missing dose, a total that could be a dose."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from epicrisis.case.model import Case, Treatment
from epicrisis.checks.finding import Finding
from epicrisis.checks.units import plain_unit, power_of_ten
from epicrisis.places import Place

CARE_9B = "CARE 2013, item 9b: dosage, strength and duration of the intervention"
BASES = {"m2": "/m²", "kg": "/kg", "flat": ""}
# how many of the base unit of its kind one is: milligrams, or international units
AMOUNTS = {"µg": 1e-3, "mg": 1.0, "g": 1e3} | {"IU": 1.0, "U": 1.0, "million IU": 1e6, "MIU": 1e6}
_UNIT = re.compile(
    r"(?P<amount>µg|mg|g|million IU|MIU|IU|U|[cm]?Gy|[MG]Bq|mL|mmol|(?:10[⁰¹²³⁴⁵⁶⁷⁸⁹]+ ?)?(?:(?:[\w+]+ )*cells)?)"
    r"(?P<basis>/m²|/kg)?(?: body weight| BW)?(?:/(?:day|d|week|wk|dose|cycle|hour|h|min))?"
    r"(?: (?:(?:once|twice|three times) )?(?:daily|weekly|a day|a week))?",
    re.IGNORECASE,
)
# least and greatest body surface in square metres, and weight in kilograms
BODIES = {"m2": (0.3, 2.6), "kg": (3.0, 150.0)}
_SEVERAL = re.compile(r"\b(?:[2-9]|two|three|four|five)\b(?:\s+\w+)?\s+(?:days|infusions|doses)")


@dataclass(frozen=True)
class Range:
    """A usual range on one basis."""

    basis: str
    low: float
    high: float


@dataclass(frozen=True)
class Drug:
    """How much of a drug one gives.

    Args:
        names: Its names; the first is the usual one.
        unit: The unit of the ranges, without the basis.
        ranges: One for each basis on which it is dosed.
        source: Where the ranges are from.
    """

    names: tuple[str, ...]
    unit: str
    ranges: tuple[Range, ...]
    source: str

    def fits(self, amount: float, unit: str, basis: str) -> bool:
        """Whether an amount on a basis is in its usual range."""
        scaled = amount * AMOUNTS[unit] / AMOUNTS[self.unit]
        own = [known for known in self.ranges if known.basis == basis]
        return any(known.low <= scaled <= known.high for known in own or self._converted(basis))

    def _converted(self, basis: str) -> Iterator[Range]:
        """Yield what flat doses come to on a basis, or doses on a basis to flat ones, for any size of patient."""
        for known in self.ranges:
            if basis == "flat":
                small, large = BODIES[known.basis]
                yield Range(basis, known.low * small, known.high * large)
            elif known.basis == "flat":
                small, large = BODIES[basis]
                yield Range(basis, known.low / large, known.high / small)

    @property
    def usual(self) -> str:
        """The usual doses, for advice."""
        return ", ".join(
            f"{known.low:g} to {known.high:g} {self.unit}{BASES[known.basis]}" for known in self.ranges
        )


@dataclass(frozen=True)
class CellProduct:
    """How many cells of a product one gives, per kilogram; of a product with a unit, only cells of that kind."""

    pattern: re.Pattern[str]
    low: float
    high: float
    source: str
    unit: str = ""


@cache
def _knowledge() -> dict[str, Any]:
    return tomllib.loads(files("epicrisis.checks").joinpath("doses.toml").read_text("utf-8"))


@cache
def drugs() -> tuple[Drug, ...]:
    """Return every drug of `doses.toml`."""
    return tuple(
        Drug(
            tuple(entry["names"]),
            entry["unit"],
            tuple(Range(**known) for known in entry["ranges"]),
            entry["source"],
        )
        for entry in _knowledge()["drug"]
    )


@cache
def cell_products() -> tuple[CellProduct, ...]:
    """Return every cell product of `doses.toml`."""
    return tuple(
        CellProduct(**{**entry, "pattern": re.compile(entry["pattern"], re.IGNORECASE)})
        for entry in _knowledge()["cells"]
    )


def check_doses(case: Case) -> Iterable[Finding]:
    """Find doses outside of what is usual for the drug, and on a basis on which it is not dosed.

    Source: see `doses.toml`.
    """
    for row in case.treatments:
        if row.dose is not None and row.dose_unit:
            yield from _dose_findings(case, row, row.dose)


def _dose_findings(case: Case, row: Treatment, dose: float) -> Iterable[Finding]:
    place = Place(f"data/{case.id}/treatments.csv", row=row.row, column="dose_unit")
    unit = _UNIT.fullmatch(plain_unit(row.dose_unit))
    if unit is None:
        fix = "Write it like mg, mg/m², µg/kg/day, IU/m² or cells/kg"
        yield Finding("doses.unit", "warning", place, f"the unit '{row.dose_unit}' is not one of doses", fix)
        return
    basis = {"/m²": "m2", "/kg": "kg", "": "flat"}[(unit["basis"] or "").lower()]
    printed = f"{row.printed['dose']} {row.dose_unit}"
    if unit["amount"].endswith("cells") or power_of_ten(row.dose_unit) > 1:
        yield from _cell_findings(
            place, row, dose * power_of_ten(row.dose_unit) if basis == "kg" else None, printed
        )
    elif (drug := _drug(row.agent)) and unit["amount"] in AMOUNTS and not drug.fits(dose, unit["amount"], basis):
        known = {one.basis for one in drug.ranges} - {basis}
        others = [other for other in BASES if other in known and drug.fits(dose, unit["amount"], other)]
        plausible = f"{row.printed['dose']} {unit['amount']}{BASES[others[0]]} would be usual. " if others else ""
        message = f"{printed} of {row.agent} is not a usual dose"
        fix = f"{plausible}Usual: {drug.usual}. Look the dose up in the source"
        yield Finding("doses.range", "error", place, message, fix, drug.source)


def _cell_findings(place: Place, row: Treatment, dose: float | None, printed: str) -> Iterable[Finding]:
    product = next((known for known in cell_products() if known.pattern.search(row.agent)), None)
    if product and product.unit not in row.dose_unit:
        product = None
    if product and dose is not None and not product.low <= dose <= product.high:
        message = f"{printed} of {row.agent} is not a usual dose"
        fix = f"Usual: {product.low:g} to {product.high:g} cells/kg. Look the exponent up in the source"
        yield Finding("doses.range", "error", place, message, fix, product.source)
    if "total" in row.schedule.lower() and _SEVERAL.search(row.schedule):
        message = f"{printed} of {row.agent} is a total over several infusions; what each held is not stated"
        fix = "State the cells of each infusion"
        place_of_schedule = Place(place.path, row=place.row, column="schedule")
        yield Finding("doses.split", "info", place_of_schedule, message, fix, CARE_9B)


def _drug(agent: str) -> Drug | None:
    name = agent.strip().lower()
    return next((drug for drug in drugs() if name in (known.lower() for known in drug.names)), None)


def check_missing_doses(case: Case) -> Iterable[Finding]:
    """Find treatments without a dose or without a schedule: one finding for each column.

    Source: CARE 2013, item 9b.
    """
    has_graft_dose = any(row.subject == "graft" and "cells/kg" in row.unit for row in case.facts)
    treatments = [row for row in case.treatments if row.route != "topical"]
    undosed = [row for row in treatments if row.dose is None and not (has_graft_dose and _is_graft(row))]
    yield from _missing(case, undosed, "dose")
    yield from _missing(case, [row for row in undosed if not row.schedule], "schedule")


def _is_graft(row: Treatment) -> bool:
    return bool(re.search(r"cord blood|stem cells|bone marrow", row.agent, re.IGNORECASE))


def _missing(case: Case, rows: Sequence[Treatment], column: str) -> Iterable[Finding]:
    if rows:
        count = f"{len(rows)} treatment{'s have' if len(rows) > 1 else ' has'} no {column}"
        message = f"{count}: {', '.join(row.id for row in rows)}"
        place = Place(f"data/{case.id}/treatments.csv", column=column)
        yield Finding("doses.missing", "warning", place, message, "State it, or why it is not known", CARE_9B)
