"""Measured values that no living patient has."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.checks.analytes import Analyte, analytes, check_analytes
from small_case import TABLES_TEXT, write_case


def findings_of(root: Path, attribute: str, value: str, unit: str) -> list[tuple[str, str, str]]:
    """Return rule, message and fix of what is found for one fact."""
    row = f"tested,patient,{attribute},{value},{unit},Test ¶1,synthetic,\n"
    paths = write_case(root, tables={"facts": TABLES_TEXT["facts"] + row})
    found = check_analytes(load_case(paths, "tiny"))
    return [(finding.rule, finding.message, finding.fix) for finding in found]


def test_a_haemoglobin_of_65_g_per_dl_is_caught_with_the_unit_that_fits(tmp_path: Path) -> None:
    """The unit g/L would make the value plausible, and the finding says so."""
    ((rule, message, fix),) = findings_of(tmp_path, "haemoglobin", "65", "g/dL")
    assert rule == "units.implausible"
    assert message == "haemoglobin of 65 g/dL is outside of what a living patient can have"
    assert fix.startswith("65 g/L would be plausible")


@pytest.mark.parametrize(
    ("attribute", "value", "unit"),
    [
        ("haemoglobin", "6.5", "g/dL"),
        ("haemoglobin at diagnosis", "65", "g/L"),
        ("Hb", "4.0", "mmol/L"),
        ("platelet count", "12", "× 10⁹/L"),
        ("white blood cell count", "312000", "cells/µL"),
        ("potassium", "2.1", "mmol/L"),
        ("platelets", "34", "x10^9/l"),
        ("platelet transfusions", "12", "units"),
        ("time to platelet engraftment", "24", "days"),
        ("creatinine clearance", "95", "mL/min"),
        ("haemoglobin A1c", "6.5", "%"),
        ("circulating blasts", "5.2", "10⁹/L"),
        ("LDH", "2.5", "× ULN"),
        ("creatinine", "80", "\u03bcmol/L"),
        ("type of anaemia", "65", "g/dL"),
        ("haemoglobin", "not reported", "g/dL"),
    ],
)
def test_what_a_patient_can_have_passes(tmp_path: Path, attribute: str, value: str, unit: str) -> None:
    """Sick values, other units, and what is no analyte raise no alarm."""
    assert findings_of(tmp_path, attribute, value, unit) == []


def test_a_unit_that_nobody_uses_is_named(tmp_path: Path) -> None:
    """The known units stand in the advice."""
    ((rule, message, fix),) = findings_of(tmp_path, "creatinine", "80", "mmol/kg")
    assert (rule, message) == ("units.unknown", "creatinine in 'mmol/kg' is unusual")
    assert fix == "Known are µmol/L, mg/dL"


@pytest.mark.parametrize("analyte", analytes(), ids=lambda analyte: analyte.name)
def test_every_bound_has_two_sides(analyte: Analyte) -> None:
    """A value at a bound passes in every unit, one beyond it does not."""
    for unit, factor in analyte.units.items():
        assert analyte.is_plausible(analyte.high / factor * 0.999, unit)
        assert not analyte.is_plausible(analyte.high / factor * 1.01, unit)
        assert analyte.is_plausible(analyte.low / factor * 1.001, unit)
        assert not analyte.is_plausible(analyte.low / factor * 0.99 - 0.0001, unit)


def test_every_limit_has_its_source() -> None:
    """No number without a citation."""
    assert all(analyte.source for analyte in analytes())
