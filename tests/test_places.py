"""Places and problems: how a message says where something stands."""

from __future__ import annotations

import pytest

from epicrisis.places import Place, Problem


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place("report/demo.qmd"), "report/demo.qmd"),
        (Place("report/demo.qmd", line=80), "report/demo.qmd, line 80"),
        (Place("data/demo/mrd.csv", row=7), "data/demo/mrd.csv, row 7"),
        (Place("data/demo/mrd.csv", row=7, column="relation"), "data/demo/mrd.csv, row 7, column relation"),
    ],
)
def test_place_is_written_as_a_person_would_look_it_up(place: Place, expected: str) -> None:
    """File first, then the line, or the row and the column."""
    assert str(place) == expected


@pytest.mark.parametrize(
    ("fix", "expected"),
    [("", "a.csv: it is blank."), ("Fill it in", "a.csv: it is blank. Fill it in.")],
)
def test_problem_says_where_what_and_how_to_mend_it(fix: str, expected: str) -> None:
    """The fix is a second sentence, where there is one."""
    assert str(Problem(Place("a.csv"), "it is blank", fix)) == expected
