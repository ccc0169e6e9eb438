"""Measured values that no living patient has, with the unit that would make them plausible."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from epicrisis.case.model import Case, Fact
from epicrisis.checks.finding import Finding
from epicrisis.checks.units import plain_unit
from epicrisis.places import Place


@dataclass(frozen=True)
class Analyte:
    """What is known of one measured quantity.

    Args:
        name: Its name.
        pattern: What the attribute of a fact about it reads like.
        low: The least value of a living patient.
        high: The greatest.
        units: What one of each unit is in the unit of the limits.
        source: Where the limits are from.
        is_share: Whether it is a share, so that in another unit it is a count, of which nothing is known.
    """

    name: str
    pattern: re.Pattern[str]
    low: float
    high: float
    units: Mapping[str, float]
    source: str
    is_share: bool = False

    def is_plausible(self, value: float, unit: str) -> bool:
        """Whether a living patient can have a value in one of the known units."""
        return self.low <= value * self.units[unit] <= self.high


@cache
def _knowledge() -> dict[str, Any]:
    return tomllib.loads(files("epicrisis.checks").joinpath("analytes.toml").read_text("utf-8"))


@cache
def _other() -> re.Pattern[str]:
    """What speaks of something else than a measured value."""
    return re.compile(_knowledge()["other"]["pattern"], re.IGNORECASE)


@cache
def analytes() -> tuple[Analyte, ...]:
    """Return every analyte of `analytes.toml`."""
    entries = _knowledge()["analyte"]
    return tuple(
        Analyte(
            **{
                **entry,
                "pattern": re.compile(entry["pattern"], re.IGNORECASE),
                "units": {plain_unit(unit): factor for unit, factor in entry["units"].items()},
            }
        )
        for entry in entries
    )


def check_analytes(case: Case) -> Iterable[Finding]:
    """Find values outside of what a living patient can have, and units that an analyte is not measured in.

    Source: see `analytes.toml`.
    """
    for row in case.facts:
        analyte = next((known for known in analytes() if known.pattern.search(row.attribute)), None)
        value = _number(row.value)
        if analyte and value is not None and not _other().search(row.attribute):
            yield from _findings(case, row, analyte, value)


def _findings(case: Case, row: Fact, analyte: Analyte, value: float) -> Iterable[Finding]:
    place = Place(f"data/{case.id}/facts.csv", row=row.row, column="unit")
    known = ", ".join(unit or "no unit" for unit in analyte.units)
    unit = plain_unit(row.unit)
    if unit not in analyte.units and analyte.is_share and unit:
        return
    if unit not in analyte.units:
        message = f"{analyte.name} in '{row.unit}' is unusual" if row.unit else f"{analyte.name} has no unit"
        yield Finding("units.unknown", "warning", place, message, f"Known are {known}", analyte.source)
    elif not analyte.is_plausible(value, unit):
        others = [other for other in analyte.units if other != unit and analyte.is_plausible(value, other)]
        message = f"{analyte.name} of {row.value} {row.unit} is outside of what a living patient can have"
        plausible = f"{row.value} {others[0]} would be plausible" if others else "No known unit makes it plausible"
        fix = f"{plausible}; look the value up in the source"
        yield Finding("units.implausible", "error", place, message, fix, analyte.source)


def _number(text: str) -> float | None:
    try:
        return float(text.replace("−", "-").replace(" ", ""))
    except ValueError:
        return None
