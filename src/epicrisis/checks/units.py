"""Units as authors write them, in one spelling."""

from __future__ import annotations

import re

_DIGITS, _SUPERSCRIPTS = "0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISED, _LOWERED = str.maketrans(_DIGITS, _SUPERSCRIPTS), str.maketrans(_SUPERSCRIPTS, _DIGITS)
_POWER = re.compile(r"10\s*(?:\^|\*\*?)\s*(\d+)")
_TIMES = re.compile(r"^[×x*·]\s*(?=10)")
_EXPONENT = re.compile(r"10([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")


def plain_unit(unit: str) -> str:
    """Return a unit in the spelling of this project.

    >>> [plain_unit(unit) for unit in ("x10^9/l", "× 10⁹/L", "mcg / kg", "μmol/L", "mg/m2", "cells/uL")]
    ['10⁹/L', '10⁹/L', 'µg/kg', 'µmol/L', 'mg/m²', 'cells/µL']
    """
    text = re.sub(r"\s+", " ", re.sub(r"\s*/\s*", "/", unit.strip())).replace("\u03bc", "µ").replace("mcg", "µg")
    text = _TIMES.sub("", _POWER.sub(lambda match: f"10{match[1].translate(_RAISED)}", text))
    text = re.sub(r"\bm(?:2|\^2)(?!\w)", "m²", text)
    text = re.sub(r"\bu(?=[lL]\b|g\b|mol\b|kat\b)", "µ", text)
    return re.sub(r"(?<=[/µmd])l\b", "L", text)


def power_of_ten(unit: str) -> float:
    """Return the power of ten that a unit begins with; 1 without one.

    >>> power_of_ten("10⁶ CD34+ cells/kg"), power_of_ten("cells/kg")
    (1000000.0, 1.0)
    """
    match = _EXPONENT.match(plain_unit(unit))
    return 10.0 ** int(match[1].translate(_LOWERED)) if match else 1.0
