"""The manifest of a build: what went in and what came out, each with its SHA-256."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from epicrisis.case.model import Case
from epicrisis.digests import digest_file
from epicrisis.paths import ProjectPaths
from epicrisis.provenance.environment import environment

INPUT_PATTERNS = (
    "_quarto.yml",
    "requirements.lock",
    "notebooks/*.ipynb",
    "report/references.bib",
    "report/theme/*",
)


@dataclass(frozen=True)
class Manifest:
    """What `manifest.json` says.

    Args:
        case: Id of the case.
        data_version: Version of its data package.
        engine: Name and version of the engine.
        inputs: SHA-256 of each input by its path in the project.
        outputs: SHA-256 of each output by its path in the output folder.
        environment: Program versions by name.
    """

    case: str
    data_version: str
    engine: Mapping[str, str]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    environment: Mapping[str, str]

    def text(self) -> str:
        """Return the manifest as JSON text, sorted, the same for the same build anywhere."""
        return json.dumps(vars(self), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def make_manifest(
    paths: ProjectPaths, case: Case, engine: Mapping[str, str], outputs: Iterable[Path], folder: Path
) -> Manifest:
    """Return the manifest of a finished build.

    Args:
        paths: The project.
        case: The case that was built.
        engine: Name and version of the engine.
        outputs: The finished files.
        folder: The output folder, which their names are relative to.
    """
    return Manifest(
        case=case.id,
        data_version=case.version,
        engine=engine,
        inputs={paths.relative(path): digest_file(path) for path in _inputs(paths, case.id)},
        outputs={path.relative_to(folder).as_posix(): digest_file(path) for path in sorted(outputs)},
        environment=environment(),
    )


def _inputs(paths: ProjectPaths, case_id: str) -> list[Path]:
    patterns = (*INPUT_PATTERNS, f"data/{case_id}/*", f"report/{case_id}.qmd")
    found = {path for pattern in patterns for path in paths.root.glob(pattern) if path.is_file()}
    return sorted(found)
