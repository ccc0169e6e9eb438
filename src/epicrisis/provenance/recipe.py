"""The recipe of a report: everything that decides its bytes, and the digest that its colophon prints."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from epicrisis.digests import digest_file, digest_value, files_under
from epicrisis.paths import ProjectPaths
from epicrisis.provenance.environment import program

PROJECT_FILES = ("_quarto.yml", "requirements.lock")


@dataclass(frozen=True)
class Recipe:
    """What a build starts from; the same recipe gives the same bytes.

    Args:
        case: Id of the case.
        data_version: Version of its data package.
        engine: Name and version of the engine.
        program: Name, version and SHA-256 of the code of this package.
        inputs: SHA-256 of each input by its path in the project.
    """

    case: str
    data_version: str
    engine: Mapping[str, str]
    program: Mapping[str, str]
    inputs: Mapping[str, str]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the recipe, which is known before anything is rendered and so can be printed in it."""
        return digest_value(self.as_record())

    def as_record(self) -> dict[str, Any]:
        """Return the recipe as one JSON object."""
        return {
            "case": self.case,
            "data_version": self.data_version,
            "engine": dict(self.engine),
            "program": dict(self.program),
            "inputs": dict(sorted(self.inputs.items())),
        }


class CaseVersion(Protocol):
    """A case as a recipe names it; `Case` is one."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def version(self) -> str:
        """The version of its data."""


def make_recipe(
    paths: ProjectPaths, case: CaseVersion, engine: Mapping[str, str], read: Iterable[str] = ()
) -> Recipe:
    """Return the recipe of a case's report as the project stands.

    Args:
        paths: The project.
        case: The case.
        engine: Name and version of the engine.
        read: Names of files that its check has read, or an earlier recipe has named: pictures and parts of the
            text may lie anywhere in the project. Those that are generated, code, or of another case are no inputs.
    """
    known = _known(paths)  # where it is clear what is an input and what is not
    named = (name for name in read if name != paths.variables.name and not name.startswith(known))
    elsewhere = (path for name in named if (path := paths.root / name).is_file())
    files = sorted({*_inputs(paths, case.id), *elsewhere})
    inputs = {name: digest_file(path) for path, name in paths.names_of(files).items()}
    return Recipe(case.id, case.version, engine, program(), inputs)


def _inputs(paths: ProjectPaths, case_id: str) -> Iterator[Path]:
    """Yield what people edit for a case, but the manuscripts of other cases and generated files."""
    yield from (path for name in PROJECT_FILES if (path := paths.root / name).is_file())
    yield from files_under(paths.case_data(case_id))
    yield from files_under(paths.notebooks)
    others = _files_of_others(paths, case_id)
    folders = (paths.case_tables(case_id).parent, paths.executed_notebooks(case_id).parent)
    generated = tuple(f"{folder}{os.sep}" for folder in folders)
    yield from (
        path for path in files_under(paths.report) if not str(path).startswith(generated) and path not in others
    )


def _known(paths: ProjectPaths) -> tuple[str, ...]:
    """Return how the names of files begin that lie in a folder of inputs, or in one of what is made."""
    edited = (paths.data, paths.notebooks, paths.report)
    made = (paths.figures, paths.build, paths.cache, paths.root / "src")
    return tuple(f"{folder.relative_to(paths.root).as_posix()}/" for folder in (*edited, *made))


def scope(paths: ProjectPaths, case_id: str, inputs: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the inputs and the code as git names them (pathspecs), removed files included.

    Args:
        paths: The project.
        case_id: The case.
        inputs: The inputs of its recipe, of which some may lie in folders of their own.
    """
    folders = (paths.case_data(case_id), paths.notebooks, paths.report, paths.root / "src")
    return (
        *dict.fromkeys((*PROJECT_FILES, *(paths.relative(folder) for folder in folders), *inputs)),
        *(f":(exclude){paths.relative(path)}" for path in _files_of_others(paths, case_id)),
    )


def _files_of_others(paths: ProjectPaths, case_id: str) -> list[Path]:
    """Return the manuscripts of other cases with what bears their names: claims, checklists."""
    others = (other for other in paths.case_ids() if other != case_id)
    return sorted(path for other in others for path in paths.report.glob(f"{other}.*"))
