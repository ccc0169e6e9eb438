"""What a data package says of its case, and what each fault of it is told as."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from case.faults import messages
from epicrisis.case.load import load_case
from epicrisis.errors import UsageError
from epicrisis.paths import ProjectPaths
from small_case import write_case

PACKAGE_FILE = "data/tiny/datapackage.json"

# what is wrong: the changed keys or the whole text of datapackage.json, then what is said of it
PACKAGE_FAULTS = {
    "bad JSON": (
        '{\n  "name": "tiny"\n  "title": "A case"\n}',
        f"{PACKAGE_FILE}, line 3: not valid JSON (Expecting ',' delimiter).",
    ),
    "unseen characters": (
        {"title": "A\x00 case"},
        f"{PACKAGE_FILE}: 'title' holds a character that nobody can see (U+0000). Delete it.",
    ),
    "nested without end": ('{"a":' * 100_000, f"{PACKAGE_FILE}, line 1: its values are nested too deeply."),
    "not an object": ("[]", f"{PACKAGE_FILE}: a data package must be a JSON object."),
    "title missing": ({"title": None}, f"{PACKAGE_FILE}: 'title' is missing. Add \"title\" as a text."),
    "version not semantic": (
        {"version": "1.0"},
        f"{PACKAGE_FILE}: 'version' is not a semantic version: '1.0'. Write 1.0.0.",
    ),
    "created not a date": (
        {"created": "29 February"},
        f"{PACKAGE_FILE}: 'created' is not a date-time: '29 February'. Write 2025-08-20T00:00:00Z.",
    ),
    "no Day 0": (
        {"epicrisis": {"synthetic": True}},
        f'{PACKAGE_FILE}: no Day 0 event. Add "epicrisis": {{"day_zero": "<event id>"}}.',
    ),
    "no settings": (
        {"epicrisis": None},
        f'{PACKAGE_FILE}: no Day 0 event. Add "epicrisis": {{"day_zero": "<event id>"}}.',
    ),
    "wrong Day 0": (
        {"epicrisis": {"day_zero": "grafts"}},
        f"{PACKAGE_FILE}: the Day 0 event 'grafts' is not in events.csv. Did you mean 'graft'.",
    ),
    "synthetic as text": (
        {"epicrisis": {"day_zero": "graft", "synthetic": "false"}},
        f"{PACKAGE_FILE}: 'synthetic' is neither true nor false. Write it without quotes.",
    ),
    **{
        f"limit of {printed}": (
            {"epicrisis": {"day_zero": "graft", "notebook_timeout_seconds": limit}},
            f"{PACKAGE_FILE}: 'notebook_timeout_seconds' cannot be {printed}. "
            "Write a number of seconds, more than 0 and at most 86400.",
        )
        for limit, printed in ((0, "0"), (86401, "86401"), ("5 min", '"5 min"'), (True, "true"))
    },
}


@pytest.mark.parametrize("limit", [0.5, 86400])
def test_limits_that_a_notebook_may_have(tmp_path: Path, limit: float) -> None:
    """Anything up to a day is taken."""
    package = {"epicrisis": {"day_zero": "graft", "notebook_timeout_seconds": limit}}

    load_case(write_case(tmp_path, package=package), "tiny")


@pytest.mark.parametrize(("package", "expected"), PACKAGE_FAULTS.values(), ids=PACKAGE_FAULTS)
def test_fault_of_the_package_is_told_with_its_place(tmp_path: Path, package: Any, expected: str) -> None:
    """Each fault of datapackage.json is one message."""
    found = messages(tmp_path, package=package)

    assert [expected] == found


def test_unknown_case_is_a_wrong_call(small_project: ProjectPaths) -> None:
    """The message names the cases that there are."""
    with pytest.raises(UsageError) as caught:
        load_case(small_project, "other")

    assert str(caught.value) == "no case 'other': data/other/datapackage.json is missing. Cases here: tiny."
