"""When something happened, in words that are no more exact than the statements."""

from pathlib import Path

import pytest

from epicrisis.case.chronology import DayBounds
from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.paths import ProjectPaths
from epicrisis.values.days import day_text, event_datum, event_days
from epicrisis.values.numerals import NO_BREAK_SPACE
from small_case import TABLES_TEXT, write_case


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        (28, 28, "Day 28"),
        (-7, -7, "Day −7"),
        (150, 184, "between Day 150 and Day 184"),
        (164, None, "on or after Day 164"),
        (None, -35, "no later than Day −35"),
        (None, None, "day not reported"),
    ],
)
def test_a_day_reads_as_what_is_known_of_it(earliest: int | None, latest: int | None, expected: str) -> None:
    """An interval never turns into a date."""
    assert day_text(DayBounds(earliest, latest)).replace(NO_BREAK_SPACE, " ") == expected


def _days(paths: ProjectPaths, event_id: str) -> str:
    case = load_case(paths, "tiny")
    return event_days(case.event_by_id[event_id], resolve(case)).replace(NO_BREAK_SPACE, " ")


def test_a_point_has_one_day(small_project: ProjectPaths) -> None:
    """A visit on Day 28 is on Day 28."""
    assert _days(small_project, "visit_1") == "Day 28"


def test_an_interval_has_a_start_and_an_end(small_project: ProjectPaths) -> None:
    """The virus appeared between two days and was gone by the second visit."""
    assert _days(small_project, "virus") == ("start between Day 15 and Day 25, end between Day 20 and Day 100")


def test_a_day_that_one_row_states_leads_to_that_row(small_project: ProjectPaths) -> None:
    """The reader can look the statement up."""
    case = load_case(small_project, "tiny")

    datum = event_datum(case, case.event_by_id["visit_1"], resolve(case))

    assert datum.source == "data/tiny/timing.csv#visit_1_day"


def test_a_day_that_several_rows_imply_is_derived(small_project: ProjectPaths) -> None:
    """The relapse has a latest day that no single row states."""
    case = load_case(small_project, "tiny")

    datum = event_datum(case, case.event_by_id["relapse"], resolve(case))

    assert (datum.source, datum.basis) == ("data/tiny/timing.csv", "derived")
    assert str(datum).startswith("[no later than Day\u00a0−40^†^]")


def test_days_that_rest_on_an_assumption_say_so(tmp_path: Path) -> None:
    """One assumed row on the way is enough, and ‡ stands instead of †."""
    row = "engraftment_day,engraftment,start,graft,start,15,15,Test ¶2,"
    timing = TABLES_TEXT["timing"].replace(f"{row}synthetic", f"{row}assumed")
    case = load_case(write_case(tmp_path, tables={"timing": timing}), "tiny")
    chronology = resolve(case)

    stated, implied = (event_datum(case, case.event_by_id[name], chronology) for name in ("engraftment", "virus"))

    assert (stated.source, stated.basis) == ("data/tiny/timing.csv#engraftment_day", "assumed")
    assert (implied.source, implied.basis) == ("data/tiny/timing.csv", "assumed")
    assert "^‡^" in str(implied)
    assert "data-basis='assumed'" in str(implied)


def test_an_interval_is_as_doubtful_as_the_weaker_of_its_edges(small_project: ProjectPaths) -> None:
    """That one row states its start does not vouch for its end."""
    case = load_case(small_project, "tiny")

    datum = event_datum(case, case.event_by_id["chemo"], resolve(case))

    assert (datum.source, datum.basis) == ("data/tiny/timing.csv", "derived")
