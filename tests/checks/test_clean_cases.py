"""A sound case in words and units that this project's own cases do not use has no finding."""

from __future__ import annotations

from pathlib import Path

from epicrisis.checks.data import check_case
from small_case import write_case

TABLES = Path(__file__).parents[1] / "fixtures" / "clean" / "tables"


def test_a_sound_case_has_no_finding(tmp_path: Path) -> None:
    """Some fifty facts, thirty treatments, genes, ranges and lesions, as another clinic would write them."""
    tables = {path.stem: path.read_text(encoding="utf-8") for path in TABLES.glob("*.csv")}
    paths = write_case(tmp_path, tables=tables)

    checked = check_case(paths, "tiny")

    assert checked.case is not None
    assert len(checked.case.facts) > 40
    assert [str(finding.as_problem()) for finding in checked.findings] == []
