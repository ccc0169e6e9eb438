"""`epicrisis review`: a real change of a real project, built on both sides."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from epicrisis.paths import ProjectPaths
from functional.conftest import Command, Outcome, replace


def read(project: ProjectPaths) -> dict[str, Any]:
    """Return the record of the review."""
    record: dict[str, Any] = json.loads((project.case_build("tiny") / "review.json").read_text("utf-8"))
    return record


def words(project: ProjectPaths) -> str:
    """Return what the page of the review says."""
    page = html.parse(project.case_build("tiny") / "review.html").getroot()
    return " ".join(page.find("body").text_content().split())


def without_column(table: str, column: str) -> str:
    """Return a table without one of its columns."""
    rows = list(csv.reader(io.StringIO(table)))
    at = rows[0].index(column)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([*row[:at], *row[at + 1 :]] for row in rows)
    return stream.getvalue()


def test_a_change_is_followed_from_the_cell_to_the_figure(
    epicrisis: Command, project: ProjectPaths, as_submitted: Path, change: Callable[[], None]
) -> None:
    """Both sides are built; a second review takes the base from the cache and gives the same bytes."""
    change()

    first = epicrisis("review", "--base", str(as_submitted), "--engine", "embedded")
    page = (project.case_build("tiny") / "review.html").read_bytes()
    again = epicrisis("review", "--base", str(as_submitted), "--engine", "embedded")

    record = read(project)
    chain = {(link["table"], link["row"]): link for link in record["chain"]}
    assert (first.code, again.code) == (0, 0)
    assert "as-submitted, built in .cache/review" in first.errors
    assert "as-submitted, from the cache" in again.errors
    assert page == (project.case_build("tiny") / "review.html").read_bytes()
    assert set(chain) == {("mrd", "relapse"), ("timing", "visit_2_day"), ("facts", "age")}
    assert [figure["stem"] for figure in chain["mrd", "relapse"]["figures"]] == ["mrd"]
    assert {figure["stem"] for figure in chain["timing", "visit_2_day"]["figures"]} >= {"timeline", "mrd"}
    assert {block["by"] for block in record["text"]} == {"data", "author", "both"}
    assert [reference["key"] for reference in record["references"]] == ["poe2022"]
    assert all(figure["unexplained"] == [] for figure in record["figures"])
    assert all(figure["redrawn"] is None for figure in record["figures"])


def test_a_base_with_errors_is_built_and_compared_whole(
    epicrisis: Command, project: ProjectPaths, old: Path
) -> None:
    """A share above 100%: values, sentences and figures are compared as they came out."""
    replace(old / "data" / "tiny" / "mrd.csv", "=,0.5,0.01", "=,500,0.01")

    outcome = epicrisis("review", "--base", str(old), "--engine", "embedded")

    record = read(project)
    (link,) = record["chain"]
    assert outcome.code == 0
    assert (record["text_basis"], record["base"]["not_built_because"]) == ("rendered", None)
    assert [line.partition(":")[0] for line in record["base"]["stopped_by"]] == [
        "data/tiny/mrd.csv, row 2, column value_percent"
    ]
    assert {"500%", "0.5%"} <= {part["text"] for excerpt in link["text"] for part in excerpt["passages"]}
    assert {(number["old"], number["new"]) for number in record["numbers"]} >= {("500%", "0.5%")}
    assert [figure["stem"] for figure in link["figures"]] == ["mrd"]
    assert [finding["state"] for finding in link["findings"]] == ["removed"]
    assert "old has 1 error under the rules of today" in words(project)


def test_what_is_built_in_spite_of_errors_is_no_publication(
    epicrisis: Command, project: ProjectPaths, old: Path
) -> None:
    """It lies in the cache, says so itself, and has neither print nor manifest."""
    replace(old / "data" / "tiny" / "mrd.csv", "=,0.5,0.01", "=,500,0.01")

    epicrisis("review", "--base", str(old), "--engine", "embedded")

    (page,) = project.reviews.glob("*/page.html")
    made = {path.name for path in page.parent.rglob("*") if path.is_file()}
    assert "Not a publication." in page.read_text("utf-8")
    assert not {"manifest.json", "tiny.html", "tiny.pdf"} & made


def test_a_base_that_names_what_is_gone_is_built_all_the_same(
    epicrisis: Command, project: ProjectPaths, old: Path
) -> None:
    """A value and a figure that the program does not know any more stand in the text with question marks."""
    replace(old / "report" / "tiny.qmd", "at relapse.", "at relapse, see @fig-gone.")
    replace(old / "report" / "tiny.qmd", "The visit", "MRD was {{< var tiny.mrd.gone.text >}}. The visit")

    outcome = epicrisis("review", "--base", str(old), "--engine", "embedded")

    record = read(project)
    gone = "".join(part["text"] for block in record["text"] for part in block["passages"])
    assert outcome.code == 0
    assert record["text_basis"] == "rendered"
    assert "?var:tiny.mrd.gone.text" in gone
    assert "?@fig-gone" in gone
    assert "report/tiny.qmd, line 13: there is no variable tiny.mrd.gone.text" in words(project)


def test_what_came_later_is_supplied(epicrisis: Command, project: ProjectPaths, old: Path) -> None:
    """A table, a column, the settings, the notebooks and the theme: the page says so."""
    (old / "data" / "tiny" / "coverage.csv").unlink()
    table = old / "data" / "tiny" / "treatments.csv"
    table.write_text(without_column(table.read_text("utf-8"), "route"), "utf-8")
    (old / "_quarto.yml").unlink()
    shutil.rmtree(old / "notebooks")
    shutil.rmtree(old / "report" / "theme")

    outcome = epicrisis("review", "--base", str(old), "--engine", "embedded")

    record = read(project)
    assert outcome.code == 0
    assert record["text_basis"] == "rendered"
    assert record["base"]["supplied"] == [
        "data/tiny/treatments.csv has no column route; it stands here without content.",
        "data/tiny/coverage.csv is not in it and stands here as a table without rows.",
        "_quarto.yml is not in it; the working tree's is used.",
        "notebooks/ is not in it; the working tree's is used.",
        "report/theme/ is not in it; the working tree's is used.",
    ]
    assert "data/tiny/coverage.csv is not in it" in words(project)
    assert record["base"]["stopped_by"] == []


def test_notebooks_that_run_no_more_are_replaced(epicrisis: Command, project: ProjectPaths, old: Path) -> None:
    """What they call has moved; the figures are drawn from the base's data all the same."""
    replace(old / "data" / "tiny" / "mrd.csv", "=,0.5,0.01", "=,0.7,0.01")
    replace(
        old / "notebooks" / "mrd.ipynb", "from epicrisis.figures import mrd", "from epicrisis.plots import mrd"
    )

    outcome = epicrisis("review", "--base", str(old), "--engine", "embedded")

    record = read(project)
    (sentence,) = record["base"]["supplied"]
    assert outcome.code == 0
    assert record["text_basis"] == "rendered"
    assert sentence.startswith("notebooks/mrd.ipynb, code cell 2")
    assert sentence.endswith("; the working tree's notebooks drew the figures.")
    assert [figure["stem"] for figure in record["chain"][0]["figures"]] == ["mrd"]


