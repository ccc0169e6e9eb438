"""`epicrisis build`: a case that the package has never heard of goes through the whole pipeline."""

import json
import re
import shutil
from collections.abc import Callable
from html import escape, unescape
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from epicrisis.digests import digest_file
from epicrisis.paths import FIGURE_FORMATS, FIGURE_STEMS, ProjectPaths
from functional.conftest import Command


def text_of(html: str) -> str:
    """Return the text of a page with single spaces."""
    body = re.sub(r"<(style|script|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", body)))


def test_a_build_makes_figures_page_print_and_manifest(built_project: ProjectPaths) -> None:
    """Every file that a reader expects is there, and no other."""
    made = {path.name for path in built_project.case_build("tiny").iterdir()}
    figures = {path.name for path in built_project.case_figures("tiny").iterdir()}

    assert made == {
        "tiny.html",
        "tiny.pdf",
        "tiny-care.html",
        "tiny-care.pdf",
        "_variables.yml",
        "manifest.json",
        "manifest.schema.json",
        "notebooks",
    }
    assert figures == {f"{stem}.{suffix}" for stem in FIGURE_STEMS for suffix in (*FIGURE_FORMATS, "json", "csv")}


def test_the_page_holds_the_values_of_the_data(built_project: ProjectPaths) -> None:
    """A sentence, the abstract, a table and a day come from the tables."""
    html = (built_project.case_build("tiny") / "tiny.html").read_text(encoding="utf-8")
    text = text_of(html).replace("\u00a0", " ")

    assert "(MRD) was 0.5% at relapse" in text
    assert "At relapse minimal residual disease (MRD) was 0.5% (1)" in text
    assert "The visit after that was between Day 80 and Day 100" in text
    assert 'data-source="data/tiny/mrd.csv#relapse"' in html


def test_the_page_fetches_nothing(built_project: ProjectPaths) -> None:
    """It is one file: images and styles are inside."""
    html = (built_project.case_build("tiny") / "tiny.html").read_text(encoding="utf-8")

    fetched = re.findall(r"<(?:img|script|link|iframe|source)\b[^>]*?(?:src|href)=[\"'](?!data:|#)([^\"']+)", html)

    assert fetched == []
    assert "url(http" not in html


def test_the_manifest_names_inputs_and_outputs_by_their_digests(built_project: ProjectPaths) -> None:
    """Nothing of the machine is in it."""
    folder = built_project.case_build("tiny")
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    recipe = manifest["recipe"]

    assert manifest["outputs"]["tiny.pdf"] == digest_file(folder / "tiny.pdf")
    assert recipe["inputs"]["data/tiny/mrd.csv"] == digest_file(built_project.case_data("tiny") / "mrd.csv")
    assert recipe["engine"]["name"] == "embedded"
    assert str(built_project.root) not in text


def test_a_second_build_changes_no_byte(epicrisis: Command, outputs: Callable[[], dict[str, str]]) -> None:
    """The same inputs give the same figures, page, print and notebooks."""
    before = outputs()

    outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 0
    assert outputs() == before
    assert "figures  unchanged" in outcome.output


def test_one_changed_datum_changes_its_figure_table_and_sentence_and_no_other_figure(
    epicrisis: Command, project: ProjectPaths, outputs: Callable[[], dict[str, str]]
) -> None:
    """0.5% becomes 0.7% wherever it is shown, and nowhere else does a figure change."""
    before = outputs()
    table = project.case_data("tiny") / "mrd.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",0.5,", ",0.7,", 1), encoding="utf-8")

    outcome = epicrisis("build", "--engine", "embedded")

    after = outputs()
    changed = {name for name in after if after[name] != before.get(name)}
    html = (project.case_build("tiny") / "tiny.html").read_text(encoding="utf-8")
    assert outcome.code == 0
    assert {name for name in changed if name.startswith("figures/")} == {
        f"figures/tiny/mrd.{suffix}" for suffix in (*FIGURE_FORMATS, "json", "csv")
    }
    assert "(MRD) was 0.7% (1)" in text_of(html).replace("\u00a0", " ")
    assert "0.5%" not in text_of(html)
    assert html.count(">0.7%</a>") >= 3  # abstract, sentence and table


