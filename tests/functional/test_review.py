"""`epicrisis review`: a real change of a real project, built on both sides."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from epicrisis.paths import ProjectPaths
from functional.conftest import Command, Outcome
from review.revisions import W, marks, settled

REFERENCE = (
    "@article{poe2022, author={Poe, Ann}, title={A third made-up report}, journal={J Test}, year=2022, volume=3,"
    " pages={4}}\n"
)


@pytest.fixture(scope="module")
def as_submitted(built_project: ProjectPaths, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it was, with its figures."""
    folder = tmp_path_factory.mktemp("before") / "as-submitted"
    shutil.copytree(built_project.root, folder, ignore=shutil.ignore_patterns(".cache", "_build", "_*"))
    shutil.copy(built_project.root / "_quarto.yml", folder)
    return folder


def replace(path: Path, old: str, new: str) -> None:
    """Change a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def change(project: ProjectPaths) -> Callable[[], None]:
    """Change three cells and a sentence, and add a reference."""

    def edit() -> None:
        data = project.case_data("tiny")
        replace(data / "mrd.csv", "=,0.5,0.01", "=,0.7,0.01")
        replace(data / "timing.csv", "start,80,100", "start,82,100")
        replace(data / "facts.csv", "age,50,", "age,51,")
        replace(project.manuscript("tiny"), "The visit after that was", "The next visit was")
        references = project.report / "references.bib"
        references.write_text(references.read_text("utf-8") + REFERENCE, encoding="utf-8")
        replace(project.manuscript("tiny"), "[@doe2020]", "[@doe2020; @poe2022]")

    return edit


def read(project: ProjectPaths) -> dict[str, object]:
    """Return the record of the review."""
    record: dict[str, object] = json.loads((project.case_build("tiny") / "review.json").read_text("utf-8"))
    return record


def test_a_change_is_followed_from_the_cell_to_the_figure(
    epicrisis: Command, project: ProjectPaths, as_submitted: Path, change: Callable[[], None]
) -> None:
    """Both sides are built; a second review takes the base from the cache and gives the same bytes."""
    change()

    first = epicrisis("review", "--base", str(as_submitted), "--engine", "embedded")
    page = (project.case_build("tiny") / "review.html").read_bytes()
    again = epicrisis("review", "--base", str(as_submitted), "--engine", "embedded")

    record = read(project)
    chain = {(link["table"], link["row"]): link for link in record["chain"]}  # type: ignore[attr-defined]
    assert (first.code, again.code) == (0, 0)
    assert "as-submitted, built in .cache/review" in first.errors
    assert "as-submitted, from the cache" in again.errors
    assert page == (project.case_build("tiny") / "review.html").read_bytes()
    assert set(chain) == {("mrd", "relapse"), ("timing", "visit_2_day"), ("facts", "age")}
    assert [figure["stem"] for figure in chain["mrd", "relapse"]["figures"]] == ["mrd"]
    assert {figure["stem"] for figure in chain["timing", "visit_2_day"]["figures"]} >= {"timeline", "mrd"}
    assert {block["by"] for block in record["text"]} == {"data", "author", "both"}  # type: ignore[attr-defined]
    assert [reference["key"] for reference in record["references"]] == ["poe2022"]  # type: ignore[attr-defined]
    assert all(figure["unexplained"] == [] for figure in record["figures"])  # type: ignore[attr-defined]
    assert all(figure["redrawn"] is None for figure in record["figures"])  # type: ignore[attr-defined]


def test_a_base_that_cannot_be_built_is_compared_by_its_sources(
    epicrisis: Command, project: ProjectPaths, as_submitted: Path, tmp_path: Path
) -> None:
    """A column that this program does not know any more: data and text are compared, and the page says why."""
    old = tmp_path / "old"
    shutil.copytree(as_submitted, old)
    replace(old / "report" / "tiny.qmd", "tiny.mrd.relapse.text", "tiny.mrd.gone.text")

    outcome = epicrisis("review", "--base", str(old), "--engine", "embedded")

    record = read(project)
    assert outcome.code == 0
    assert record["text_basis"] == "source"
    assert "tiny.mrd.gone" in record["base"]["not_built_because"]  # type: ignore[index]
    assert "compared as it stands in the manuscript" in (
        (project.case_build("tiny") / "review.html").read_text("utf-8").lower()
    )


def test_a_project_that_cannot_be_built_is_reviewed_all_the_same(
    epicrisis: Command, project: ProjectPaths, as_submitted: Path
) -> None:
    """The cell leads to the finding that stops the build; the last report stays, and the code is 1."""
    report = (project.case_build("tiny") / "tiny.html").read_bytes()
    replace(project.case_data("tiny") / "mrd.csv", "=,0.5,0.01", "=,500,0.01")

    outcome = epicrisis("review", "--base", str(as_submitted), "--engine", "embedded")

    record = read(project)
    assert outcome.code == 1
    assert "data/tiny/mrd.csv, row 2, column value_percent" in outcome.errors
    assert record["new"]["not_built_because"]  # type: ignore[index]
    assert record["chain"][0]["findings"]  # type: ignore[index]
    assert report == (project.case_build("tiny") / "tiny.html").read_bytes()


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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "pdf"), "the formats are "),
        (("--base", "no-such-thing"), "there is no such git revision and no such project folder"),
        (("--case", "nobody"), "no case 'nobody'"),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_written(
    epicrisis: Command, project: ProjectPaths, arguments: tuple[str, ...], message: str
) -> None:
    """Exit code 2."""
    outcome: Outcome = epicrisis("review", *arguments)

    assert outcome.code == 2
    assert message in outcome.errors
    assert not (project.case_build("tiny") / "review.html").exists()
