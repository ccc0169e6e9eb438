"""Paths: every folder of a project, from its root."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.errors import UsageError
from epicrisis.paths import ProjectPaths, find_project


def test_folders_are_named_from_the_root() -> None:
    """One root decides every path."""
    paths = ProjectPaths(Path("/project"))

    assert {
        "data": paths.case_data("some"),
        "figures": paths.case_figures("some"),
        "build": paths.case_build("some"),
        "tables": paths.case_tables("some"),
        "manuscript": paths.manuscript("some"),
        "notebooks": paths.notebooks,
        "variables": paths.variables,
    } == {
        "data": Path("/project/data/some"),
        "figures": Path("/project/figures/some"),
        "build": Path("/project/_build/some"),
        "tables": Path("/project/report/_tables/some"),
        "manuscript": Path("/project/report/some.qmd"),
        "notebooks": Path("/project/notebooks"),
        "variables": Path("/project/_variables.yml"),
    }


def test_project_is_found_from_any_folder_inside(small_project: ProjectPaths) -> None:
    """The command works wherever in the project it is called."""
    found = find_project(small_project.case_data("tiny"))

    assert found.root == small_project.root.resolve()


def test_outside_of_a_project_the_call_is_wrong(tmp_path: Path) -> None:
    """The message says what was looked for."""
    with pytest.raises(UsageError, match=r"no _quarto\.yml in .* or above it"):
        find_project(tmp_path)


def test_cases_are_the_folders_with_a_data_package(small_project: ProjectPaths) -> None:
    """Other folders under data/ are not cases; the ids are sorted."""
    (small_project.data / "notes").mkdir()
    (small_project.data / "another").mkdir()
    (small_project.data / "another" / "datapackage.json").write_text("{}")

    assert small_project.case_ids() == ("another", "tiny")


def test_relative_paths_are_the_same_on_every_machine(small_project: ProjectPaths) -> None:
    """Messages and manifests show forward slashes and no root."""
    assert small_project.relative(small_project.case_data("tiny") / "mrd.csv") == "data/tiny/mrd.csv"


def test_many_paths_are_named_as_each_alone(
    small_project: ProjectPaths, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Through links of folders and of files, in the project and elsewhere."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "picture.png").touch()
    small_project.report.mkdir(exist_ok=True)
    (small_project.root / "linked").symlink_to(elsewhere)
    (small_project.report / "picture.png").symlink_to(elsewhere / "picture.png")
    (small_project.report / "same.yml").symlink_to(small_project.quarto_config)
    paths = [
        small_project.quarto_config,
        small_project.report / "picture.png",
        small_project.report / "same.yml",
        small_project.report / "absent.qmd",
        small_project.root / "linked" / "picture.png",
        elsewhere / "picture.png",
    ]

    assert {path: small_project.relative(path) for path in paths} == small_project.names_of(paths)
