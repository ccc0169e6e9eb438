"""Days that a manuscript names are asked of the time network once, and are those that the network tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.resolution import resolve
from epicrisis.paths import ProjectPaths
from epicrisis.stages.kept_days import KeptDays, Origin, keep_days
from epicrisis.tracing.store import Store
from epicrisis.values.variables import case_variables


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


@pytest.fixture
def case(small_project: ProjectPaths) -> Case:
    """The small case."""
    return load_case(small_project, "tiny")


def origin_of(case: Case) -> Origin:
    """Return what the days of a case hang on."""
    events, timing = case.digest_of("events"), case.digest_of("timing")
    return Origin(case.id, case.day_zero, case.synthetic, events, timing, "code")


def days_of(case: Case, store: Store, *, may_read: bool = True) -> KeptDays:
    """Return the days of a case; it may have to be read for them, or not."""

    def read() -> Case:
        assert may_read, "the case was read"
        return case

    return KeptDays(store, origin_of(case), case.event_by_id, read)


def test_days_are_those_of_the_network(case: Case, store: Store) -> None:
    """Of every event, the first time that it is named and from then on, when nothing needs to be read."""
    expected = case_variables(case, resolve(case), {})["times"]

    first = dict(days_of(case, store))
    again = dict(days_of(case, store, may_read=False))

    assert first == again == expected


def test_named_days_are_kept_while_the_network_is_at_hand(case: Case, store: Store) -> None:
    """What is no name of an event's days is passed by."""
    names = ["mrd.relapse", "times.relapse", "times.unknown", "times.visit_2"]

    keep_days(store, origin_of(case), case, resolve(case), names)

    days = days_of(case, store, may_read=False)
    expected = case_variables(case, resolve(case), {})["times"]
    assert [days[name] for name in ("relapse", "visit_2")] == [expected["relapse"], expected["visit_2"]]
    with pytest.raises(AssertionError, match="the case was read"):
        days["visit_1"]


def test_an_event_that_is_not_there_has_no_days(case: Case, store: Store) -> None:
    """A manuscript that names it is told so, and nothing is read for it."""
    days = days_of(case, store, may_read=False)

    assert ("unknown" in days, "relapse" in days, len(days)) == (False, True, len(case.events))
    with pytest.raises(KeyError):
        days["unknown"]


@pytest.mark.parametrize(
    "change", [{"day_zero": "relapse"}, {"synthetic": False}, {"id": "other"}, {"timing": ()}], ids=str
)
def test_another_case_shares_no_days(change: dict[str, object], case: Case, store: Store) -> None:
    """Its days are counted from elsewhere, or lead elsewhere, or have other marks."""
    other = replace(case, **change)  # type: ignore[arg-type]  # each of its kind
    names = ["relapse", "visit_1", "visit_2"]

    told = [[dict(days_of(each, store)[name]) for name in names] for each in (case, other)]

    expected = [case_variables(each, resolve(each), {})["times"] for each in (case, other)]
    assert told == [[days[name] for name in names] for days in expected]
    assert told[0] != told[1]
