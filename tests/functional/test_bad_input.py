"""Bad input gets a clear message, the right exit code and no traceback, and nothing is lost."""

import json
from collections.abc import Callable

import pytest

from epicrisis.paths import ProjectPaths
from functional.conftest import Command

Outputs = Callable[[], dict[str, str]]


def change(path_text: tuple[str, str, str], paths: ProjectPaths) -> None:
    """Replace a text in a file of the project, which must hold it."""
    name, old, new = path_text
    path = paths.root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


MRD = "data/tiny/mrd.csv"
TEXT = "report/tiny.qmd"


@pytest.mark.parametrize(
    ("edit", "place", "message"),
    [
        pytest.param(
            (MRD, ",specimen,", ",sample,"), f"{MRD}, row 1, column specimen", "missing", id="missing column"
        ),
        pytest.param(
            (MRD, ",specimen,", ",sample,"), f"{MRD}, row 1, column sample", "unknown", id="unknown column"
        ),
        pytest.param(
            (MRD, ",0.5,", ",half,"), f"{MRD}, row 2, column value_percent", "'half' is not a number", id="type"
        ),
        pytest.param(
            (MRD, "relapse,relapse", "relapse,relaps"), f"{MRD}, row 2, column event", "'relaps'", id="event"
        ),
        pytest.param(
            (MRD, "marrow_2,", "marrow_1,"), f"{MRD}, row 6, column id", "taken by row 5", id="duplicate id"
        ),
        pytest.param((TEXT, "mrd.svg", "mdr.svg"), f"{TEXT}, line 17", "mdr.svg", id="missing image"),
        pytest.param(
            (TEXT, "tiny.times.visit_2", "tiny.times.visit_9"), f"{TEXT}, line 13", "visit_9", id="variable"
        ),
        pytest.param((TEXT, "see @fig-mrd", "see @fig-mdr"), f"{TEXT}, line 12", "fig-mdr", id="cross-reference"),
        pytest.param((TEXT, "@doe2020", "@doe2021"), f"{TEXT}, line 12", "doe2021", id="citation"),
        pytest.param((TEXT, "tiny/mrd.md", "tiny/mdr.md"), f"{TEXT}, line 22", "mdr.md", id="include"),
    ],
)
def test_a_wrong_input_is_named_with_its_place_before_anything_is_built(
    epicrisis: Command,
    project: ProjectPaths,
    outputs: Outputs,
    edit: tuple[str, str, str],
    place: str,
    message: str,
) -> None:
    """Exit code 1, file with row and column or line, no stage but the check, outputs as they were."""
    before = outputs()
    change(edit, project)

    outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 1
    assert any(line.startswith(f"{place}: ") and message in line for line in outcome.errors.splitlines()), (
        outcome.errors
    )
    assert "Traceback" not in outcome.errors
    assert "figures" not in outcome.errors.partition("\n")[0]
    assert outputs() == before


def test_all_problems_come_at_once(epicrisis: Command, project: ProjectPaths) -> None:
    """Two tables and two columns in one run."""
    change((MRD, ",0.5,", ",half,"), project)
    change(("data/tiny/events.csv", ",outcome,", ",ending,"), project)

    outcome = epicrisis("build", "--engine", "embedded")

    assert f"{MRD}, row 2, column value_percent" in outcome.errors
    assert "data/tiny/events.csv, row 11, column lane" in outcome.errors
    assert "2 problems; nothing was built" in outcome.errors


def test_all_problems_of_a_manuscript_come_at_once(epicrisis: Command, project: ProjectPaths) -> None:
    """A variable, a reference and a citation in one run."""
    for old, new in (("visit_2", "visit_9"), ("see @fig-mrd", "see @fig-mdr"), ("@doe2020", "@doe2021")):
        change((TEXT, old, new), project)

    outcome = epicrisis("check", "--format", "json")

    assert outcome.code == 1
    errors = [finding for finding in json.loads(outcome.output) if finding["severity"] == "error"]
    assert sorted(finding["line"] for finding in errors) == [12, 12, 13]


def _first_code_cell(paths: ProjectPaths, source: str) -> None:
    path = paths.notebooks / "mrd.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell["source"] = source
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("raise ValueError('no such specimen')", "ValueError: no such specimen"),
        ("import os\nos._exit(1)", "the kernel died"),
    ],
)
def test_a_failing_notebook_ends_with_3_and_leaves_the_outputs(
    epicrisis: Command, project: ProjectPaths, outputs: Outputs, source: str, message: str
) -> None:
    """Even the figures of the notebooks that did run stay as they were."""
    before = outputs()
    change((MRD, ",0.5,", ",0.7,"), project)
    _first_code_cell(project, source)

    outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 3
    assert "notebooks/mrd.ipynb, code cell 1" in outcome.errors
    assert message in outcome.errors
    assert "Traceback" not in outcome.errors
    assert outputs() == before


