"""Texts of a long case are made anew as soon as a row that stands in them is another."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case import recollection
from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.resolution import resolve
from epicrisis.claims.judgement import Judgement
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.memory import remembering
from epicrisis.tracing.store import Store
from epicrisis.values.appendix import data_appendix
from epicrisis.values.disclosures import FIGURE_DISCLOSURES
from epicrisis.values.tables import MANUSCRIPT_TABLES
from small_case import TABLES_TEXT, write_case

CHANGES = {
    "events": ("Transplantation", "Transplant"),
    "timing": (",synthetic,", ",assumed,"),
    "mrd": ("0.5", "0.6"),
    "immune_cells": (",synthetic,", ",assumed,"),
    "reference_ranges": ("560", "570"),
    "facts": ("Test ¶1", "Test ¶2"),
}


@pytest.fixture(autouse=True)
def _every_case_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a small case would not be remembered."""
    monkeypatch.setattr(recollection, "LEAST_ROWS", 0)


def texts_of(case: Case) -> dict[str, bytes]:
    """Return every text that may be remembered."""
    chronology = resolve(case)
    makers = {**MANUSCRIPT_TABLES, **FIGURE_DISCLOSURES}
    tables = {name: make(case, chronology) for name, make in makers.items()}
    tables["data"] = data_appendix(case, chronology, Judgement())
    return {name: text.encode() for name, text in tables.items()}


def case_with(root: Path, tables: dict[str, str]) -> Case:
    """Return `tiny` with some tables that are another."""
    return load_case(write_case(root, tables=tables), "tiny")


@pytest.mark.parametrize("table", [*CHANGES, "order"])
def test_a_changed_row_is_in_every_text_that_holds_it(tmp_path: Path, table: str) -> None:
    """As if nothing was remembered; the order of the rows is a change, too."""
    if table == "order":
        head, *rows = TABLES_TEXT["mrd"].splitlines(keepends=True)
        changed = {"mrd": "".join([head, *reversed(rows)])}
    else:
        changed = {table: TABLES_TEXT[table].replace(*CHANGES[table])}
    assert changed.items() - TABLES_TEXT.items()
    before, after = case_with(tmp_path / "before", {}), case_with(tmp_path / "after", changed)

    store = Store(tmp_path / "store")
    with remembering(store):
        first = texts_of(before)
        then = texts_of(after)
        again = texts_of(before)

    assert (first, then) == (texts_of(before), texts_of(after))
    assert first == again != then


def test_a_case_of_another_day_zero_shares_nothing(tmp_path: Path, small_project: ProjectPaths) -> None:
    """Its days are counted from somewhere else."""
    package = small_project.case_data("tiny") / "datapackage.json"
    first = load_case(small_project, "tiny")
    events = [event.id for event in first.events if event.id != first.day_zero]
    text = package.read_text(encoding="utf-8").replace(f'"{first.day_zero}"', f'"{events[0]}"')
    package.write_text(text, encoding="utf-8")
    second = load_case(small_project, "tiny")
    assert second.day_zero != first.day_zero

    store = Store(tmp_path / "store")
    with remembering(store):
        told = texts_of(first), texts_of(second)

    assert told == (texts_of(first), texts_of(second))
