"""Small cases drawn at random, with every kind of cell that a table may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from epicrisis.case.cells import PrintedTable
from epicrisis.case.load import assemble_case
from epicrisis.case.model import Case
from epicrisis.case.schema import BASES, TABLE_BY_NAME, TABLES, Column, TableSchema
from epicrisis.characters import unpublishable
from epicrisis.export.phenopacket.terms import TERMS

Draw = Any  # what hypothesis gives a composite strategy; its own type is generic over each call
Cells = dict[str, str]

EVENTS = ("first", "second", "third", "fourth")
# What could be taken for something else: numbers in all writings, identifiers, marks of JSON and CSV.
ODD = (
    "0",
    "007",
    "1.0e7",
    "-0",
    "nan",
    "1e400",
    "20/20",
    "HP:0012378",
    "epicrisis:mrd.a",
    '{"a": 1}',
    "=1+1",
    "’",
)
NUMBERS = ("0", "0.05", "1.0e7", "0.50", "6e-5", "120", "-0", "1e99", "123456789012345")
TOPICS = (
    ("patient", "sex"),
    ("patient", "age at diagnosis"),
    ("patient", "presenting symptom"),
    ("outcome", "cause of death"),
    ("disease", "diagnosis"),
    ("disease", "stage"),
    ("disease", "primary site"),
    ("consent", "publication"),
    ("graft", "method of choice"),
)
# What must meet in two tables for a normal range to stand beside a count.
OFTEN = {"population": ("B cells", "T cells"), "unit": ("cells/µL", "years")}
# Days that a timestamp can say and days that none can.
DAYS = st.one_of(st.integers(-400, 400), st.sampled_from((-900_000_000, 3_000_000)))


def words() -> st.SearchStrategy[str]:
    """Draw the text of a cell, as the loader would leave it: on one line, nothing that cannot be published."""
    drawn = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
    text = drawn.map(lambda cell: re.sub(r"[ \t\r\n]+", " ", cell).strip())
    known = st.sampled_from([*(term.printed for term in TERMS), *ODD, "not involved"])
    return st.one_of(known, text.filter(lambda cell: not unpublishable(cell)))


WORD = words().filter(bool)
VALUES = {
    "sex": st.sampled_from(("female", "male", "not stated")),
    "age at diagnosis": st.sampled_from(("31", "031", "31.5")),
}


def cells(column: Column) -> st.SearchStrategy[str]:
    """Draw a cell of a column, blank where it may be."""
    if column.refers_to == "events":
        found: st.SearchStrategy[str] = st.sampled_from(EVENTS)
    elif column.choices:
        found = st.sampled_from(column.choices)
    elif column.type == "number":
        found = st.sampled_from(NUMBERS)
    elif column.name in OFTEN:
        found = st.one_of(st.sampled_from(OFTEN[column.name]), words())
    else:
        found = words()
    return found.filter(bool) if column.required else st.one_of(st.just(""), found)


@st.composite
def rows(draw: Draw, schema: TableSchema) -> list[tuple[int, Cells]]:
    """Draw the rows of a table, with gaps in their numbers as blank lines leave them."""
    names = EVENTS if schema.name == "events" else ("a", "b_2", "c")[: draw(st.integers(0, 3))]
    number, found = 1, []
    for name in names:
        row = {column.name: draw(cells(column)) for column in schema.all_columns if column.name != "id"}
        number += draw(st.integers(1, 2))
        found.append((number, {"id": name, **mended(row)}))
    return found


def mended(row: Cells) -> Cells:
    """Fill what the cells of a row make necessary together."""
    if row["basis"] == "derived":
        row["note"] = row["note"] or "a formula"
    for column in ("value_percent", "cells_per_ul"):
        if column in row and row["relation"] in ("=", "<", ">"):
            row[column] = row[column] or "0"
    return row


@st.composite
def statements(draw: Draw, events: Sequence[tuple[int, Cells]]) -> list[tuple[int, Cells]]:
    """Draw statements on time that are all true of one course, so that they cannot contradict each other."""
    day: dict[tuple[str, str], int] = {}
    for _, event in events:
        start = draw(DAYS)
        length = 0 if event["kind"] == "point" else draw(st.integers(0, 30))
        day[event["id"], "start"], day[event["id"], "end"] = start, start + length
    day_zero = day["first", "start"]
    found = []
    for number in range(2, 2 + draw(st.integers(0, 8))):
        event, edge = draw(st.sampled_from(sorted(day)))
        reference = draw(st.sampled_from([("first", "start"), *sorted(day)]))
        apart = day[event, edge] - (day_zero if reference == ("first", "start") else day[reference])
        least, most = (apart - draw(st.sampled_from((0, 3)))), apart + draw(st.sampled_from((0, 0, 9)))
        known = draw(st.sampled_from(("both", "both", "least", "most")))
        row = {
            "event": event,
            "edge": edge,
            "reference": reference[0],
            "reference_edge": reference[1],
            "min_days": str(least) if known != "most" and abs(least) < 1e9 else "",
            "max_days": str(most) if known != "least" and abs(most) < 1e9 else "",
            "source": "a page",
            "basis": draw(st.sampled_from(BASES)),
            "note": "a formula",
        }
        if row["min_days"] or row["max_days"]:
            found.append((number, {"id": f"t{number}", **row}))
    return found


@st.composite
def facts(draw: Draw) -> list[tuple[int, Cells]]:
    """Draw facts: some on topics that the standard has a field for, also several on one topic."""
    found = draw(rows(TABLE_BY_NAME["facts"]))
    topics = draw(st.lists(st.sampled_from(TOPICS), max_size=8))
    for number, (subject, attribute) in enumerate(topics, start=20):
        unit = "years" if attribute == "age at diagnosis" else ""
        row = {
            "subject": subject,
            "attribute": attribute,
            "value": draw(VALUES.get(attribute, WORD)),
            "unit": unit,
        }
        origin = {"source": "a page", "basis": draw(st.sampled_from(BASES)), "note": "a formula"}
        found.append((number, {"id": f"fact_{number}", **row, **origin}))
    return found


@st.composite
def ranges(draw: Draw) -> list[tuple[int, Cells]]:
    """Draw normal ranges, most of them whole and in the unit of the counts."""
    found = draw(rows(TABLE_BY_NAME["reference_ranges"]))
    for _, row in found:
        if draw(st.booleans()):
            row |= {
                "population": "B cells",
                "unit": "cells/µL",
                "low": "90",
                "high": draw(st.sampled_from(NUMBERS)),
            }
    return found


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a case with rows in every table."""
    own = ("timing", "facts", "reference_ranges")
    printed = {schema.name: draw(rows(schema)) for schema in TABLES if schema.name not in own}
    printed |= {"facts": draw(facts()), "reference_ranges": draw(ranges())}
    printed["timing"] = draw(statements(printed["events"]))
    tables = {
        schema.name: PrintedTable(schema, f"{schema.name}.csv", tuple(printed[schema.name])) for schema in TABLES
    }
    package = {
        "name": "some",
        "title": draw(words()),
        "version": "1.2.3",
        "created": "2024-02-29T00:00:00Z",
        "epicrisis": {"day_zero": "first", "synthetic": draw(st.booleans())},
    }
    return assemble_case(draw(st.sampled_from(("some", "some-case.2"))), package, tables, "datapackage.json")
