"""A finished build as its manifest tells it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from epicrisis.digests import digest_file
from epicrisis.errors import UsageError
from epicrisis.paths import ProjectPaths
from epicrisis.provenance.manifest import MANIFEST_NAME, SCHEMA_NAME


@dataclass(frozen=True)
class SealedBuild:
    """A finished build of a case.

    Args:
        paths: The project.
        case: Id of the case.
        record: What its manifest says.
    """

    paths: ProjectPaths
    case: str
    record: Mapping[str, Any]

    @property
    def recipe(self) -> Mapping[str, Any]:
        """What the build started from."""
        recipe: Mapping[str, Any] = self.record["recipe"]
        return recipe

    @property
    def inputs(self) -> Mapping[str, Path]:
        """Every input by its path in the project."""
        return {name: self.paths.root / name for name in self.recipe["inputs"]}

    @property
    def outputs(self) -> Mapping[str, Path]:
        """Every output by its name in the manifest, manifest and schema with it."""
        return {name: self._output(name) for name in (*self.record["outputs"], MANIFEST_NAME, SCHEMA_NAME)}

    def altered(self) -> Iterator[str]:
        """Yield the inputs and outputs that are not what the manifest says."""
        yield from (name for name, path in self.inputs.items() if _digest(path) != self.recipe["inputs"][name])
        outputs: Mapping[str, str] = self.record["outputs"]
        yield from (name for name, digest in outputs.items() if _digest(self._output(name)) != digest)

    def _output(self, name: str) -> Path:
        beside = self.paths.case_build(self.case) / name
        return beside if beside.is_file() else self.paths.root / name


def sealed_build(paths: ProjectPaths, case_id: str) -> SealedBuild:
    """Return the finished build of a case.

    Args:
        paths: The project.
        case_id: The case.

    Raises:
        UsageError: If there is none.
    """
    manifest = paths.case_build(case_id) / MANIFEST_NAME
    try:
        record = json.loads(manifest.read_text(encoding="utf-8"))
        known = isinstance(record["recipe"]["inputs"], dict) and isinstance(record["outputs"], dict)
    except (OSError, ValueError, KeyError, TypeError):
        known = False
    if not known:
        message = f"there is no finished build: {paths.relative(manifest)} is missing or from another version"
        raise UsageError(f"{message}. Run make report CASE={case_id} first.")
    return SealedBuild(paths, case_id, record)


def _digest(path: Path) -> str | None:
    return digest_file(path) if path.is_file() else None