def test_the_outputs_go_where_they_are_asked_for(
    epicrisis: Command, project: ProjectPaths, outputs: Callable[[], dict[str, str]]
) -> None:
    """`--output-dir` leaves the usual folder alone."""
    before = outputs()

    outcome = epicrisis("build", "--engine", "embedded", "--output-dir", "elsewhere")

    assert outcome.code == 0
    assert (project.root / "elsewhere" / "tiny.pdf").is_file()
    assert outputs() == before


def test_progress_names_every_stage_and_the_summary_every_output(epicrisis: Command) -> None:
    """Stages go to standard error with their time, the summary to standard output."""
    outcome = epicrisis("build", "--engine", "embedded")

    assert re.findall(r"^(\w+) +\d+\.\d s", outcome.errors, re.MULTILINE) == [
        "check",
        "figures",
        "values",
        "render",
        "seal",
    ]
    for line in (
        "engine   the embedded engine",
        "data     tiny 0.1.0",
        "_build/tiny/tiny.html",
        "_build/tiny/tiny.pdf",
        "notebook _build/tiny/notebooks/mrd.html",
    ):
        assert line in outcome.output


@pytest.mark.parametrize("stem", FIGURE_STEMS)
def test_the_alternative_text_of_a_figure_is_on_the_page(built_project: ProjectPaths, stem: str) -> None:
    """It is the one that was made with the picture."""
    words = json.loads((built_project.case_figures("tiny") / f"{stem}.json").read_text(encoding="utf-8"))
    html = (built_project.case_build("tiny") / "tiny.html").read_text(encoding="utf-8")

    assert words["alt"] in [unescape(alt) for alt in re.findall(r'alt="([^"]*)"', html)]


def test_what_a_notebook_warns_of_is_shown_with_its_name(epicrisis: Command, project: ProjectPaths) -> None:
    """After the line of the figures; a warning does not stop the build and is not in the executed notebook."""
    path = project.notebooks / "mrd.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell["source"] = [*cell["source"], "\n", "import warnings\n", "warnings.warn('two specimens on one day')"]
    path.write_text(json.dumps(notebook), encoding="utf-8")

    outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 0
    lines = outcome.errors.splitlines()
    warned = next(number for number, line in enumerate(lines) if "two specimens on one day" in line)
    assert lines[warned].startswith("mrd: <cell>:")
    assert lines[warned - 1].startswith("figures")
    executed = project.case_build("tiny") / "notebooks" / "mrd.ipynb"
    assert "UserWarning" not in executed.read_text(encoding="utf-8")


def test_a_manuscript_takes_figures_and_tables_from_the_executed_notebooks(
    epicrisis: Command, project: ProjectPaths
) -> None:
    """The notebook in the project has no outputs; what this build made of it is shown, by either of its names."""
    text = project.manuscript("tiny").read_text(encoding="utf-8")
    embeds = "{{< embed ../notebooks/mrd.ipynb#fig-mrd >}}\n\n{{< embed _notebooks/tiny/mrd.ipynb#tbl-mrd >}}\n\n"
    figure = text.index("![Synthetic data. MRD.]")
    table = text.index("::: {#tbl-mrd}")
    end = text.index("## References")
    kept = text[:figure] + text[text.index("![Synthetic data. Immune") : table] + embeds + text[end:]
    project.manuscript("tiny").write_text(kept, encoding="utf-8")
    shutil.rmtree(project.report / "_notebooks")

    outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 0, outcome.errors
    html = (project.case_build("tiny") / "tiny.html").read_text(encoding="utf-8")
    alt = json.loads((project.case_figures("tiny") / "mrd.json").read_text(encoding="utf-8"))["alt"]
    figure_html = html[html.index('<figure id="fig-mrd"') :].partition("</figure>")[0]
    table_html = html[html.index('<table id="tbl-mrd"') :].partition("</table>")[0]
    assert "data:image/png;base64," in figure_html
    assert f'alt="{escape(alt)}"' in figure_html
    assert "see Figure 3 and Table 1" in text_of(html).replace("\u00a0", " ")
    assert "0.5%" in table_html
    assert all(cell["outputs"] == [] for cell in stored_code_cells(project, "mrd"))


