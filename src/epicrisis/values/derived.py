"""Derived values: computed from the tables by a query of the case's claims."""

from __future__ import annotations

from collections.abc import Iterable

from epicrisis.case.model import Case
from epicrisis.claims.judgement import DerivedResult
from epicrisis.values.datum import Datum
from epicrisis.values.numerals import escape_markdown


def derived_variables(case: Case, results: Iterable[DerivedResult]) -> dict[str, dict[str, str]]:
    """Return derived values by id, each under `text`.

    Args:
        case: The case.
        results: The values as printed.
    """
    return {result.value.id: {"text": str(_datum(case, result))} for result in results}


def _datum(case: Case, result: DerivedResult) -> Datum:
    source = f"{result.value.place.path}#{result.value.id}"
    basis = "synthetic" if case.synthetic else "derived"
    anchor = derived_anchor(result.value.id)
    return Datum(escape_markdown(result.text), source, basis, mark=not case.synthetic, anchor=anchor)


def derived_anchor(value_id: str) -> str:
    """Return the place of a derived value in the data appendix."""
    return f"derived-{value_id}"
