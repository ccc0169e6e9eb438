"""Values that cannot be: percentages outside 0 to 100, limits in the wrong order."""

from __future__ import annotations

from collections.abc import Iterable

from epicrisis.case.model import Case
from epicrisis.checks.finding import Finding
from epicrisis.places import Place


def check_percentages(case: Case) -> Iterable[Finding]:
    """Find MRD values and limits of detection that are no percentage of cells."""
    for row in case.mrd:
        for column, value in (("value_percent", row.value_percent), ("lod_percent", row.lod_percent)):
            if value is not None and not 0 < value <= 100:
                place = Place(f"data/{case.id}/mrd.csv", row=row.row, column=column)
                message = f"{row.printed[column]}% is not a share of cells"
                fix = "A test that found nothing has the relation not_detected and a blank value"
                yield Finding("bounds.percentage", "error", place, message, fix)


def check_reference_ranges(case: Case) -> Iterable[Finding]:
    """Find reference ranges whose lower limit is above the upper one."""
    for row in case.reference_ranges:
        if row.low is not None and row.high is not None and row.low > row.high:
            place = Place(f"data/{case.id}/reference_ranges.csv", row=row.row, column="low")
            message = f"the lower limit {row.printed['low']} is above the upper limit {row.printed['high']}"
            yield Finding("bounds.reference_range", "error", place, message, "Look the range up in the source")


def check_counts(case: Case) -> Iterable[Finding]:
    """Find immune-cell counts below zero."""
    for row in case.immune_cells:
        if row.cells_per_ul is not None and row.cells_per_ul < 0:
            place = Place(f"data/{case.id}/immune_cells.csv", row=row.row, column="cells_per_ul")
            yield Finding("bounds.count", "error", place, f"{row.printed['cells_per_ul']} is not a count")


def check_treatment_doses(case: Case) -> Iterable[Finding]:
    """Find doses without a unit and units without a dose."""
    for row in case.treatments:
        if (row.dose is None) != (not row.dose_unit):
            column = "dose" if row.dose is None else "dose_unit"
            place = Place(f"data/{case.id}/treatments.csv", row=row.row, column=column)
            message = "a unit without a dose" if row.dose is None else "a dose without its unit"
            yield Finding("bounds.dose", "error", place, message, "Give both, or neither where not reported")
