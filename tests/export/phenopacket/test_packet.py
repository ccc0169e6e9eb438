"""A case as a phenopacket: what goes where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.resolution import resolve
from epicrisis.export.phenopacket.packet import export_phenopacket, make_packet, packet_text
from epicrisis.paths import ProjectPaths
from small_case import CASE_ID, TABLES_TEXT, write_case


def text_of(case: Case) -> str:
    """Return the packet of a case as JSON."""
    return packet_text(make_packet(case, resolve(case), {}))


@pytest.fixture
def case(small_project: ProjectPaths) -> Case:
    """The small case."""
    return load_case(small_project, CASE_ID)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("relapse", {"value": {"quantity": {"unit": "percent", "value": 0.5}}}),
        (
            "before_graft",
            {"complexValue": [{"type": "less than", "quantity": {"unit": "percent", "value": 0.01}}]},
        ),
        ("blood_1", {"value": {"ontologyClass": "Positive"}}),
        ("marrow_2", {"value": {"ontologyClass": "Not detected"}}),
    ],
)
def test_results_keep_their_relation_and_blanks_stay_absent(
    row: str, expected: dict[str, Any], case: Case
) -> None:
    """A bound is no value, a word is no number, and what was not reported is nowhere zero."""
    samples = json.loads(text_of(case))["biosamples"]

    measured = next(each for each in samples if each["id"] == f"tiny-mrd-{row}")["measurements"][0]
    assert expected == {key: labels(measured[key]) for key in ("value", "complexValue") if key in measured}


def labels(value: Any) -> Any:
    """Return a value with the label of each term in its place, and lists of quantities without their name."""
    if isinstance(value, dict):
        if "typedQuantities" in value:
            return labels(value["typedQuantities"])
        return value["label"] if "label" in value else {key: labels(inner) for key, inner in value.items()}
    return [labels(inner) for inner in value] if isinstance(value, list) else value


def test_counts_stand_beside_their_normal_range(case: Case) -> None:
    """In the unit of the count; a word has none."""
    measured = json.loads(text_of(case))["measurements"]

    by_row = {each["assay"]["id"].removeprefix("epicrisis:immune_cells."): each for each in measured}
    normal = {"unit": "cells per microliter", "low": 700.0, "high": 2100.0}
    bound = by_row["t_1"]["complexValue"]["typedQuantities"][0]["quantity"]
    assert normal == labels(by_row["t_2"]["value"]["quantity"]["referenceRange"])
    assert normal == labels(bound["referenceRange"])
    assert {"ontologyClass": "in_range"} == labels(by_row["t_3"]["value"])


def test_zero_is_not_blank(tmp_path: Path) -> None:
    """A count of zero was counted, and the packet says so."""
    table = TABLES_TEXT["immune_cells"].replace("b_2,visit_2,B cells,=,120", "b_2,visit_2,B cells,=,0")
    case = load_case(write_case(tmp_path, tables={"immune_cells": table}), CASE_ID)

    measured = json.loads(text_of(case))["measurements"]

    counted = next(each for each in measured if each["assay"]["id"] == "epicrisis:immune_cells.b_2")
    assert 0.0 == counted["value"]["quantity"]["value"]


def test_tests_and_markers_stand_in_their_specimens(case: Case) -> None:
    """With the day of collection where it is known; a limit of detection is a measurement of its own."""
    samples = {each["id"]: each for each in json.loads(text_of(case))["biosamples"]}

    marrow, markers = samples["tiny-mrd-marrow_1"], samples["tiny-markers-cd19"]
    assert "bone marrow" == marrow["sampledTissue"]["label"]
    assert {"timestamp": "2000-01-29T00:00:00Z"} == marrow["timeOfCollection"]
    assert ["Minimal residual disease", "Limit of detection of minimal residual disease"] == [
        each["assay"]["label"] for each in marrow["measurements"]
    ]
    assert ["CD19", "CD20", "CD3"] == [each["assay"]["label"] for each in markers["measurements"]]


def test_therapy_is_regimens_procedures_and_treatments(tmp_path: Path) -> None:
    """What lasts or in which something was given, what was done, and what was given; engraftment is a finding."""
    tables = {
        "events": TABLES_TEXT["events"]
        + "collection,cellular_therapy,point,Collection of cells,,Test ¶1,synthetic,\n"
        + "platelets,transplant,point,Platelet engraftment,,Test ¶1,synthetic,\n",
        "treatments": TABLES_TEXT["treatments"] + "rays,chemo,,Radiotherapy,12,Gy,,,Test ¶1,synthetic,\n",
    }
    case = load_case(write_case(tmp_path, tables=tables), CASE_ID)

    packet = json.loads(text_of(case))

    actions = packet["medicalActions"]
    regimens = [each["therapeuticRegimen"]["ontologyClass"] for each in actions if "therapeuticRegimen" in each]
    procedures = [each["procedure"]["code"] for each in actions if "procedure" in each]
    agents = [each["treatment"]["agent"] for each in actions if "treatment" in each]
    assert ["Chemotherapy", "CAR-T cells", "Transplantation"] == labels(regimens)
    assert ["Collection of cells", "Radiotherapy"] == labels(procedures)
    assert ["drug A", "drug B", "CAR-T cells", "stem cells"] == labels(agents)
    assert "Platelet engraftment" in labels([each["type"] for each in packet["phenotypicFeatures"]])


def test_who_died_of_what_is_said_and_no_survival_is_invented(tmp_path: Path) -> None:
    """The schema's survival is a number that is 0 unless it is known."""
    table = TABLES_TEXT["facts"] + "cause,outcome,cause of death,pneumonia,,Test ¶1,synthetic,\n"
    case = load_case(write_case(tmp_path, tables={"facts": table}), CASE_ID)

    subject = json.loads(text_of(case))["subject"]

    cause = {"id": "epicrisis:facts.cause.value", "label": "pneumonia"}
    assert {"status": "DECEASED", "causeOfDeath": cause} == subject["vitalStatus"]


