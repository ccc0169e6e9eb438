"""A case as a phenopacket, and read back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from epicrisis.case.chronology import DayBounds
from epicrisis.case.load import load_case
from epicrisis.case.model import Case, Row
from epicrisis.case.resolution import resolve
from epicrisis.export.phenopacket.packet import export_phenopacket, make_packet, packet_text
from epicrisis.export.phenopacket.reading import HELD, Cell, PacketContent, read_packet
from epicrisis.export.phenopacket.therapies import THERAPY_LANES
from epicrisis.paths import ProjectPaths
from small_case import CASE_ID, TABLES_TEXT, write_case

REPOSITORY = ProjectPaths(Path(__file__).parents[3])


def text_of(case: Case) -> str:
    """Return the packet of a case as JSON."""
    return packet_text(make_packet(case, resolve(case)))


def held_rows(case: Case) -> Iterator[tuple[tuple[str, str], Mapping[str, Cell]]]:
    """Yield what a packet must hold of a case: the cells that are not blank, of the columns it has a place for."""
    for table, columns in HELD.items():
        for row in case.rows(table):
            cells = {name: value for name in columns if (value := _cell(table, row, name)) not in ("", None)}
            if table == "facts" and not (isinstance(cells["value"], float) and "unit" in cells):
                continue
            yield (table, row.id), cells


def _cell(table: str, row: Row, column: str) -> Cell | None:
    if table == "events" and column == "detail" and getattr(row, "lane", "") in THERAPY_LANES:
        return None  # a regimen has no place for it
    value: Cell | None = getattr(row, column)
    if table == "facts" and column == "value" and re.fullmatch(r"[\d.]+(e\d+)?", str(value)):
        return float(str(value))
    return value


def held_days(case: Case) -> dict[tuple[str, str], DayBounds]:
    """Return the days of every edge that has both bounds."""
    bounds = resolve(case).bounds.items()
    ends = {event.id for event in case.events if event.kind == "interval"}
    return {
        (event, edge): day for (event, edge), day in bounds if day.bounded and (edge == "start" or event in ends)
    }


@pytest.fixture
def case(small_project: ProjectPaths) -> Case:
    """The small case."""
    return load_case(small_project, CASE_ID)


@pytest.fixture
def content(case: Case) -> PacketContent:
    """The small case, written and read back."""
    return read_packet(text_of(case))


@pytest.mark.parametrize("case_id", REPOSITORY.case_ids())
def test_a_packet_reads_back_to_the_facts_of_its_case(case_id: str) -> None:
    """Every cell that it has a place for, every day with bounds, sex and diagnosis."""
    case = load_case(REPOSITORY, case_id)

    content = read_packet(text_of(case))

    facts = {(fact.subject, fact.attribute): fact.value for fact in case.facts}
    assert dict(held_rows(case)) == content.rows
    assert held_days(case) == content.days
    assert facts["patient", "sex"] == content.sex
    assert (facts["disease", "diagnosis"],) == content.diagnoses


def test_the_small_case_reads_back(case: Case, content: PacketContent) -> None:
    """With bounds, words, limits of detection and blanks in all their kinds."""
    assert dict(held_rows(case)) == content.rows
    assert held_days(case) == content.days
    assert ("", ()) == (content.sex, content.diagnoses)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("mrd", "relapse"), {"relation": "=", "value_percent": 0.5, "lod_percent": 0.01}),
        (("mrd", "before_graft"), {"relation": "<", "value_percent": 0.01, "lod_percent": 0.01}),
        (("mrd", "blood_1"), {"relation": "positive", "lod_percent": 0.001}),
        (("mrd", "marrow_2"), {"relation": "not_detected"}),
        (("immune_cells", "b_1"), {"relation": "below_range"}),
        (("immune_cells", "t_1"), {"relation": "<", "cells_per_ul": 100.0}),
    ],
)
def test_results_keep_their_relation_and_blanks_stay_absent(
    row: tuple[str, str], expected: dict[str, Cell], content: PacketContent
) -> None:
    """A bound is no value, a word is no number, and what was not reported is nowhere zero."""
    told = {name: cell for name, cell in content.rows[row].items() if name in ("relation", *NUMBERS)}

    assert expected == told


NUMBERS = ("value_percent", "lod_percent", "cells_per_ul")


def test_zero_is_not_blank(tmp_path: Path) -> None:
    """A count of zero was counted."""
    table = TABLES_TEXT["immune_cells"].replace("b_2,visit_2,B cells,=,120", "b_2,visit_2,B cells,=,0")
    case = load_case(write_case(tmp_path, tables={"immune_cells": table}), CASE_ID)

    content = read_packet(text_of(case))

    assert 0.0 == content.rows["immune_cells", "b_2"]["cells_per_ul"]


def test_days_count_from_the_pseudo_epoch_and_unknown_days_are_no_dates(case: Case) -> None:
    """Day 0 is 2000-01-01; between two days is an interval; without a bound there is no time."""
    packet = json.loads(text_of(case))

    features = {feature["type"]["label"]: feature for feature in packet["phenotypicFeatures"]}
    regimens = [
        action["therapeuticRegimen"] for action in packet["medicalActions"] if "therapeuticRegimen" in action
    ]
    starts = {regimen["ontologyClass"]["label"]: regimen.get("startTime") for regimen in regimens}
    assert {"timestamp": "2000-01-01T00:00:00Z"} == starts["Transplantation"]
    assert {"timestamp": "2000-01-16T00:00:00Z"} == features["Engraftment"]["onset"]
    span = {"start": "2000-03-21T00:00:00Z", "end": "2000-04-10T00:00:00Z"}
    assert {"interval": span} == features["Second visit"]["onset"]
    assert "onset" not in features["Alive in remission"]
    assert starts["Chemotherapy"] is None


def test_the_packet_says_what_its_dates_are(case: Case) -> None:
    """In words, with the only calendar date it has: that of the data version."""
    meta = json.loads(text_of(case))["metaData"]

    comments = " ".join(update["comment"] for update in meta["updates"])
    assert "2024-02-29T00:00:00Z" == meta["created"]
    assert "Day 0 (Transplantation) is written as 2000-01-01" in comments
    assert "Every value is synthetic; there is no patient." in comments


def test_rows_that_the_source_does_not_report_are_listed(tmp_path: Path) -> None:
    """Derived and assumed rows are marked in every output."""
    package = {"epicrisis": {"day_zero": "graft", "synthetic": False}}
    tables = {"mrd": TABLES_TEXT["mrd"].replace("Test ¶1,synthetic", "Test ¶1,assumed")}
    case = load_case(write_case(tmp_path, package=package, tables=tables), CASE_ID)

    comments = [update["comment"] for update in json.loads(text_of(case))["metaData"]["updates"]]

    assert any("epicrisis:mrd.relapse (assumed)" in comment for comment in comments)


def identifiers(value: Any) -> Iterator[str]:
    """Yield every identifier of a term in a packet."""
    if isinstance(value, dict):
        yield from (value[key] for key in ("id", "valueId") if ":" in str(value.get(key, "")))
        for inner in value.values():
            yield from identifiers(inner)
    if isinstance(value, list):
        for inner in value:
            yield from identifiers(inner)


@pytest.mark.parametrize("case_id", REPOSITORY.case_ids())
def test_every_identifier_has_its_terminology_declared(case_id: str) -> None:
    """And none is declared that is not used; what is local leads to a row of the case."""
    case = load_case(REPOSITORY, case_id)
    packet = json.loads(text_of(case))

    used = set(identifiers(packet))
    declared = {resource["namespacePrefix"] for resource in packet["metaData"]["resources"]}
    assert declared == {name.partition(":")[0] for name in used}
    rows = {(table, row.id) for table in HELD for row in case.rows(table)}
    local = {
        tuple(name.removeprefix("epicrisis:").split(".")[:2]) for name in used if name.startswith("epicrisis:")
    }
    assert {place for place in local if len(place) == 2} <= rows


def test_a_site_where_nothing_was_found_is_excluded(case: Case) -> None:
    """A reader that counts features must not count it."""
    features = json.loads(text_of(case))["phenotypicFeatures"]

    excluded = {feature["type"]["id"]: feature.get("excluded", False) for feature in features}
    assert excluded["epicrisis:lesions.node_relapse"] is False
    assert excluded["epicrisis:lesions.node_visit"] is True


def test_the_file_has_the_same_bytes_every_time(small_project: ProjectPaths, tmp_path: Path) -> None:
    """Beside the outputs, or in a folder of one's own."""
    first = export_phenopacket(small_project, CASE_ID)

    second = export_phenopacket(small_project, CASE_ID, tmp_path / "packets")

    assert small_project.case_build(CASE_ID) / "tiny.phenopacket.json" == first
    assert first.read_bytes() == second.read_bytes()
    assert str(small_project.root) not in first.read_text(encoding="utf-8")


def test_what_is_no_packet_is_refused() -> None:
    """A field that the schema does not know."""
    with pytest.raises(ValueError, match="patient_name"):
        read_packet('{"id": "x", "patient_name": "Y"}')
