"""What a build and its notebooks agree upon."""

from __future__ import annotations

import json

import pytest

from epicrisis.notebooks.environment import notebook_timeout
from epicrisis.paths import ProjectPaths


@pytest.mark.parametrize(("own", "expected"), [({}, 300.0), ({"notebook_timeout_seconds": 12.5}, 12.5)])
def test_the_limit_of_a_notebook_is_set_per_case(
    small_project: ProjectPaths, own: dict[str, float], expected: float
) -> None:
    """Five minutes, unless the data package of the case says otherwise."""
    package = small_project.case_data("tiny") / "datapackage.json"
    content = json.loads(package.read_text(encoding="utf-8"))
    content["epicrisis"] |= own
    package.write_text(json.dumps(content), encoding="utf-8")

    assert notebook_timeout(small_project, "tiny") == expected


def test_a_case_that_is_not_there_has_the_usual_limit(small_project: ProjectPaths) -> None:
    """What is wrong with it is told by whoever loads it."""
    assert notebook_timeout(small_project, "nobody") == 300.0
