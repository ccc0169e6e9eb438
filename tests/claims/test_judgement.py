"""What came of claims is kept from one build to the next."""

from __future__ import annotations

import json

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.claims.book import parse_claims
from epicrisis.claims.judgement import from_record
from epicrisis.claims.verdict import judge
from epicrisis.paths import ProjectPaths

BOOK = """\
values:
  width: {query: "select high - low from reference_ranges where id = 'b'"}
claims:
  relapsed: {query: "select value_percent > 0.01 from mrd where id = 'relapse'"}
  never: {query: "select value_percent > 99 from mrd where id = 'relapse'"}
  nonsense: {query: "select nothing from nowhere"}
"""


def test_a_record_gives_back_verdicts_results_and_problems(small_project: ProjectPaths) -> None:
    """After a way through JSON, too."""
    case = load_case(small_project, "tiny")
    book, _ = parse_claims(BOOK, "report/tiny.claims.yml")
    judgement = judge(book, case, resolve(case))

    again = from_record(json.loads(json.dumps(judgement.as_record())), book)

    assert [verdict.holds for verdict in again.verdicts] == [True, False]
    assert [problem.place.path for problem in again.problems] == ["report/tiny.claims.yml"]
    assert again == judgement