@pytest.mark.parametrize(
    ("file", "before", "after", "reason"),
    [
        (
            "data/tiny/mrd.csv",
            "cytometry,=,0.5",
            "cytometry,eq,0.5",
            "data/tiny/mrd.csv, row 2, column relation: unknown relation 'eq'.",
        ),
        (
            "data/tiny/timing.csv",
            "start,80,100",
            "start,8,10",
            "data/tiny/timing.csv, row ",
        ),
        (
            "report/tiny.qmd",
            "_tables/tiny/mrd.md",
            "_tables/tiny/old.md",
            "report/tiny.qmd, line 22: the included file _tables/tiny/old.md does not exist.",
        ),
    ],
)
def test_a_base_that_cannot_be_read_says_why(
    epicrisis: Command, project: ProjectPaths, old: Path, file: str, before: str, after: str, reason: str
) -> None:
    """A word that means nothing, days that cannot be, a part that is missing: then sources are compared."""
    replace(old / file, before, after)

    outcome = epicrisis("review", "--base", str(old), "--engine", "embedded")

    record = read(project)
    assert outcome.code == 0
    assert record["text_basis"] == "source"
    assert record["base"]["not_built_because"].startswith(reason)
    assert reason in words(project)
    assert "Compared as it stands in the manuscript's source" in words(project)