def test_a_failing_render_takes_the_new_figures_back(
    epicrisis: Command, project: ProjectPaths, outputs: Outputs
) -> None:
    """Page and figures never disagree: a theme that does not compile leaves both as they were."""
    before = outputs()
    change((MRD, ",0.5,", ",0.7,"), project)
    (project.report / "theme" / "typst-template.typ").write_text("#let article(..) = nonsense(", encoding="utf-8")

    outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 3
    assert "Traceback" not in outcome.errors
    assert outputs() == before


def test_quarto_that_is_not_installed_ends_with_4(
    epicrisis: Command, monkeypatch: pytest.MonkeyPatch, outputs: Outputs
) -> None:
    """The message says how to get it."""
    monkeypatch.setattr("epicrisis.render.select.find_quarto", lambda _root: iter(()))
    before = outputs()

    outcome = epicrisis("build", "--engine", "quarto")

    assert outcome.code == 4
    assert "make quarto" in outcome.errors
    assert outputs() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("build", "--case", "tinny"), "no case 'tinny'"),
        (("build", "--engine", "word"), "invalid choice: 'word'"),
        (("render", "nowhere.qmd"), "nowhere.qmd"),
        (("render", "report/tiny.qmd", "--to", "epub"), "epub"),
        ((), "COMMAND"),
    ],
)
def test_wrong_usage_ends_with_2(epicrisis: Command, arguments: tuple[str, ...], message: str) -> None:
    """The message names what was wrong."""
    outcome = epicrisis(*arguments)

    assert outcome.code == 2
    assert message in outcome.errors
    assert "Traceback" not in outcome.errors


@pytest.mark.parametrize("folder", [".", "report", "figures/tiny", "data", "_quarto.yml"])
def test_outputs_never_fall_among_what_people_edit(
    epicrisis: Command, project: ProjectPaths, outputs: Outputs, folder: str
) -> None:
    """Executed notebooks in `notebooks/` would overwrite the sources."""
    before = outputs()
    notebook = (project.notebooks / "mrd.ipynb").read_bytes()

    outcome = epicrisis("build", "--output-dir", folder)

    assert outcome.code == 2
    assert "outputs need a folder of their own" in outcome.errors
    assert (project.notebooks / "mrd.ipynb").read_bytes() == notebook
    assert outputs() == before


def test_no_reason_makes_an_unreadable_case_readable(epicrisis: Command, project: ProjectPaths) -> None:
    """An acknowledgement of a broken table is no way round it: check and build agree."""
    change((MRD, ",0.5,", ",half,"), project)
    acknowledged = project.case_data("tiny") / "acknowledged.csv"
    acknowledged.write_text(
        f'rule,place,reason\ncase.table,"{MRD}, row 2, column value_percent",fine\n', encoding="utf-8"
    )

    assert epicrisis("check").code == 1
    assert "'half' is not a number" in epicrisis("build").errors


def test_a_missing_notebook_is_told_instead_of_an_old_figure_shown(
    epicrisis: Command, project: ProjectPaths, outputs: Outputs
) -> None:
    """New numbers beside an old figure would contradict each other."""
    before = outputs()
    (project.notebooks / "mrd.ipynb").unlink()

    outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 3
    assert "no figure came from notebooks/mrd.ipynb" in outcome.errors
    assert outputs() == before


def test_a_project_may_do_without_a_figure(epicrisis: Command, project: ProjectPaths) -> None:
    """One that has neither the notebook nor an old picture of it."""
    (project.notebooks / "mrd.ipynb").unlink()
    for file in project.case_figures("tiny").glob("mrd.*"):
        file.unlink()

    assert epicrisis("figures").code == 0
    assert not (project.case_figures("tiny") / "mrd.svg").exists()


def test_a_broken_project_file_is_a_problem_with_its_line(epicrisis: Command, project: ProjectPaths) -> None:
    """Nobody reads a traceback because of a bracket."""
    project.quarto_config.write_text("project: [\n", encoding="utf-8")

    outcome = epicrisis("check")

    assert outcome.code == 1
    assert outcome.errors.startswith("_quarto.yml, line ")
    assert "Traceback" not in outcome.errors