def test_consent_is_no_measurement(tmp_path: Path) -> None:
    """Nor is who did something, or a number that only its unit explains; words that class something are one."""
    table = TABLES_TEXT["facts"] + (
        "centre,graft,centre of preparation,a hospital,,Test ¶1,synthetic,\n"
        "wait,graft,time to transplantation,within three,months,Test ¶1,synthetic,\n"
        "match,graft,HLA match,8/10,,Test ¶1,synthetic,\n"
    )
    case = load_case(write_case(tmp_path, tables={"facts": table}), CASE_ID)

    packet = json.loads(text_of(case))

    named = {each["assay"]["id"] for each in packet["measurements"]}
    told = {row: f"epicrisis:facts.{row}" in named for row in ("age", "match", "consent", "centre", "wait")}
    assert {"age": True, "match": True, "consent": False, "centre": False, "wait": False} == told


def test_a_row_leads_to_its_table_with_what_no_field_says(case: Case) -> None:
    """In the order of the table's columns."""
    references = {each["id"]: each for each in json.loads(text_of(case))["metaData"]["externalReferences"]}

    row = references["epicrisis:events.engraftment"]
    assert "data/tiny/events.csv#row=7" == row["reference"]
    assert {"lane": "response", "kind": "point"} == json.loads(row["description"])


def test_sources_and_licence_are_named(small_project: ProjectPaths) -> None:
    """A publication by its DOI; the licence beside the title of the data package, since no field has it."""
    packet = json.loads(export_phenopacket(small_project, CASE_ID).read_text(encoding="utf-8"))

    source, package, *_ = packet["metaData"]["externalReferences"]
    paper = {
        "id": "DOI:10.0000/tiny",
        "reference": "https://doi.org/10.0000/tiny",
        "description": "Made up for tests",
    }
    assert paper == source
    assert ("epicrisis:datapackage", "data/tiny/datapackage.json") == (package["id"], package["reference"])
    assert "CC0-1.0" == json.loads(package["description"])["licenses"][0]["name"]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ("a book", []),
        (["a book"], []),
        ([{"title": "A book"}], [{"description": "A book"}]),
        ([{"path": "https://example.org/x"}], [{"reference": "https://example.org/x"}]),
    ],
)
def test_a_source_may_have_no_doi(sources: Any, expected: list[dict[str, str]], case: Case) -> None:
    """It is named as far as the data package does."""
    packet = json.loads(packet_text(make_packet(case, resolve(case), {"sources": sources})))

    references = packet["metaData"]["externalReferences"]
    assert expected == [each for each in references if "id" not in each]


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
