"""Findings that the authors of a case let stand."""

from __future__ import annotations

import json

from epicrisis.checks.data import check_case
from epicrisis.checks.finding import Finding
from epicrisis.checks.settlement import settle
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place


def test_an_acknowledged_finding_lets_the_build_go_on(small_project: ProjectPaths) -> None:
    """`acknowledged.csv` names rule and place, with a reason."""
    path = small_project.case_data("tiny") / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["licenses"] = []
    path.write_text(json.dumps(package), encoding="utf-8")
    acknowledged = small_project.case_data("tiny") / "acknowledged.csv"
    acknowledged.write_text(
        "rule,place,reason\npackage.licence,data/tiny/datapackage.json,not for publication\n", encoding="utf-8"
    )

    findings = settle(check_case(small_project, "tiny").findings, small_project, "tiny")

    assert [(finding.rule, finding.acknowledged) for finding in findings] == [
        ("package.licence", "not for publication")
    ]
    assert not any(finding.stops for finding in findings)


def test_no_reason_makes_a_case_readable(small_project: ProjectPaths) -> None:
    """A finding that says that nothing can be built stays one."""
    acknowledged = small_project.case_data("tiny") / "acknowledged.csv"
    acknowledged.write_text("rule,place,reason\ncase.table,data/tiny/mrd.csv,we know\n", encoding="utf-8")
    unreadable = Finding("case.table", "error", Place("data/tiny/mrd.csv"), "the table is missing")

    (finding,) = settle((unreadable,), small_project, "tiny")

    assert finding.stops
