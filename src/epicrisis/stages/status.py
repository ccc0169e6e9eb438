"""Which steps a build would do again, and because of which file and row."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from epicrisis.manuscript.inclusion import what_is_named
from epicrisis.paths import ProjectPaths
from epicrisis.progress import count
from epicrisis.provenance.recipe import make_recipe
from epicrisis.stages.check import DATA, TABLES, TEXT
from epicrisis.stages.notebooks import notebook_terms
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.interpreter import environment_digest
from epicrisis.tracing.last_build import read_last_build
from epicrisis.tracing.staleness import Difference, Present, differences
from epicrisis.tracing.store import DamagedEntry, Store
from epicrisis.workshop import by_stage

NEVER = "it was never done"
MOST_ROWS = 5
"""So many rows of a table are named; of more there is a count."""

# What a step takes from others; the rest of what it hangs on is its own.
_TAKES_FROM = {
    "check": ("check",),
    "values": ("check", "notebook"),
    "variables": ("values",),
    "page": ("notebook",),
    "render": ("values", "page"),
    "checklist": ("check", "render"),
    "screen": ("check", "notebook", "page", "render", "checklist"),
}
_NAMED_TERMS = {
    "code cells": "its code cells changed",
    "requirements.lock": "requirements.lock changed",
    "environment": "Python or an installed package changed",
    "date of the data": "the date of the data version changed",
    TABLES: "the text names other generated tables",
}


@dataclass(frozen=True)
class StepState:
    """Whether a step is fresh.

    Args:
        name: The step.
        reasons: Why a build would do it again; none if it is fresh.
    """

    name: str
    reasons: tuple[str, ...] = ()

    @property
    def is_fresh(self) -> bool:
        """Whether a build would leave it as it is."""
        return not self.reasons

    def as_record(self) -> dict[str, Any]:
        """Return the state as one JSON object."""
        return {"step": self.name, "fresh": self.is_fresh, "reasons": list(self.reasons)}


@dataclass(frozen=True)
class _Project:
    paths: ProjectPaths
    case_id: str
    present: Present
    store: Store


def case_status(paths: ProjectPaths, case_id: str) -> tuple[StepState, ...]:
    """Return the state of every step of a case's build, in the order in which they are done.

    Args:
        paths: The project.
        case_id: The case.
    """
    last = read_last_build(paths.last_build(case_id))
    project = _Project(paths, case_id, Present(Grounds(str(paths.root))), Store(paths.store))
    bundles = last.steps
    notebooks = {f"notebook {path.stem}": path for path in paths.notebook_files()}
    reasons: dict[str, list[str]] = {}
    for name in sorted({DATA, TEXT, *bundles, *notebooks}, key=by_stage):
        own = [NEVER] if name not in bundles else [*_own_reasons(project, bundles[name], notebooks)]
        taken = _taken(name, reasons)
        if name == "values" and not (own or taken):
            own = _recipe_reasons(project, last.recipe)
        reasons[name] = [*own, *taken]
    states = [StepState(name, tuple(why)) for name, why in reasons.items()]
    return (*states, StepState("outputs", tuple(_output_reasons(project, last.placed))))


def status_text(states: tuple[StepState, ...]) -> str:
    """Return the states for people: one line a step, and one more for each further reason.

    >>> print(status_text((StepState("check data"), StepState("notebook mrd", ("data/x/mrd.csv changed",)))))
    check data    fresh
    notebook mrd  stale  data/x/mrd.csv changed
    """
    width = max(len(state.name) for state in states)
    lines = []
    for state in states:
        lines.append(
            f"{state.name:<{width}}  {'fresh' if state.is_fresh else 'stale'}  {''.join(state.reasons[:1])}"
        )
        lines += [f"{'':<{width}}         {reason}" for reason in state.reasons[1:]]
    return "\n".join(line.rstrip() for line in lines)


def _own_reasons(project: _Project, bundle: Bundle, notebooks: Mapping[str, Path]) -> Iterator[str]:
    """Yield what has changed of that which a step has read itself."""
    if bundle.name.startswith("notebook ") and bundle.name not in notebooks:
        yield "the notebook is gone"
        return
    for difference in differences(bundle.trace, project.present):
        yield _worded(project, difference)
    terms = {"environment": environment_digest()}
    if bundle.name == DATA:
        terms[TABLES] = " ".join(what_is_named(project.paths, project.case_id).tables)
    if (notebook := notebooks.get(bundle.name)) is not None:
        terms = notebook_terms(project.paths, project.case_id, project.present, [notebook])[notebook]
    for term, words in _NAMED_TERMS.items():
        if term in terms and term in bundle.terms and terms[term] != bundle.terms[term]:
            yield words


def _taken(name: str, reasons: Mapping[str, list[str]]) -> list[str]:
    """Return the stale steps that a step takes from."""
    kind, _, stem = name.partition(" ")
    sources = [other for other in reasons if other.split()[0] in _TAKES_FROM.get(kind, ()) and reasons[other]]
    if kind == "check":
        sources = [DATA] if name == TEXT and reasons.get(DATA) else []
    if kind == "page":
        sources = [other for other in sources if other == f"notebook {stem}"]
    kinds = Counter(other.split()[0] for other in sources)
    words = [count(number, kind) if number > 1 else _one(kind, sources) for kind, number in kinds.items()]
    return [f"because of {', '.join(words)}"] if words else []


def _one(kind: str, names: list[str]) -> str:
    return next(name for name in names if name.split()[0] == kind)


def _recipe_reasons(project: _Project, before: Mapping[str, Any]) -> list[str]:
    """Return the inputs of which only the digest in the colophon tells."""
    version = _Version(before["case"], before["data_version"])
    now = make_recipe(project.paths, version, before["engine"], before["inputs"]).as_record()
    old, new = before["inputs"], now["inputs"]
    changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    reasons = [
        f"{name} is {'new' if name not in old else 'gone' if name not in new else 'another'}" for name in changed
    ]
    if before["program"] != now["program"]:
        reasons.append("the code of epicrisis is another")
    return [f"{reason}; the colophon prints a digest of it" for reason in reasons]


@dataclass(frozen=True)
class _Version:
    id: str
    version: str


def _output_reasons(project: _Project, placed: Mapping[str, str]) -> Iterator[str]:
    for name, digest in placed.items():
        now = project.present.digest(name)
        if now != digest:
            yield f"{name} {'was changed' if now else 'is gone'} since the build"


def _worded(project: _Project, difference: Difference) -> str:
    name = difference.name
    if difference.change != "changed":
        return f"{name} is {difference.change}"
    rows = _row_changes(project, difference) if name.endswith(".csv") else []
    if not rows:
        return f"{name} changed"
    more = f" and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else ""
    return f"{name}: row{'' if len(rows) == 1 else 's'} {', '.join(rows[:MOST_ROWS])}{more}"


def _row_changes(project: _Project, difference: Difference) -> list[str]:
    """Return each row that differs with what became of it; none if no copy of the table was kept."""
    try:
        old = _rows(project.store.content(difference.before))
        new = _rows((project.paths.root / difference.name).read_bytes())
    except (DamagedEntry, OSError, csv.Error):
        return []
    changed = [f"{row} {'changed' if row in old else 'added'}" for row in new if old.get(row) != new[row]]
    return changed + [f"{row} removed" for row in old if row not in new]


def _rows(content: bytes) -> dict[str, list[str]]:
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline="")))
    return {line[0]: line for line in lines[1:] if line}
