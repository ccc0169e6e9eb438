"""The RO-Crate of a report."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from epicrisis.case.load import load_case
from epicrisis.digests import digest_file
from epicrisis.errors import UsageError
from epicrisis.export.rocrate import export_rocrate
from epicrisis.paths import ProjectPaths
from epicrisis.provenance.manifest import MANIFEST_NAME, SCHEMA_NAME, make_manifest, schema_text
from epicrisis.provenance.recipe import make_recipe
from epicrisis.steps import StepRecord
from repository import commit_all, run_git
from small_case import CASE_ID, write_case

REPOSITORY = Path(__file__).parents[2]
JUDGE = REPOSITORY / ".venv" / "judge" / "bin" / "python"

NEEDS_JUDGE = pytest.mark.skipif(
    not JUDGE.is_file(), reason="the judge has a Python of its own: make .venv/judge.stamp, as make test does"
)

# What the profile recommends and a build does not know: an address on the web, a person, a publisher, a clock.
NOT_KNOWN = {
    "The Application SHOULD have a url",
    "The SoftwareApplication id SHOULD be an absolute URI",
    "The Action SHOULD have an endTime in ISO 8601 format",
    "The Action SHOULD have an agent that is a Person or Organization",
    "The `publisher` property of a `Root Data Entity` SHOULD be an `Organization`",
    "The organization SHOULD have a URL.",
}

STEP = StepRecord(
    name="notebook mrd",
    reads={"data/tiny/mrd.csv": "1" * 64, "src/other.py": "2" * 64},
    writes={"figures/tiny/mrd.svg": "3" * 64},
)


def seal(paths: ProjectPaths) -> None:
    """Write what a build leaves behind: a page, a figure and the manifest with one step."""
    build = paths.case_build(CASE_ID)
    files = {build / "tiny.html": "<p>Report</p>", paths.case_figures(CASE_ID) / "mrd.svg": "<svg/>"}
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    recipe = make_recipe(paths, load_case(paths, CASE_ID), {"name": "embedded", "version": "1"})
    (build / MANIFEST_NAME).write_text(
        make_manifest(paths, recipe, {file: digest_file(file) for file in files}, build, [STEP]).text(),
        encoding="utf-8",
    )
    (build / SCHEMA_NAME).write_text(schema_text(), encoding="utf-8")


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory) -> ProjectPaths:
    """The small case in a repository, built."""
    paths = write_case(tmp_path_factory.mktemp("project"), package={"contributors": [{"title": "Testers"}]})
    commit_all(paths.root)
    seal(paths)
    return paths


def entities(crate: Path) -> dict[str, dict[str, Any]]:
    """Return what the crate describes, by id."""
    graph = json.loads((crate / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    return {entity["@id"]: entity for entity in graph}


def ids(value: Any) -> set[str]:
    """Return the ids that a property refers to."""
    return {item["@id"] for item in (value if isinstance(value, list) else [value])}


def test_the_crate_holds_every_input_and_output(project: ProjectPaths) -> None:
    """In the layout of the project, each with its SHA-256."""
    crate = export_rocrate(project, CASE_ID)

    described = entities(crate)
    files = {path.relative_to(crate).as_posix() for path in crate.rglob("*") if path.is_file()}
    described_files = {name for name, entity in described.items() if entity["@type"] == "File"}
    assert files - {"ro-crate-metadata.json"} == described_files
    assert {"data/tiny/mrd.csv", "_quarto.yml", "figures/tiny/mrd.svg", "_build/tiny/tiny.html"} < files
    for name in ("data/tiny/mrd.csv", "_build/tiny/tiny.html"):
        assert digest_file(crate / name) == described[name]["sha256"]


def test_the_run_says_what_was_made_from_what_with_what(project: ProjectPaths) -> None:
    """As the Process Run Crate profile wants it; a step names those of its files that are in the crate."""
    described = entities(export_rocrate(project, CASE_ID))

    root, run, step = described["./"], described["#build"], described["#step-1"]
    assert {"https://w3id.org/ro/wfrun/process/0.5"} == ids(root["conformsTo"])
    assert {"#build", "#step-1"} == ids(root["mentions"])
    assert "_build/tiny/tiny.html" in ids(run["result"])
    assert "data/tiny/mrd.csv" in ids(run["object"])
    assert {"#epicrisis", "#engine-embedded"} == ids(run["instrument"])
    assert ({"data/tiny/mrd.csv"}, {"figures/tiny/mrd.svg"}) == (ids(step["object"]), ids(step["result"]))
    assert f"git:{run_git(project.root, 'rev-parse', 'HEAD')}" == described["#epicrisis"]["identifier"]


def test_the_data_version_dates_and_names_the_crate(project: ProjectPaths) -> None:
    """No clock, no computer, no person who happened to build it."""
    crate = export_rocrate(project, CASE_ID)

    root = entities(crate)["./"]
    assert ("2024-02-29", "0.1.0", "A tiny synthetic case") == (
        root["datePublished"],
        root["version"],
        root["name"],
    )
    assert str(project.root) not in (crate / "ro-crate-metadata.json").read_text(encoding="utf-8")


def test_a_second_crate_has_the_same_bytes_and_replaces_the_first(project: ProjectPaths) -> None:
    """Nothing of an older crate stays."""

    def read(crate: Path) -> dict[Path, bytes]:
        return {path.relative_to(crate): path.read_bytes() for path in crate.rglob("*") if path.is_file()}

    crate = export_rocrate(project, CASE_ID)
    before = read(crate)
    (crate / "old.txt").write_text("of an older crate", encoding="utf-8")

    assert before == read(export_rocrate(project, CASE_ID))


@pytest.mark.parametrize("name", ["data/tiny/mrd.csv", "_build/tiny/tiny.html"])
def test_a_build_that_was_edited_is_not_exported(name: str, project: ProjectPaths) -> None:
    """The crate would claim a run that never was."""
    (project.root / name).write_text("edited", encoding="utf-8")

    with pytest.raises(UsageError, match=r"edited since the last build: .*Run make report CASE=tiny first"):
        export_rocrate(project, CASE_ID)


def test_a_case_without_a_build_is_not_exported(small_project: ProjectPaths) -> None:
    """The message says what to do."""
    with pytest.raises(UsageError, match="Run make report CASE=tiny first"):
        export_rocrate(small_project, CASE_ID)


def test_a_folder_with_other_things_is_left_alone(project: ProjectPaths, tmp_path: Path) -> None:
    """Only a crate is replaced."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match="it is there already and is no RO-Crate"):
        export_rocrate(project, CASE_ID, folder)

    assert ["letter.txt"] == [path.name for path in folder.iterdir()]


@NEEDS_JUDGE
def test_an_outside_judge_finds_a_process_run_crate(project: ProjectPaths, tmp_path: Path) -> None:
    """Of what roc-validator requires nothing is missing, of what it recommends only what we do not know."""
    crate = export_rocrate(project, CASE_ID)
    command = [JUDGE, Path(__file__).with_name("judge.py"), crate, tmp_path / "cache"]

    judged = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    )

    assert 0 == judged.returncode, judged.stdout + judged.stderr
    assert NOT_KNOWN == {line.removeprefix("RECOMMENDED: ") for line in judged.stdout.splitlines()}


@NEEDS_JUDGE
def test_the_judge_can_fail(project: ProjectPaths, tmp_path: Path) -> None:
    """A crate whose file is gone is none."""
    crate = export_rocrate(project, CASE_ID)
    (crate / "data" / "tiny" / "mrd.csv").unlink()
    command = [JUDGE, Path(__file__).with_name("judge.py"), crate, tmp_path / "cache"]

    judged = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 1 == judged.returncode
