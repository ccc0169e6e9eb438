"""`docs/phenopacket.md` says of every column where it goes, and packets agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.resolution import resolve
from epicrisis.case.schema import BASIS, ID, NOTE, SOURCE, TABLES
from epicrisis.export.phenopacket.days import EPOCH
from epicrisis.export.phenopacket.identifiers import place_of
from epicrisis.export.phenopacket.packet import make_packet
from epicrisis.paths import ProjectPaths
from small_case import CASE_ID, write_case

REPOSITORY = ProjectPaths(Path(__file__).parents[3])
TEXT = (REPOSITORY.root / "docs" / "phenopacket.md").read_text(encoding="utf-8")
COMMON = tuple(column.name for column in (ID, SOURCE, BASIS, NOTE))


def documented() -> Iterator[tuple[tuple[str, str], str]]:
    """Yield table, column and place of each row of the page's table."""
    table = TEXT.split("| table | column | field |")[1].split("\n\n")[0]
    for line in table.splitlines()[2:]:
        name, columns, place = (part.strip() for part in line.strip("|").split("|"))
        yield from (((name, column), place) for column in re.findall("`(.+?)`", columns))


def outcomes(case: Case) -> Iterator[tuple[tuple[str, str], bool]]:
    """Yield table and column of each filled cell, and whether it stands in the reference to its row."""
    references = make_packet(case, resolve(case), {}).meta_data.external_references
    carried = {place: json.loads(each.description or "{}") for each in references if (place := place_of(each.id))}
    for schema in TABLES:
        for row in case.rows(schema.name):
            for column, cell in row.printed.items():
                if cell and column != ID.name:
                    name = "all" if column in COMMON else schema.name
                    yield (name, column), column in carried[schema.name, row.id]


@pytest.fixture(scope="module")
def fates(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], set[bool]]:
    """What becomes of the cells of each column in all cases at hand."""
    small = write_case(tmp_path_factory.mktemp("small"))
    cases = [load_case(REPOSITORY, case_id) for case_id in REPOSITORY.case_ids()] + [load_case(small, CASE_ID)]
    found: dict[tuple[str, str], set[bool]] = {}
    for case in cases:
        for column, in_reference in outcomes(case):
            found.setdefault(column, set()).add(in_reference)
    return found


def test_every_column_is_documented_once() -> None:
    """And none that no table has."""
    columns = [("all", name) for name in COMMON]
    columns += [(schema.name, column.name) for schema in TABLES for column in schema.columns]

    assert sorted(columns) == sorted(column for column, _ in documented())


def test_what_has_no_field_stands_in_the_reference(fates: dict[tuple[str, str], set[bool]]) -> None:
    """Always, or it would be lost."""
    without_field = [column for column, place in documented() if place.startswith("the reference")]

    assert [{True}] * len(without_field) == [fates[column] for column in without_field]


def test_what_has_a_field_stands_there(fates: dict[tuple[str, str], set[bool]]) -> None:
    """In some row at least; the page names what must be met."""
    with_field = [column for column, place in documented() if not place.startswith("the reference")]

    assert [] == [column for column in with_field if column != ("all", ID.name) and False not in fates[column]]


def test_what_must_always_be_in_its_field_is(fates: dict[tuple[str, str], set[bool]]) -> None:
    """Words whose place the page says without a condition."""
    always = [
        column
        for column, place in documented()
        if column[0] in ("mrd", "immune_cells", "markers", "genomics", "lesions") and "reference" not in place
    ]

    assert [{False}] * len(always) == [fates[column] for column in always]


def test_the_pseudo_epoch_is_documented() -> None:
    """As the day that the program writes."""
    assert f"**Day 0 is written as {EPOCH:%Y-%m-%d}**" in TEXT
