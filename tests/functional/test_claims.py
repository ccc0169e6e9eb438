"""A claim that the data no longer support stops the build."""

from collections.abc import Callable

import pytest

from epicrisis.paths import ProjectPaths
from functional.conftest import Command

Outputs = Callable[[], dict[str, str]]

BOOK = """\
claims:
  negative_at_visits:
    query: select bool_and(relation = 'not_detected') from mrd where specimen = 'bone marrow' and id like 'marrow%'
    rows: select 'mrd', id from mrd where id like 'marrow%' and relation <> 'not_detected'
"""
SENTENCE = '\n[MRD was not detected at either visit]{.claim of="negative_at_visits"}.\n\n## Colophon'


@pytest.fixture
def claiming(project: ProjectPaths) -> ProjectPaths:
    """The project with a claim in its text."""
    project.claims("tiny").write_text(BOOK, encoding="utf-8")
    manuscript = project.manuscript("tiny")
    text = manuscript.read_text(encoding="utf-8")
    manuscript.write_text(text.replace("\n## Colophon", SENTENCE), encoding="utf-8")
    return project


@pytest.mark.usefixtures("claiming")
def test_a_claim_that_the_data_support_passes(epicrisis: Command) -> None:
    """Neither check nor build has anything to say to it."""
    outcome = epicrisis("check")

    assert (outcome.code, outcome.output) == (0, "no findings\n")


def test_a_claim_that_the_data_do_not_support_stops_the_build(
    epicrisis: Command, claiming: ProjectPaths, outputs: Outputs
) -> None:
    """The message names sentence, claim, query and the row that broke it; the outputs stay."""
    before = outputs()
    mrd = claiming.case_data("tiny") / "mrd.csv"
    flipped = mrd.read_text(encoding="utf-8").replace(
        "marrow_2,visit_2,bone marrow,,not_detected", "marrow_2,visit_2,bone marrow,,positive"
    )
    mrd.write_text(flipped, encoding="utf-8")

    outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 1
    assert "report/tiny.qmd, line 27, column 2" in outcome.errors
    assert "the data do not support “MRD was not detected at either visit”" in outcome.errors
    assert "the claim 'negative_at_visits' (report/tiny.claims.yml, line 2)" in outcome.errors
    assert "«select bool_and(relation = 'not_detected') from mrd where specimen = 'bone marrow'" in outcome.errors
    assert "data/tiny/mrd.csv, row 6 (marrow_2)" in outcome.errors
    assert "Traceback" not in outcome.errors
    assert outputs() == before
