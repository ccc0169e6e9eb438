"""What a report is made from, and the digest that stands for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.paths import ProjectPaths
from epicrisis.provenance.recipe import Recipe, make_recipe
from small_case import CASE_ID

ENGINE = {"name": "embedded", "version": "pandoc 1, typst 2"}


@pytest.fixture
def project(small_project: ProjectPaths) -> ProjectPaths:
    """The small case with a manuscript, a part of it, a theme, a lock, a notebook and generated files."""
    for name in (
        "requirements.lock",
        "notebooks/mrd.ipynb",
        "report/tiny.qmd",
        "report/_part.qmd",
        "report/theme/article.css",
        "report/_tables/tiny/mrd.md",
        "report/_notebooks/tiny/mrd.ipynb",
        "report/.draft.qmd.swp",
    ):
        file = small_project.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    return small_project


def recipe_of(paths: ProjectPaths) -> Recipe:
    """Return the recipe of the small case."""
    return make_recipe(paths, load_case(paths, CASE_ID), ENGINE)


def test_inputs_are_what_people_edit(project: ProjectPaths) -> None:
    """Data, notebooks, the manuscript with its parts and theme, the lock: nothing generated, nothing hidden."""
    inputs = recipe_of(project).inputs

    assert {"data/tiny/datapackage.json", "data/tiny/mrd.csv"} < set(inputs)
    assert [
        "_quarto.yml",
        "notebooks/mrd.ipynb",
        "report/_part.qmd",
        "report/theme/article.css",
        "report/tiny.qmd",
        "requirements.lock",
    ] == [name for name in inputs if not name.startswith("data/")]


def test_the_manuscript_of_another_case_is_no_input(project: ProjectPaths) -> None:
    """What does not decide the bytes of a report leaves its digest as it is."""
    before = recipe_of(project).digest
    shutil.copytree(project.case_data(CASE_ID), project.case_data("other"))
    project.manuscript("other").write_text("Another story.", encoding="utf-8")
    project.claims("other").write_text("claims: []", encoding="utf-8")

    after = recipe_of(project).digest

    assert before == after


@pytest.mark.parametrize("name", ["report/_part.qmd", "data/tiny/mrd.csv", "requirements.lock", "_quarto.yml"])
def test_the_digest_follows_every_input(name: str, project: ProjectPaths) -> None:
    """One byte more is another recipe."""
    before = recipe_of(project)
    with (project.root / name).open("a", encoding="utf-8") as stream:
        stream.write("\n")

    after = recipe_of(project)

    assert before.digest != after.digest
    assert {name} == {path for path in after.inputs if after.inputs[path] != before.inputs[path]}


def test_a_picture_elsewhere_in_the_project_is_an_input_if_it_is_read(project: ProjectPaths) -> None:
    """What the check has read of generated files, of code and of other cases is none."""
    names = (
        "images/scan.png",
        "figures/tiny/mrd.svg",
        "src/package/code.py",
        "data/other/mrd.csv",
        "_variables.yml",
    )
    for name in names:
        file = project.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    case = load_case(project, CASE_ID)

    read = make_recipe(project, case, ENGINE, [*names, "gone.png", "data/tiny/mrd.csv"]).inputs

    assert {"images/scan.png"} == read.keys() - make_recipe(project, case, ENGINE).inputs.keys()


def test_the_digest_is_the_same_in_another_folder(project: ProjectPaths, tmp_path: Path) -> None:
    """No part of it is the place where the project lies."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(project.root, elsewhere, ignore=shutil.ignore_patterns("elsewhere"))

    assert recipe_of(project).digest == recipe_of(ProjectPaths(elsewhere)).digest


def test_another_engine_is_another_recipe(project: ProjectPaths) -> None:
    """Quarto and the embedded engine do not give the same bytes."""
    case = load_case(project, CASE_ID)

    digests = {make_recipe(project, case, {**ENGINE, "name": name}).digest for name in ("quarto", "embedded")}

    assert 2 == len(digests)
