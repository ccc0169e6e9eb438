"""`epicrisis review --format docx`: a redline in Word of the same change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from epicrisis.paths import ProjectPaths
from functional.conftest import Command, replace
from review.revisions import W, marks, settled


def test_a_word_redline_leads_from_one_text_to_the_other(
    epicrisis: Command, project: ProjectPaths, as_submitted: Path, change: Callable[[], None]
) -> None:
    """Its author is the pair of data versions, its date that of the data."""
    change()

    outcome = epicrisis("review", "--base", str(as_submitted), "--format", "docx", "--engine", "embedded")

    redline = (project.case_build("tiny") / "review.docx").read_bytes()
    new, old = ("\n".join(settled(redline, keep)) for keep in ("ins", "del"))
    assert outcome.code == 0
    assert "The next visit was" in new
    assert "The visit after that was" in old
    assert "(MRD) was 0.7% at relapse" in new
    assert {mark.get(f"{W}author") for mark in marks(redline)} == {"tiny 0.1.0"}
    assert {mark.get(f"{W}date") for mark in marks(redline)} == {"2024-02-29T00:00:00Z"}
    assert not (project.case_build("tiny") / "review.html").exists()


def test_a_word_redline_of_a_base_with_errors(epicrisis: Command, project: ProjectPaths, old: Path) -> None:
    """It is rendered as the page is."""
    replace(old / "data" / "tiny" / "mrd.csv", "=,0.5,0.01", "=,500,0.01")
    replace(old / "report" / "tiny.qmd", "at relapse.", "at relapse, see @fig-gone.")

    outcome = epicrisis("review", "--base", str(old), "--format", "docx", "--engine", "embedded")

    redline = (project.case_build("tiny") / "review.docx").read_bytes()
    before = "\n".join(settled(redline, "del"))
    assert outcome.code == 0
    assert "500% at relapse, see ?@fig-gone" in before


def test_there_is_no_word_redline_of_a_base_that_cannot_be_read(
    epicrisis: Command, project: ProjectPaths, old: Path
) -> None:
    """The message says why and what to do; nothing is written."""
    replace(old / "data" / "tiny" / "mrd.csv", "cytometry,=,0.5", "cytometry,eq,0.5")

    outcome = epicrisis("review", "--base", str(old), "--format", "html,docx", "--engine", "embedded")

    assert outcome.code == 3
    assert "no Word redline: old could not be built (data/tiny/mrd.csv, row 2" in outcome.errors
    assert "Leave docx out of --format." in outcome.errors
    assert not (project.case_build("tiny") / "review.html").exists()
