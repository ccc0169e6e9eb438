"""Units in the spellings that authors use."""

from __future__ import annotations

import pytest

from epicrisis.checks.units import plain_unit, power_of_ten


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("x10^9/L", "10⁹/L"),
        ("× 10⁹/L", "10⁹/L"),
        ("10*9/l", "10⁹/L"),
        ("\u03bcg/kg", "µg/kg"),
        ("mcg/kg/day", "µg/kg/day"),
        ("mg/m2", "mg/m²"),
        ("mg / m^2", "mg/m²"),
        ("cells/uL", "cells/µL"),
        ("umol/l", "µmol/L"),
        ("10^6 CD34+ cells/kg", "10⁶ CD34+ cells/kg"),
        ("U/L", "U/L"),
        ("", ""),
    ],
)
def test_one_unit_has_one_spelling(written: str, plain: str) -> None:
    """Powers, micro signs, square metres and litres."""
    assert plain_unit(written) == plain


@pytest.mark.parametrize(("unit", "power"), [("10⁶ cells/kg", 1e6), ("x10^7/kg", 1e7), ("cells/kg", 1), ("mg", 1)])
def test_a_power_of_ten_is_part_of_the_number(unit: str, power: float) -> None:
    """4.2 in 10⁶/kg is 4.2 million a kilogram."""
    assert power_of_ten(unit) == power
