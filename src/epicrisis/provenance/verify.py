"""Build a report again from a clean copy, elsewhere, and hold every artefact against the first build."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

import yaml

from epicrisis.paths import ProjectPaths
from epicrisis.progress import Progress
from epicrisis.provenance.clean_copy import clean_copy
from epicrisis.provenance.comparison.verdict import Likeness, Verdict, compare
from epicrisis.provenance.elsewhere import elsewhere
from epicrisis.provenance.sealed import SealedBuild, sealed_build
from epicrisis.render.document import render_document

SHOWN = 5
# Made on both sides for the comparison: `make report` makes no Word document.
WORD = "docx"


@dataclass(frozen=True)
class Verification:
    """Two builds of a report, artefact by artefact.

    Args:
        case: Id of the case.
        source: What the second build was made from, in words.
        circumstances: What was other there, in words.
        changed: Inputs that have changed since the first build.
        verdicts: One for each artefact of either build.
    """

    case: str
    source: str
    circumstances: str
    changed: tuple[str, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def is_identical(self) -> bool:
        """Whether every artefact has the same bytes."""
        return all(verdict.likeness == "identical" for verdict in self.verdicts)

    def text(self) -> str:
        """Return the verdicts as text for people."""
        lines = [f"case      {self.case}", f"built     {self.source}", f"with      {self.circumstances}"]
        if self.changed:
            lines.append(f"changed   {', '.join(self.changed)}: edited after the first build; run make report")
        width = max(len(name) for name in get_args(Likeness))
        for verdict in self.verdicts:
            lines.append(f"{verdict.likeness:<{width}}  {verdict.name}")
            lines += (f"{'':<{width}}    {place}" for place in verdict.places[:SHOWN])
            if more := len(verdict.places) - SHOWN:
                lines += [f"{'':<{width}}    and {more} more"] if more > 0 else []
        count = Counter(verdict.likeness for verdict in self.verdicts)
        counts = ", ".join(f"{count[name]} {name}" for name in get_args(Likeness) if count[name])
        return "\n".join([*lines, f"{len(self.verdicts)} artefacts: {counts}"])

    def as_record(self) -> dict[str, Any]:
        """Return the verdicts as one JSON object."""
        return {
            "case": self.case,
            "identical": self.is_identical,
            "source": self.source,
            "circumstances": self.circumstances,
            "changed_inputs": list(self.changed),
            "artefacts": [verdict.as_record() for verdict in self.verdicts],
        }


@dataclass(frozen=True)
class _Side:
    """One of the two builds.

    Args:
        paths: Its project.
        case: Id of the case.
        word: The folder of its Word document.
    """

    paths: ProjectPaths
    case: str
    word: Path

    @cached_property
    def sealed(self) -> SealedBuild:
        """What its manifest says."""
        return sealed_build(self.paths, self.case)

    def read(self, name: str) -> bytes | None:
        """Return the bytes of an artefact by its name in the manifest; None if it is not there."""
        path = self.sealed.outputs.get(name, self.word / name)
        return path.read_bytes() if path.is_file() else None

    def names(self) -> Iterator[str]:
        """Yield the names of all artefacts."""
        yield from self.sealed.outputs
        yield f"{self.case}.{WORD}"


def verify(paths: ProjectPaths, case_id: str, progress: Progress) -> Verification:
    """Build the report of a case again, elsewhere, and compare.

    Args:
        paths: The project, with a finished build of the case, which is only read.
        case_id: The case.
        progress: Where to tell how it goes.

    Returns:
        The verdicts.

    Raises:
        UsageError: If the case was not built yet.
        BuildStepFailed: If the second build fails.
    """
    recipe = sealed_build(paths, case_id).recipe
    engine = str(recipe["engine"]["name"])
    with tempfile.TemporaryDirectory(prefix="epicrisis-verify-") as name:
        folder = Path(name)
        home, first_word, second_word = (folder / part for part in ("home", "word here", "word there"))
        for part in (home, first_word, second_word):
            part.mkdir()
        with progress.stage("copy") as stage:
            copy = clean_copy(paths, case_id, folder / "another place", recipe["inputs"])
            stage.note = copy.description
        there = elsewhere(copy.paths.root, home)
        with progress.stage("build") as stage:
            there.run("build", "--case", case_id, "--engine", engine)
            stage.note = there.description
        with progress.stage("word"):
            manuscript = copy.paths.relative(copy.paths.manuscript(case_id))
            there.run("render", manuscript, "--to", WORD, "--engine", engine, "--output-dir", str(second_word))
            _render_word(paths, case_id, engine, first_word)
        first, second = _Side(paths, case_id, first_word), _Side(copy.paths, case_id, second_word)
        with progress.stage("compare") as stage:
            verdicts = tuple(_compare(first, second))
            stage.note = f"{len(verdicts)} artefacts"
        return Verification(case_id, copy.description, there.description, _changed_inputs(first, second), verdicts)


def _render_word(paths: ProjectPaths, case_id: str, engine: str, folder: Path) -> None:
    variables = yaml.safe_load((paths.case_build(case_id) / paths.variables.name).read_text(encoding="utf-8"))
    render_document(paths.manuscript(case_id), (WORD,), engine, folder, paths.root, variables)  # type: ignore[arg-type]  # a manifest names one of the engines


def _compare(first: _Side, second: _Side) -> Iterator[Verdict]:
    for name in sorted({*first.names(), *second.names()}):
        yield compare(name, first.read(name), second.read(name))


def _changed_inputs(first: _Side, second: _Side) -> tuple[str, ...]:
    before, after = (side.sealed.recipe["inputs"] for side in (first, second))
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))
