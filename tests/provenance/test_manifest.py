"""The manifest of a build and its published schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from epicrisis.case.load import load_case
from epicrisis.digests import digest_bytes, digest_file, digest_value
from epicrisis.paths import ProjectPaths
from epicrisis.provenance.manifest import make_manifest, schema_text
from epicrisis.provenance.recipe import make_recipe
from epicrisis.steps import StepRecord
from repository import commit_all, run_git
from small_case import CASE_ID

STEP = StepRecord(
    name="notebook mrd",
    reads={"data/tiny/mrd.csv": "1" * 64, "data/tiny/missing.csv": ""},
    writes={"figures/tiny/mrd.svg": "2" * 64},
)


@pytest.fixture
def record(small_project: ProjectPaths) -> dict[str, Any]:
    """The manifest of a build with one page, one figure and one step, in a repository."""
    commit_all(small_project.root)
    return manifest_of(small_project)


def manifest_of(paths: ProjectPaths) -> dict[str, Any]:
    """Return the manifest of a made-up build as it is read back from its text."""
    page, figure = paths.case_build(CASE_ID) / "tiny.html", paths.case_figures(CASE_ID) / "mrd.svg"
    for file in (page, figure):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(file.name, encoding="utf-8")
    recipe = make_recipe(paths, load_case(paths, CASE_ID), {"name": "embedded", "version": "1"})
    manifest: dict[str, Any] = json.loads(
        make_manifest(
            paths, recipe, {path: digest_file(path) for path in (page, figure)}, page.parent, [STEP]
        ).text()
    )
    return manifest


def faults(record: Any) -> Iterator[str]:
    """Yield what the schema has against a manifest."""
    schema = json.loads(schema_text())
    Draft202012Validator.check_schema(schema)
    return (error.message for error in Draft202012Validator(schema).iter_errors(record))


def test_a_manifest_is_what_its_schema_says(record: dict[str, Any]) -> None:
    """The schema lies beside it under the name that it gives."""
    assert [] == list(faults(record))
    assert "manifest.schema.json" == record["$schema"]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("digest", "abc"),
        ("commit", "main"),
        ("uncommitted", ["/home/someone/data.csv"]),
        ("outputs", {"../elsewhere.html": "0" * 64}),
        ("outputs", {"C:/elsewhere.html": "0" * 64}),
        ("outputs", {"tiny.html": ""}),
        ("steps", [{"name": "render html"}]),
        ("built_at", "2024-02-29"),
    ],
)
def test_the_schema_refuses_what_a_manifest_never_says(part: str, value: Any, record: dict[str, Any]) -> None:
    """Short digests, branches for commits, folders of a computer, steps by halves, a clock."""
    assert [] != list(faults({**record, part: value}))


def test_outputs_are_named_beside_the_manifest_and_figures_in_the_project(record: dict[str, Any]) -> None:
    """Each with the SHA-256 of its bytes."""
    expected = {"figures/tiny/mrd.svg": digest_bytes(b"mrd.svg"), "tiny.html": digest_bytes(b"tiny.html")}

    assert expected == record["outputs"]


def test_anybody_can_compute_the_digest(record: dict[str, Any]) -> None:
    """It is that of the recipe, so it was known before the page that prints it."""
    text = json.dumps(record["recipe"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert digest_bytes(text.encode()) == digest_value(record["recipe"]) == record["digest"]


def test_steps_say_what_they_read_and_wrote(record: dict[str, Any]) -> None:
    """A file that a step looked for in vain has no digest."""
    (step,) = record["steps"]

    assert {"data/tiny/mrd.csv": "1" * 64, "data/tiny/missing.csv": None} == step["reads"]
    assert {"figures/tiny/mrd.svg": "2" * 64} == step["writes"]


def test_versions_of_python_and_libraries_are_in_it(record: dict[str, Any]) -> None:
    """Every library that the package asks for, by its name."""
    assert {"python", "matplotlib", "pandas", "typst", "pypandoc-binary"} <= set(record["environment"])


def test_the_commit_is_in_it_with_what_differs_from_it(small_project: ProjectPaths) -> None:
    """A tree with changes says so, and says which."""
    commit_all(small_project.root)
    clean = manifest_of(small_project)
    with (small_project.case_data(CASE_ID) / "CHANGELOG.md").open("w", encoding="utf-8") as stream:
        stream.write("changed")

    changed = manifest_of(small_project)

    commit = run_git(small_project.root, "rev-parse", "HEAD")
    assert (commit, []) == (clean["commit"], clean["uncommitted"])
    assert (commit, ["data/tiny/CHANGELOG.md"]) == (changed["commit"], changed["uncommitted"])


def test_without_git_there_is_no_commit(small_project: ProjectPaths) -> None:
    """And nothing that differs from one."""
    record = manifest_of(small_project)

    assert (None, None) == (record["commit"], record["uncommitted"])
    assert [] == list(faults(record))
