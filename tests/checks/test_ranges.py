"""Reference ranges that no laboratory has."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.checks.ranges import check_ranges, published_ranges
from small_case import TABLES_TEXT, write_case

HEADER = "id,population,low,high,unit,source,basis,note\n"


def rules_of(root: Path, population: str, low: str, high: str, age: str = "50,years") -> list[str]:
    """Return the rules that a range trips."""
    facts = TABLES_TEXT["facts"].replace("50,years", age)
    table = f"{HEADER}tested,{population},{low},{high},cells/µL,Test ¶1,synthetic,\n"
    return [
        finding.rule
        for finding in check_ranges(
            load_case(write_case(root, tables={"reference_ranges": table, "facts": facts}), "tiny")
        )
    ]


@pytest.mark.parametrize(
    ("population", "low", "high", "rules"),
    [
        ("B cells", "95", "106", ["ranges.width"]),
        ("B cells", "100", "149", ["ranges.width"]),
        ("Granulocytes", "100", "150", []),
        ("B cells", "80", "616", []),
        ("CD4+ T cells", "404", "1612", []),
        ("CD8+ T cells", "220", "1129", []),
        ("NK cells", "90", "600", []),
        ("CD4+ T cells", "40", "1612", ["ranges.published"]),
        ("CD4+ T cells", "404", "16120", ["ranges.published"]),
        ("Regulatory T cells", "20", "120", []),
        ("B cells", "560", "90", []),
    ],
)
def test_a_range_is_wide_and_near_published_ones(
    tmp_path: Path, population: str, low: str, high: str, rules: list[str]
) -> None:
    """Narrow ranges and limits with a digit too few or too many are found; others are not judged."""
    assert rules_of(tmp_path, population, low, high) == rules


def test_published_limits_have_two_sides(tmp_path: Path) -> None:
    """A limit at the end of the published span passes, one beyond it does not."""
    b_cells = published_ranges()[0]
    assert rules_of(tmp_path / "a", "B cells", f"{b_cells.low[0]:g}", f"{b_cells.high[1]:g}") == []
    assert rules_of(tmp_path / "b", "B cells", f"{b_cells.low[0] - 1:g}", f"{b_cells.high[1] + 1:g}") == [
        "ranges.published",
        "ranges.published",
    ]


@pytest.mark.parametrize(
    ("age", "rules"), [("18,years", ["ranges.published"]), ("17,years", []), ("9,months", [])]
)
def test_the_ranges_of_children_are_others(tmp_path: Path, age: str, rules: list[str]) -> None:
    """Both sides of the age of 18; what is published here are the ranges of adults."""
    assert rules_of(tmp_path, "B cells", "300", "3000", age)[:1] == rules
