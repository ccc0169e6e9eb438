"""What the template reads of a case, and what a kernel takes of it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from epicrisis.case import ahead
from epicrisis.case.model import Case
from epicrisis.case.on_demand import open_tables
from epicrisis.case.resolution import resolve
from epicrisis.notebooks.environment import CASE_VARIABLE, PROJECT_VARIABLE
from epicrisis.notebooks.read_ahead import read_ahead
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.listening import recording
from epicrisis.tracing.trace import Trace
from small_case import CASE_ID


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has read nothing ahead, and whose objects can be collected again afterwards."""
    monkeypatch.setattr(ahead, "_rows", {})
    monkeypatch.setattr(ahead, "_days", [])
    yield
    gc.unfreeze()


def read(project: ProjectPaths) -> None:
    """Read the case ahead, as a template does."""
    read_ahead({PROJECT_VARIABLE: str(project.root), CASE_VARIABLE: CASE_ID})


def edit(project: ProjectPaths, table: str, old: str, new: str) -> None:
    """Change the text of a table."""
    path = project.case_data(CASE_ID) / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def opened(project: ProjectPaths) -> tuple[Case, Trace]:
    """Return the case as a notebook opens it, and what was read of it, for the MRD figure."""
    with recording(Grounds(str(project.root))) as recorder:
        case = open_tables(project, CASE_ID)
        resolve(case)
        assert case.mrd
    return case, recorder.trace()


def test_what_was_read_ahead_is_taken_and_its_files_are_read_all_the_same(small_project: ProjectPaths) -> None:
    """The trace is that of a kernel that was started from nothing, and so are the rows."""
    alone, trace_alone = opened(small_project)
    read(small_project)
    kept, case_ahead = dict(ahead._rows), ahead._days[0][0]
    case, trace = opened(small_project)

    assert trace_alone == trace
    assert (alone.events, alone.timing, alone.mrd) == (case.events, case.timing, case.mrd)
    assert any(case.mrd is rows for rows in kept.values())
    assert case.events is case_ahead.events


def test_the_days_are_those_that_were_worked_out_ahead(small_project: ProjectPaths) -> None:
    """They are what they would be if they had not been."""
    alone = resolve(open_tables(small_project, CASE_ID))
    read(small_project)
    days = ahead._days[0][1]
    taken = resolve(open_tables(small_project, CASE_ID))

    assert taken is days
    assert (alone.bounds, alone.order) == (taken.bounds, taken.order)


def test_what_a_notebook_has_taken_is_not_handed_out_again(small_project: ProjectPaths) -> None:
    """Whatever it does to a row or to a day, to open the case again gives what the files say."""
    read(small_project)
    first, second = (open_tables(small_project, CASE_ID) for _ in range(2))

    assert first.mrd[0].printed is not second.mrd[0].printed
    assert resolve(first) is not resolve(second)


@pytest.mark.parametrize("again", [False, True], ids=["not read again", "read again"])
def test_a_table_that_has_changed_is_another(small_project: ProjectPaths, again: bool) -> None:
    """Its rows are those of the file, whether the template has looked at it again or not."""
    read(small_project)
    edit(small_project, "mrd", "0.5,", "0.4,")
    if again:
        read(small_project)
    case, _ = opened(small_project)

    assert 0.4 in [test.value_percent for test in case.mrd]
    assert 0.5 not in [test.value_percent for test in case.mrd]


def test_only_what_has_changed_is_read_anew(small_project: ProjectPaths) -> None:
    """The days stay as long as events and statements do; nothing is kept of the rows before."""
    read(small_project)
    rows, days = dict(ahead._rows), ahead._days[0][1]
    edit(small_project, "mrd", "0.5,", "0.4,")
    read(small_project)

    assert days is ahead._days[0][1]
    assert {table for table, _ in ahead._rows.keys() - rows.keys()} == {"mrd"}
    assert all(ahead._rows[key] is rows[key] for key in ahead._rows.keys() & rows.keys())
    assert len(rows) == len(ahead._rows)


def test_days_of_another_day_zero_are_others(small_project: ProjectPaths) -> None:
    """It is the package that names it."""
    read(small_project)
    case = open_tables(small_project, CASE_ID)
    other = next(event.id for event in case.events if event.id != case.day_zero)
    vars(case)["day_zero"] = other

    assert resolve(case).at(other).earliest == 0


def test_days_that_were_replaced_are_gone(small_project: ProjectPaths) -> None:
    """Without a search for garbage, of which what was read ahead is left out: a preview may last for days."""
    read(small_project)
    solution = weakref.ref(ahead._days[0][1]._solution)
    ahead._days[0][1].between(*ahead._days[0][1].order[:2])
    gc.disable()
    edit(small_project, "timing", "\n", "\n\n")
    read(small_project)

    assert solution() is None


@pytest.mark.parametrize("table", ["timing", "literature"])
def test_a_case_that_cannot_be_read_is_left_to_the_kernel(small_project: ProjectPaths, table: str) -> None:
    """Nothing is said here, and nothing kept of it is wrong."""
    (small_project.case_data(CASE_ID) / f"{table}.csv").write_text("no table", encoding="utf-8")

    read(small_project)

    assert not ahead._days
    assert open_tables(small_project, CASE_ID).mrd


def test_without_a_case_nothing_is_read(small_project: ProjectPaths) -> None:
    """An early start does not know it yet; one that is not there is as good as none."""
    read_ahead({PROJECT_VARIABLE: str(small_project.root), CASE_VARIABLE: ""})
    read_ahead({PROJECT_VARIABLE: str(small_project.root), CASE_VARIABLE: "other"})

    assert not ahead._rows
