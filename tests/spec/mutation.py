"""Flips of single data cells, drawn from the tables of a case by rule, and what is seen of one."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from epicrisis.case.model import Case
from epicrisis.figures import immune_cells, mrd, timeline
from epicrisis.inspection import inspect
from epicrisis.manuscript.reading import read_passages
from epicrisis.manuscript.source import read_source
from epicrisis.paths import ProjectPaths

# what each kind of flip may change: (table, column)
KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "value": (
        ("facts", "value"),
        ("treatments", "dose"),
        ("mrd", "value_percent"),
        ("immune_cells", "cells_per_ul"),
        ("reference_ranges", "low"),
        ("reference_ranges", "high"),
        ("lesions", "status"),
        ("markers", "result"),
        ("genomics", "gene"),
        ("genomics", "notation"),
    ),
    "relation": (("mrd", "relation"), ("immune_cells", "relation")),
    "unit": (("facts", "unit"), ("treatments", "dose_unit"), ("reference_ranges", "unit")),
    "day": (("timing", "min_days"), ("timing", "max_days")),
    "side": (("lesions", "laterality"),),
}
RELATIONS = {"=": "<", "<": "=", "not_detected": "positive", "positive": "not_detected"} | {
    "below_range": "in_range",
    "in_range": "below_range",
    ">": "=",
}
SIDES = {"left": "right", "right": "left", "bilateral": "left"}
APPENDIX = re.compile(r"_tables/[^/]+/(data|figure-[a-z_]+)\.md$")
"""Generated text that repeats every cell, and so would show any flip to nobody in particular."""


@dataclass(frozen=True)
class Flip:
    """One cell and what it is changed to."""

    kind: str
    table: str
    row: str
    column: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.table}.{self.row}.{self.column}: {self.old} -> {self.new}"


def draw_flips(case: Case, count: int) -> tuple[Flip, ...]:
    """Return flips of a case: an equal share of each kind, and each kind's cells in the order of their digests.

    Args:
        case: The case.
        count: How many; fewer if the case has fewer cells.
    """
    waiting = {kind: sorted(_candidates(case, kind), key=_digest) for kind in KINDS}
    chosen: list[Flip] = []
    while len(chosen) < count and any(waiting.values()):
        for flips in waiting.values():
            if flips and len(chosen) < count:
                chosen.append(flips.pop(0))
    return tuple(chosen)


def _digest(flip: Flip) -> str:
    return hashlib.sha256(f"{flip.table}/{flip.row}/{flip.column}".encode()).hexdigest()


def _candidates(case: Case, kind: str) -> Iterator[Flip]:
    for table, column in KINDS[kind]:
        rows = [row for row in case.rows(table) if row.printed[column]]
        others = list(dict.fromkeys(row.printed[column] for row in rows))
        for row in rows:
            old = row.printed[column]
            yield Flip(kind, table, row.id, column, old, _flipped(kind, old, others))


def _flipped(kind: str, old: str, others: list[str]) -> str:
    if kind == "relation":
        return RELATIONS[old]
    if kind == "side":
        return SIDES[old]
    if kind == "day":
        return str(int(old) + 7)
    if kind == "value" and re.search(r"\d", old):
        return _next_digit(old)
    position = others.index(old)  # a word or a unit becomes the next other one of its column
    return others[(position + 1) % len(others)] if len(others) > 1 else f"not {old}"


def _next_digit(text: str) -> str:
    """Change the last digit before any exponent: the smallest slip of a finger."""
    mantissa, exponent = re.fullmatch(r"(.*?)(e[+-]?\d+)?", text, re.DOTALL).groups()  # type: ignore[union-attr]
    last = max(index for index, character in enumerate(mantissa) if character.isdigit())
    digit = str((int(mantissa[last]) + 1) % 10)
    return f"{mantissa[:last]}{digit}{mantissa[last + 1 :]}{exponent or ''}"


def copy_project(root: Path, target: Path) -> ProjectPaths:
    """Copy what the checks of a case read."""
    for folder in ("data", "report", "figures", "notebooks"):
        shutil.copytree(root / folder, target / folder)
    shutil.copy(root / "_quarto.yml", target)
    return ProjectPaths(target)


def apply(flip: Flip, paths: ProjectPaths, case_id: str) -> Callable[[], None]:
    """Write a flip into the table; return what takes it back."""
    path = paths.case_data(case_id) / f"{flip.table}.csv"
    before = path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(before.decode())))
    for row in rows:
        if row["id"] == flip.row:
            assert row[flip.column] == flip.old
            row[flip.column] = flip.new
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return lambda: void(path.write_bytes(before))


def void(_: object) -> None:
    """Return nothing."""


@dataclass(frozen=True)
class Seen:
    """What a reader reads and an author is told."""

    findings: frozenset[tuple[str, str, str, bool]]
    text: tuple[str, ...]
    case: Case | None


def look(paths: ProjectPaths, case_id: str) -> Seen:
    """Return the findings on a case and the text of its manuscript, without the appendix."""
    inspection = inspect(paths, case_id)
    checked = inspection.checked
    findings = frozenset((f.rule, str(f.place), f.message, f.stops) for f in checked.findings)
    if checked.case is None or checked.chronology is None:
        return Seen(findings, (), None)
    words = {stem: {"alt": "", "description": ""} for stem in ("timeline", "mrd", "immune_cells")}
    variables = inspection.variables(words, "")
    source = read_source(paths.manuscript(case_id), paths.root)
    passages = read_passages(source, variables)
    text = tuple(passage.text for passage in passages if not APPENDIX.search(passage.place().path))
    return Seen(findings, text, checked.case)


def figure_words(case: Case) -> tuple[str, ...]:
    """Return the long descriptions of the figures, which the page prints."""
    return tuple(module.draw(case).description for module in (timeline, mrd, immune_cells))
