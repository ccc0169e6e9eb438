"""Flips of single data cells, drawn from the tables of a case by rule, and what is seen of one."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from epicrisis.case.model import Case
from epicrisis.checks.claims import check_claims
from epicrisis.checks.data import check_case
from epicrisis.checks.text import check_text
from epicrisis.claims.book import ClaimBook
from epicrisis.claims.judgement import Judgement
from epicrisis.claims.verdict import judge
from epicrisis.manuscript.marks import plain_value
from epicrisis.manuscript.reading import ManuscriptText, Passage, read_passages
from epicrisis.manuscript.shortcodes import look_up
from epicrisis.manuscript.source import read_source
from epicrisis.material import read_book
from epicrisis.paths import FIGURE_STEMS, ProjectPaths
from epicrisis.values.tables import manuscript_tables
from epicrisis.values.variables import case_variables

# what each kind of flip may change: (table, column)
KINDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "value": (
        ("facts", "value"),
        ("treatments", "dose"),
        ("mrd", "value_percent"),
        ("mrd", "lod_percent"),
        ("immune_cells", "cells_per_ul"),
        ("reference_ranges", "low"),
        ("reference_ranges", "high"),
        ("genomics", "gene"),
        ("genomics", "notation"),
    ),
    "relation": (("mrd", "relation"), ("immune_cells", "relation")),
    "unit": (("facts", "unit"), ("treatments", "dose_unit"), ("reference_ranges", "unit")),
    "day": (("timing", "min_days"), ("timing", "max_days")),
    "side": (("lesions", "laterality"),),
    "result": (("lesions", "status"), ("markers", "result")),
    "subject": (
        ("treatments", "agent"),
        ("treatments", "schedule"),
        ("mrd", "specimen"),
        ("mrd", "method"),
        ("immune_cells", "method"),
        ("lesions", "site"),
        ("lesions", "modality"),
        ("markers", "marker"),
    ),
    "basis": tuple(
        (table, "basis") for table in ("treatments", "mrd", "immune_cells", "reference_ranges", "markers")
    ),
}
OTHERS: Mapping[str, Mapping[str, str]] = {
    "relation": {"=": "<", "<": "=", ">": "=", "not_detected": "positive", "positive": "not_detected"}
    | {"below_range": "in_range", "in_range": "below_range"},
    "side": {"left": "right", "right": "left", "bilateral": "left", "both": "left"},
    "basis": {"reported": "assumed", "derived": "reported", "assumed": "reported", "synthetic": "assumed"},
}


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
    waiting = {kind: sorted(candidates(case, kind), key=_digest) for kind in KINDS}
    chosen: list[Flip] = []
    while len(chosen) < count and any(waiting.values()):
        for flips in waiting.values():
            if flips and len(chosen) < count:
                chosen.append(flips.pop(0))
    return tuple(chosen)


def _digest(flip: Flip) -> str:
    return hashlib.sha256(f"{flip.table}/{flip.row}/{flip.column}".encode()).hexdigest()


def candidates(case: Case, kind: str) -> Iterator[Flip]:
    """Yield every flip of one kind."""
    for table, column in KINDS[kind]:
        rows = [row for row in case.rows(table) if row.printed[column]]
        others = list(dict.fromkeys(row.printed[column] for row in rows))
        for row in rows:
            old = row.printed[column]
            yield Flip(kind, table, row.id, column, old, _flipped(kind, old, others))


def _flipped(kind: str, old: str, others: list[str]) -> str:
    if kind in OTHERS:
        return OTHERS[kind][old]
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
    """Copy what is read of a case and its manuscript."""
    for folder in ("data", "report"):
        # without the record of versions, which tells every change of the data, wrong or right
        shutil.copytree(root / folder, target / folder, ignore=shutil.ignore_patterns("versions.json"))
    shutil.copy(root / "_quarto.yml", target)
    return ProjectPaths(target)


@contextmanager
def flipped(flip: Flip, paths: ProjectPaths, case_id: str) -> Iterator[None]:
    """Have a flip in its table for as long as this lasts."""
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
    try:
        yield
    finally:
        path.write_bytes(before)


@dataclass(frozen=True)
class Seen:
    """What a reader reads and an author is told.

    Args:
        text: The text of the manuscript with its tables and marks of basis. The data appendix and what stands
            behind figures repeat every cell, would show a flip to nobody in particular, and are left out.
        findings: What the checks of the data and claims find: a part of what `epicrisis check` does.
    """

    text: tuple[str, ...]
    findings: frozenset[str]


def look(paths: ProjectPaths, case_id: str) -> Seen:
    """Return what is seen of a case as it stands in its files."""
    checked = check_case(paths, case_id)
    findings = checked.findings
    text: tuple[str, ...] = ()
    if checked.case is not None and checked.chronology is not None:
        case = checked.case
        book, _ = read_book(paths, case_id)
        judgement = judge(book, case, checked.chronology)
        words = {stem: {"alt": "", "description": "", "text": ""} for stem in FIGURE_STEMS}
        values = case_variables(case, checked.chronology, words, judgement.results)
        variables = {case_id: {**values, "digest": ""}}
        manuscript = _manuscript(paths, case_id, variables, manuscript_tables(case, checked.chronology))
        findings += _of_text(case, manuscript, book, judgement)
        text = tuple(_shown(passage, variables) for passage in manuscript.passages)
    return Seen(text, frozenset(f"{finding.as_problem()} {finding.rule}" for finding in findings))


def _of_text(case: Case, text: ManuscriptText, book: ClaimBook, judgement: Judgement) -> tuple[Any, ...]:
    return (*check_text(case, text), *check_claims(book, judgement, text))


def _manuscript(
    paths: ProjectPaths, case_id: str, variables: Mapping[str, Any], tables: Mapping[str, str]
) -> ManuscriptText:
    """Read a manuscript with these tables; whatever else is generated is empty."""

    def read(path: Path) -> str:
        return tables.get(path.stem, "") if "_tables" in path.parts else path.read_text(encoding="utf-8")

    source = read_source(paths.manuscript(case_id), paths.root, read)
    return ManuscriptText(read_passages(source, variables), source)


def _shown(passage: Passage, variables: Mapping[str, Any]) -> str:
    """Return a passage with the marks of basis behind its values, as readers see it."""
    parts = [
        plain_value(re.sub(r"\^([†‡§])\^", r"\1", str(look_up(variables, piece.name))))
        if piece.origin == "value" and piece.name.split(".")[0] in variables
        else piece.text
        for piece in passage.pieces
    ]
    return "".join(parts)
