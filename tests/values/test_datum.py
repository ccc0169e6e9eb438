"""A value in the manuscript that knows its row."""

from dataclasses import replace

import pytest

from epicrisis.case.load import load_case
from epicrisis.paths import ProjectPaths
from epicrisis.values.datum import Datum, row_datum


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("reported", "[0.05%]{.datum data-source='data/x/mrd.csv#a'}"),
        ("derived", "[0.05%^†^]{.datum data-source='data/x/mrd.csv#a' data-basis='derived'}"),
        ("assumed", "[0.05%^‡^]{.datum data-source='data/x/mrd.csv#a' data-basis='assumed'}"),
        ("synthetic", "[0.05%^§^]{.datum data-source='data/x/mrd.csv#a' data-basis='synthetic'}"),
    ],
)
def test_whatever_is_not_reported_carries_its_mark(basis: str, expected: str) -> None:
    """The mark is part of the text, so it is in HTML and in print."""
    assert str(Datum("0.05%", "data/x/mrd.csv#a", basis)) == expected


def test_a_blank_has_no_basis_to_mark() -> None:
    """`not reported` is not a derived value."""
    assert "†" not in str(Datum("not reported", "data/x/mrd.csv#a", "derived"))


@pytest.mark.parametrize(("whole_case", "marked"), [(True, False), (False, True)])
def test_a_synthetic_row_is_marked_unless_the_whole_case_is_synthetic(
    small_project: ProjectPaths, whole_case: bool, marked: bool
) -> None:
    """A wholly synthetic case says so on its pages; a stray synthetic row in a real one must stand out."""
    case = replace(load_case(small_project, "tiny"), synthetic=whole_case)

    text = str(row_datum(case, "mrd", case.mrd[0], "0.5%"))

    assert ("§" in text) is marked
