"""Values that cannot be, tripped on both sides of each bound."""

from dataclasses import replace

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.checks.bounds import (
    check_counts,
    check_percentages,
    check_reference_ranges,
    check_treatment_doses,
)
from epicrisis.paths import ProjectPaths


@pytest.fixture
def case(small_project: ProjectPaths) -> Case:
    """The small case, in which nothing is out of bounds."""
    return load_case(small_project, "tiny")


@pytest.mark.parametrize(("value", "found"), [(0.0, 1), (0.0001, 0), (100.0, 0), (100.1, 1), (None, 0)])
def test_an_mrd_value_is_more_than_none_and_at_most_all_cells(case: Case, value: float | None, found: int) -> None:
    """0% is not a result: a test that found nothing has no value."""
    row = replace(case.mrd[0], value_percent=value, lod_percent=None)

    assert len(list(check_percentages(replace(case, mrd=(row,))))) == found


@pytest.mark.parametrize(("low", "high", "found"), [(5.0, 10.0, 0), (5.0, 5.0, 0), (5.1, 5.0, 1), (None, 5.0, 0)])
def test_a_reference_range_has_its_limits_in_order(
    case: Case, low: float | None, high: float | None, found: int
) -> None:
    """The lower limit may equal the upper one and not exceed it."""
    row = replace(case.reference_ranges[0], low=low, high=high)

    assert len(list(check_reference_ranges(replace(case, reference_ranges=(row,))))) == found


@pytest.mark.parametrize(("count", "found"), [(-1.0, 1), (0.0, 0), (None, 0)])
def test_a_count_is_not_negative(case: Case, count: float | None, found: int) -> None:
    """Zero cells can be counted, fewer cannot."""
    row = replace(case.immune_cells[0], cells_per_ul=count)

    assert len(list(check_counts(replace(case, immune_cells=(row,))))) == found


@pytest.mark.parametrize(
    ("dose", "unit", "column"),
    [(5.0, "mg", None), (None, "", None), (5.0, "", "dose_unit"), (None, "mg", "dose")],
)
def test_a_dose_and_its_unit_come_together(case: Case, dose: float | None, unit: str, column: str | None) -> None:
    """The finding names the cell that is missing."""
    row = replace(case.treatments[0], dose=dose, dose_unit=unit)

    columns = [finding.place.column for finding in check_treatment_doses(replace(case, treatments=(row,)))]

    assert columns == ([column] if column else [])


def test_the_small_case_is_within_all_bounds(case: Case) -> None:
    """A sound case has no finding."""
    rules = (check_percentages, check_reference_ranges, check_counts, check_treatment_doses)

    assert [finding for rule in rules for finding in rule(case)] == []