def stored_code_cells(project: ProjectPaths, stem: str) -> list[dict[str, Any]]:
    """Return the code cells of a notebook as its author keeps it."""
    notebook = json.loads((project.notebooks / f"{stem}.ipynb").read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_a_wrong_embed_stops_the_build_before_a_notebook_runs(epicrisis: Command, project: ProjectPaths) -> None:
    """File, line, and the label that was probably meant."""
    with project.manuscript("tiny").open("a", encoding="utf-8") as manuscript:
        manuscript.write("\n{{< embed ../notebooks/timeline.ipynb#tbl-timelin >}}\n")

    outcome = epicrisis("build", "--engine", "embedded")

    assert outcome.code == 1
    line = len(project.manuscript("tiny").read_text(encoding="utf-8").splitlines())
    assert f"report/tiny.qmd, line {line}: the notebook ../notebooks/timeline.ipynb has no cell" in outcome.errors
    assert "Perhaps tbl-timeline is meant" in outcome.errors
    assert "figures" not in outcome.errors


def test_the_page_links_to_a_page_of_every_notebook(built_project: ProjectPaths) -> None:
    """Under its title; the link back leads to the report, and nothing is fetched or of this machine."""
    folder = built_project.case_build("tiny")
    html = (folder / "tiny.html").read_text(encoding="utf-8")

    links = re.findall(r'<a href="(notebooks/[^"]*)">([^<]*)</a>', html)
    pages = [(folder / href).read_text(encoding="utf-8") for href, _ in links]

    assert links == [
        ("notebooks/immune_cells.html", "Immune cells"),
        ("notebooks/mrd.html", "Minimal residual disease"),
        ("notebooks/timeline.html", "Timeline"),
    ]
    for page, (href, title) in zip(pages, links, strict=True):
        assert f'<h1 class="title">{title}</h1>' in page
        assert 'href="../tiny.html"' in page
        assert f'href="{href.removeprefix("notebooks/").replace(".html", ".ipynb")}"' in page
        assert re.findall(r'\b(?:src|href)="(?!data:|#|\.\./tiny\.html|[a-z_]+\.ipynb)([^"]*)"', page) == []
        assert str(built_project.root) not in page


def test_the_manifest_names_every_output(built_project: ProjectPaths) -> None:
    """Figures, notebooks with their pages, and values are outputs like the report."""
    folder = built_project.case_build("tiny")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    files = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    figures = built_project.case_figures("tiny")
    files |= {path.relative_to(built_project.root): path for path in figures.iterdir()}

    digests = {name.as_posix(): digest_file(path) for name, path in files.items()}
    assert {"manifest.json", "manifest.schema.json"} == digests.keys() - manifest["outputs"].keys()
    assert manifest["outputs"].items() <= digests.items()


def test_the_manifest_is_what_its_schema_says(built_project: ProjectPaths) -> None:
    """With every step of the build, and no file that was made by none of them."""
    folder = built_project.case_build("tiny")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    schema = json.loads((folder / manifest["$schema"]).read_text(encoding="utf-8"))

    faults = [error.message for error in Draft202012Validator(schema).iter_errors(manifest)]

    written = {name for step in manifest["steps"] for name in step["writes"]}
    assert [] == faults
    assert manifest["outputs"].keys() <= written


def test_the_colophon_prints_the_digest_of_the_manifest(built_project: ProjectPaths) -> None:
    """Who holds the page knows which inputs it was made from."""
    folder = built_project.case_build("tiny")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    page = text_of((folder / "tiny.html").read_text(encoding="utf-8"))

    assert f"Made from {manifest['digest']}." in page