def test_a_base_without_a_manuscript_says_so(epicrisis: Command, project: ProjectPaths, old: Path) -> None:
    """Its data are compared."""
    (old / "report" / "tiny.qmd").unlink()
    replace(old / "data" / "tiny" / "mrd.csv", "=,0.5,0.01", "=,0.7,0.01")

    outcome = epicrisis("review", "--base", str(old), "--engine", "embedded")

    record = read(project)
    assert outcome.code == 0
    assert "has no manuscript: report/tiny.qmd is missing" in record["base"]["not_built_because"]
    assert [link["row"] for link in record["chain"]] == ["relapse"]


def test_a_project_with_errors_is_built_for_the_review_alone(
    epicrisis: Command, project: ProjectPaths, as_submitted: Path, outputs: Callable[[], dict[str, str]]
) -> None:
    """The cell leads to words, marks and the finding; the last report and its figures stay, and the code is 1."""
    before = outputs()
    replace(project.case_data("tiny") / "mrd.csv", "=,0.5,0.01", "=,500,0.01")

    outcome = epicrisis("review", "--base", str(as_submitted), "--engine", "embedded")

    record = read(project)
    (link,) = record["chain"]
    after = outputs()
    assert outcome.code == 1
    assert "data/tiny/mrd.csv, row 2, column value_percent" in outcome.errors
    assert "built for this review only" in outcome.errors
    assert record["text_basis"] == "rendered"
    assert record["new"]["stopped_by"]
    assert link["findings"]
    assert [figure["stem"] for figure in link["figures"]] == ["mrd"]
    assert {name: after[name] for name in before} == before


def test_what_the_project_itself_lacks_is_not_supplied(
    epicrisis: Command, project: ProjectPaths, as_submitted: Path
) -> None:
    """A table that is gone is a mistake, and no table that came later."""
    (project.case_data("tiny") / "coverage.csv").unlink()

    outcome = epicrisis("review", "--base", str(as_submitted), "--engine", "embedded")

    record = read(project)
    assert outcome.code == 1
    assert record["new"]["supplied"] == []
    assert record["new"]["not_built_because"].startswith("data/tiny/coverage.csv: the file is missing.")
    assert "compared unbuilt" in outcome.errors


@pytest.mark.parametrize("name", ["mrd.json", "mrd.png", "mrd.svg"])
def test_a_damaged_figure_of_the_base_is_drawn_anew(
    epicrisis: Command, project: ProjectPaths, old: Path, name: str
) -> None:
    """What was published with it cannot be held against it; the rest can."""
    (old / "figures" / "tiny" / name).write_bytes(b"\xff")

    outcome = epicrisis("review", "--base", str(old), "--engine", "embedded")

    record = read(project)
    assert outcome.code == 0
    assert [figure["state"] for figure in record["figures"]] == ["same", "same", "same"]
    assert (record["text_basis"], record["text"]) == ("rendered", [])


def test_reasons_name_files_from_the_project_on(epicrisis: Command, project: ProjectPaths, old: Path) -> None:
    """Pandoc says where it worked, which is nobody's business."""
    template = old / "report" / "theme" / "template.html"
    template.write_bytes(template.read_bytes()[: template.stat().st_size // 2])

    epicrisis("review", "--base", str(old), "--engine", "embedded")

    reason = read(project)["base"]["not_built_because"]
    assert '"report/theme/template.html"' in reason
    assert ".cache" not in reason


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("_quarto.yml", "_quarto.yml: not UTF-8. Save the file as UTF-8."),
        ("report/theme/article.css", "article.css, named in the settings, is not UTF-8 text"),
    ],
)
def test_settings_and_theme_that_cannot_be_read_are_named(
    epicrisis: Command, project: ProjectPaths, old: Path, file: str, reason: str
) -> None:
    """No traceback, whatever lies in an old folder."""
    (old / file).write_bytes(b"\xff\xfe\x00")

    outcome = epicrisis("review", "--base", str(old), "--engine", "embedded")

    assert outcome.code == 0
    assert read(project)["base"]["not_built_because"] == reason


def test_a_report_is_not_published_because_a_review_has_built_it(
    epicrisis: Command, project: ProjectPaths, as_submitted: Path
) -> None:
    """What a lenient build has made of errors is not taken for what has passed."""
    replace(project.case_data("tiny") / "mrd.csv", "=,0.5,0.01", "=,500,0.01")
    epicrisis("review", "--base", str(as_submitted), "--engine", "embedded")

    outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 1
    assert "data/tiny/mrd.csv, row 2, column value_percent" in outcome.errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "pdf"), "the formats are "),
        (("--base", "no-such-thing"), "no such version of the data and no such project folder"),
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
