"""All rules over one case."""

import json
from pathlib import Path

import pytest

from epicrisis.checks.data import check_case
from epicrisis.paths import ProjectPaths
from small_case import TABLES_TEXT, write_case


def test_a_sound_case_has_no_findings(small_project: ProjectPaths) -> None:
    """The case and its chronology are at hand for the next step."""
    checked = check_case(small_project, "tiny")

    assert checked.findings == ()
    assert checked.case is not None
    assert checked.chronology is not None


def test_problems_of_several_tables_are_one_list_of_findings(small_project: ProjectPaths) -> None:
    """Nobody has to mend one table to hear about the next."""
    folder = small_project.case_data("tiny")
    for table, old, new in (("mrd", "not_detected", "absent"), ("events", "outcome", "ending")):
        path = folder / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(f",{old},", f",{new},", 1), encoding="utf-8")

    checked = check_case(small_project, "tiny")

    assert checked.case is None
    assert {finding.place.path for finding in checked.findings} == {"data/tiny/mrd.csv", "data/tiny/events.csv"}
    assert all(finding.rule == "case.table" and finding.stops for finding in checked.findings)


def test_a_contradiction_in_time_is_a_finding(tmp_path: Path) -> None:
    """The rows that form it are named."""
    extra = "impossible,graft,start,engraftment,start,1,,Test ¶9,synthetic,\n"
    paths = write_case(tmp_path, tables={"timing": TABLES_TEXT["timing"] + extra})

    checked = check_case(paths, "tiny")

    assert [finding.rule for finding in checked.findings] == ["chronology.contradiction"]
    assert checked.chronology is None


def test_a_package_that_describes_other_tables_is_a_finding(small_project: ProjectPaths) -> None:
    """The message says which command mends it."""
    path = small_project.case_data("tiny") / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [resource for resource in package["resources"] if resource["name"] != "mrd"]
    path.write_text(json.dumps(package), encoding="utf-8")

    (finding,) = check_case(small_project, "tiny").findings

    assert finding.message == "the table 'mrd' is not described"
    assert finding.fix == "Run python -m epicrisis.case.package data/tiny"


@pytest.mark.parametrize("resources", ["x", None, [None], {}])
def test_resources_of_another_shape_are_findings(small_project: ProjectPaths, resources: object) -> None:
    """A slip in the JSON is no reason for a traceback."""
    path = small_project.case_data("tiny") / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**package, "resources": resources}), encoding="utf-8")

    rules = {finding.rule for finding in check_case(small_project, "tiny").findings}

    assert rules == {"package.table"}
