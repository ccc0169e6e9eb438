"""A packet is what the standard asks for: fields that it requires, terminologies that are declared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import Parse
from phenopackets.schema.v2 import Phenopacket

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.case.schema import TABLES
from epicrisis.export.phenopacket.packet import make_packet, packet_text
from epicrisis.paths import ProjectPaths

REPOSITORY = ProjectPaths(Path(__file__).parents[3])

# What the documentation of Phenopacket Schema 2.0 says is REQUIRED, of the messages that a packet of ours has.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "Phenopacket": ("id", "metaData"),
    "MetaData": ("created", "createdBy", "resources", "phenopacketSchemaVersion"),
    "Resource": ("id", "name", "url", "version", "namespacePrefix", "iriPrefix"),
    "Update": ("timestamp",),
    "Individual": ("id",),
    "VitalStatus": ("status",),
    "OntologyClass": ("id", "label"),
    "PhenotypicFeature": ("type",),
    "Evidence": ("evidenceCode",),
    "TimeInterval": ("start", "end"),
    "Age": ("iso8601duration",),
    "Procedure": ("code",),
    "Measurement": ("assay",),
    "Quantity": ("unit", "value"),
    "ReferenceRange": ("unit", "low", "high"),
    "TypedQuantity": ("type", "quantity"),
    "Biosample": ("id",),
    "Disease": ("term",),
    "Interpretation": ("id", "progressStatus"),
    "Diagnosis": ("disease",),
    "GenomicInterpretation": ("subjectOrBiosampleId", "interpretationStatus"),
    "VariantInterpretation": (
        "acmgPathogenicityClassification",
        "therapeuticActionability",
        "variationDescriptor",
    ),
    "VariationDescriptor": ("id", "moleculeContext"),
    "Expression": ("syntax", "value"),
    "GeneDescriptor": ("valueId", "symbol"),
    "Treatment": ("agent",),
    "DoseInterval": ("quantity", "scheduleFrequency", "interval"),
    "TherapeuticRegimen": ("regimenStatus",),
}
# A source that does not say when or how often a dose was given is not made to.
UNMET = {f"DoseInterval.{field}" for field in REQUIRED["DoseInterval"]}


def packet_of(case_id: str) -> Any:
    """Return the packet of a case as it is written."""
    case = load_case(REPOSITORY, case_id)
    return json.loads(packet_text(make_packet(case, resolve(case), {})))


def messages(descriptor: Any, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every message of a packet with its name in the schema."""
    yield descriptor.name, value
    for field in descriptor.fields:
        inner = value.get(field.json_name)
        if field.message_type is None or inner is None or field.message_type.name == "Timestamp":
            continue
        for each in inner if isinstance(inner, list) else [inner]:
            yield from messages(field.message_type, each)


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
def test_what_is_written_is_a_phenopacket(case_id: str) -> None:
    """The package `phenopackets` reads it, and every message has what the standard requires, but for doses."""
    packet = packet_of(case_id)

    Parse(json.dumps(packet), Phenopacket())
    found = list(messages(Phenopacket.DESCRIPTOR, packet))

    missing = {f"{name}.{key}" for name, each in found for key in REQUIRED.get(name, ()) if key not in each}
    assert UNMET >= missing


@pytest.mark.parametrize("case_id", REPOSITORY.case_ids())
def test_every_identifier_has_its_terminology_declared(case_id: str) -> None:
    """And none is declared that is not used; what is local leads to a row of the case."""
    case = load_case(REPOSITORY, case_id)
    packet = packet_of(case_id)

    used = set(identifiers(packet))
    declared = {resource["namespacePrefix"] for resource in packet["metaData"]["resources"]}
    rows = {(schema.name, row.id) for schema in TABLES for row in case.rows(schema.name)}
    local = {
        tuple(name.removeprefix("epicrisis:").split(".")[:2]) for name in used if name.startswith("epicrisis:")
    }
    assert declared == {name.partition(":")[0] for name in used}
    assert rows == {place for place in local if len(place) == 2}


@pytest.mark.parametrize("case_id", REPOSITORY.case_ids())
def test_nobody_is_said_to_have_interpreted_a_finding(case_id: str) -> None:
    """A karyotype or mutation is reported as found."""
    statuses = {
        (interpretation["progressStatus"], found["interpretationStatus"])
        for interpretation in packet_of(case_id)["interpretations"]
        for found in interpretation["diagnosis"]["genomicInterpretations"]
    }

    assert {("UNKNOWN_PROGRESS", "UNKNOWN_STATUS")} == statuses
