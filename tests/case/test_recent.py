"""A process that goes on takes again what it made of a case before, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from epicrisis.case.recent import again, forget_recent, keep_recent
from epicrisis.checks.data import CheckedCase, check_case
from epicrisis.paths import ProjectPaths
from small_case import TABLES_TEXT, write_case

CHANGES = {
    "facts": (",50,", ",51,"),
    "events": ("diagnosis,disease", "diagnosed,disease"),
    "timing": (",synthetic,", ",assumed,"),
    "mrd": ("0.5", "none"),
    "immune_cells": (",synthetic,", ",derived,"),
}


@pytest.fixture
def _keeping() -> Iterator[None]:
    """Keep what is made, as the worker of a preview does."""
    keep_recent()
    yield
    forget_recent()


def told(checked: CheckedCase) -> object:
    """Return everything that is known of a checked case."""
    case, days = checked.case, checked.chronology
    return checked.findings, case, days and (days.bounds, days.order)


@pytest.mark.usefixtures("_keeping")
@pytest.mark.parametrize("table", CHANGES)
def test_a_changed_table_is_checked_as_if_nothing_was_kept(tmp_path: Path, table: str) -> None:
    """So are those that refer to it; and what was is known again when it is back."""
    before, after = CHANGES[table]
    paths = write_case(tmp_path, tables={})
    file = paths.case_data("tiny") / f"{table}.csv"

    kept = [told(check_case(paths, "tiny"))]
    file.write_text(TABLES_TEXT[table].replace(before, after), encoding="utf-8")
    kept.append(told(check_case(paths, "tiny")))
    file.write_text(TABLES_TEXT[table], encoding="utf-8")
    kept.append(told(check_case(paths, "tiny")))

    forget_recent()
    fresh = [told(check_case(paths, "tiny"))]
    file.write_text(TABLES_TEXT[table].replace(before, after), encoding="utf-8")
    fresh.append(told(check_case(paths, "tiny")))
    assert kept == [*fresh, fresh[0]]
    assert fresh[0] != fresh[1]


@pytest.mark.usefixtures("_keeping")
def test_of_an_unchanged_table_the_rows_are_the_very_same(small_project: ProjectPaths) -> None:
    """And the days, of which another table says nothing."""
    first = check_case(small_project, "tiny")
    mrd = small_project.case_data("tiny") / "mrd.csv"
    mrd.write_bytes(mrd.read_bytes().replace(b"0.5", b"0.6"))
    second = check_case(small_project, "tiny")

    assert first.case
    assert second.case
    assert second.case.events is first.case.events
    assert second.chronology is first.chronology
    assert second.case.mrd != first.case.mrd


@pytest.mark.usefixtures("_keeping")
def test_what_is_made_from_another_thing_is_made_anew() -> None:
    """Bytes, texts and truths are compared; of all else one that is equal is another."""
    rows, made = (1, [2]), iter(range(9))
    given = [(rows, b"a", True), (rows, b"a", True), (rows, b"b", True), (rows, b"b", 1), ((1, [2]), b"b", 1)]

    assert [again("x", one, lambda: next(made)) for one in given] == [0, 0, 1, 2, 3]
    assert again("y", given[-1], lambda: next(made)) == 4


@pytest.mark.usefixtures("_keeping")
def test_what_failed_is_tried_again() -> None:
    """An exception is not kept."""
    with pytest.raises(ZeroDivisionError):
        again("x", (b"a",), lambda: 1 // 0)

    assert again("x", (b"a",), lambda: 1) == 1


def test_nothing_is_kept_where_nobody_asked_for_it() -> None:
    """A build ends, and its memory is better used otherwise."""
    made = iter(range(9))

    assert [again("x", (b"a",), lambda: next(made)) for _ in range(2)] == [0, 1]


@pytest.mark.usefixtures("_keeping")
def test_who_is_forked_takes_nothing() -> None:
    """What a notebook does to its rows is nowhere to be seen."""
    again("x", (b"a",), lambda: 0)

    if (child := os.fork()) == 0:
        os._exit(again("x", (b"a",), lambda: 1))

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert again("x", (b"a",), lambda: 1) == 0
