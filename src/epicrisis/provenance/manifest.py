"""The manifest of a build: what went in, what was done and what came out, each file with its SHA-256."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from epicrisis.digests import digest_value
from epicrisis.indentation import indented
from epicrisis.paths import ProjectPaths
from epicrisis.provenance.environment import environment
from epicrisis.provenance.recipe import Recipe, scope
from epicrisis.provenance.revision import Revision, revision_of
from epicrisis.steps import StepRecord

MANIFEST_NAME = "manifest.json"
SCHEMA_NAME = "manifest.schema.json"
MANIFEST_VERSION = 1


@dataclass(frozen=True)
class Manifest:
    """What `manifest.json` says.

    Args:
        recipe: Everything that decides the bytes of the report.
        revision: The commit; None where git does not know the project.
        environment: Versions of Python and libraries by name.
        steps: What each step read and wrote.
        outputs: SHA-256 of each output: by its path in the output folder, of figures by their path in the project.
    """

    recipe: Recipe
    revision: Revision | None
    environment: Mapping[str, str]
    steps: tuple[StepRecord, ...]
    outputs: Mapping[str, str]

    def as_record(self) -> dict[str, Any]:
        """Return the manifest as one JSON object, which `manifest.schema.json` describes."""
        commit, uncommitted = None, None
        if self.revision is not None:
            commit, uncommitted = self.revision.commit, list(self.revision.uncommitted)
        return {
            "$schema": SCHEMA_NAME,
            "manifest_version": MANIFEST_VERSION,
            "digest": self.recipe.digest,
            "recipe": self.recipe.as_record(),
            "commit": commit,
            "uncommitted": uncommitted,
            "environment": dict(sorted(self.environment.items())),
            "steps": [_step_record(step) for step in self.steps],
            "outputs": dict(sorted(self.outputs.items())),
        }

    def text(self) -> str:
        """Return the manifest as JSON text, the same for the same build anywhere."""
        return indented(self.as_record()) + "\n"


def _step_record(step: StepRecord) -> dict[str, Any]:
    reads = {path: digest or None for path, digest in sorted(step.reads.items())}
    # The key of the cache also knows of folders that were listed, generated ones among them, which differ between
    # a first build and a later one.
    key = digest_value([step.name, reads])
    return {"name": step.name, "key": key, "reads": reads, "writes": dict(sorted(step.writes.items()))}


def make_manifest(
    paths: ProjectPaths,
    recipe: Recipe,
    outputs: Mapping[Path, str],
    folder: Path,
    steps: Iterable[StepRecord] = (),
) -> Manifest:
    """Return the manifest of a finished build.

    Args:
        paths: The project.
        recipe: What the build started from.
        outputs: SHA-256 of the finished files, by their places.
        folder: The output folder, which their names are relative to; figures are named in the project.
        steps: What each step read and wrote, in their order.
    """
    revision = revision_of(paths.root, scope(paths, recipe.case, recipe.inputs))
    return Manifest(recipe, revision, environment(), tuple(steps), _by_name(paths, outputs, folder))


def _by_name(paths: ProjectPaths, outputs: Mapping[Path, str], folder: Path) -> dict[str, str]:
    """Return outputs by their paths in the output folder, or else in the project."""
    inside = f"{folder}{os.sep}"
    elsewhere = paths.names_of(path for path in outputs if not str(path).startswith(inside))
    return {
        elsewhere.get(path) or str(path).removeprefix(inside).replace(os.sep, "/"): digest
        for path, digest in outputs.items()
    }


def schema_text() -> str:
    """Return the JSON Schema of the manifest."""
    return Path(__file__).with_name(SCHEMA_NAME).read_text(encoding="utf-8")  # without a library that imports much
