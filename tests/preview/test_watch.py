"""Which saves call for a build."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from epicrisis.paths import ProjectPaths
from epicrisis.preview.watch import PACKAGE, Watcher, is_edited, watched_folders
from small_case import write_case


@pytest.fixture
def paths(tmp_path: Path) -> ProjectPaths:
    """A project with its folders."""
    paths = write_case(tmp_path)
    for folder in (paths.notebooks, paths.case_tables("tiny"), paths.executed_notebooks("tiny"), paths.cache):
        folder.mkdir(parents=True)
    return paths


@pytest.mark.parametrize(
    "name",
    [
        "_quarto.yml",
        "data/tiny/mrd.csv",
        "data/tiny/datapackage.json",
        "notebooks/mrd.ipynb",
        "report/tiny.qmd",
        "report/_part.qmd",
        "report/theme/article.css",
    ],
)
def test_what_people_edit_is_watched(paths: ProjectPaths, name: str) -> None:
    """Also a file that is not there yet, or no longer."""
    assert is_edited(paths, paths.root / name)


def test_the_package_is_watched() -> None:
    """Its code and its resources, not what Python makes of them."""
    paths = ProjectPaths(Path("/nowhere"))

    assert is_edited(paths, PACKAGE / "figures" / "mrd.py")
    assert is_edited(paths, PACKAGE / "preview" / "resources" / "client.js")
    assert not is_edited(paths, PACKAGE / "figures" / "__pycache__" / "mrd.cpython-311.pyc")


@pytest.mark.parametrize(
    "name",
    [
        "_variables.yml",
        "README.md",
        "report/_tables/tiny/mrd.md",
        "report/_notebooks/tiny/mrd.ipynb",
        "_build/tiny/tiny.html",
        "figures/tiny/mrd.svg",
        ".cache/build.lock",
        "report/.tiny.qmd.swp",
        "report/tiny.qmd~",
        "report/#tiny.qmd#",
        "notebooks/.ipynb_checkpoints/mrd-checkpoint.ipynb",
    ],
)
def test_what_a_build_makes_or_an_editor_keeps_aside_is_not(paths: ProjectPaths, name: str) -> None:
    """A build that called for the next one would never end."""
    assert not is_edited(paths, paths.root / name)


def test_only_folders_that_are_there_are_watched(paths: ProjectPaths) -> None:
    """A project without notebooks is one, too."""
    paths.notebooks.rmdir()

    assert watched_folders(paths) == (paths.data, paths.report, PACKAGE)


def test_a_save_comes_as_one_batch(paths: ProjectPaths) -> None:
    """Written beside, renamed, and with a file of the root that is replaced: no watcher loses it."""
    watcher = Watcher(paths)
    batches = watcher.batches()
    wanted = {paths.report / "tiny.qmd", paths.quarto_config}
    found: set[Path] = set()
    over = threading.Event()

    def save() -> None:
        while not over.wait(0.2):  # again and again, since nobody knows when the system begins to watch
            for file in wanted:
                beside = file.with_name(f".{file.name}.tmp")
                beside.write_text("new", encoding="utf-8")
                beside.replace(file)
            (paths.root / "_variables.yml").write_text("made", encoding="utf-8")

    thread = threading.Thread(target=save)
    thread.start()
    while found != wanted:
        found |= next(batches)
    over.set()
    thread.join()
    watcher.stop()

    assert found == wanted
