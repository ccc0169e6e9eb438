"""A phenopacket of ours read back to rows and days, to hold it against its case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from google.protobuf.json_format import Parse, ParseError
from phenopackets.schema.v2 import (
    FEMALE,
    MALE,
    Measurement,
    OntologyClass,
    Phenopacket,
    PhenotypicFeature,
    Treatment,
    VariationDescriptor,
)

from epicrisis.case.chronology import DayBounds
from epicrisis.export.phenopacket.days import bounds_of
from epicrisis.export.phenopacket.measurements import GREATER, LESS, LIMIT
from epicrisis.export.phenopacket.terms import printed_of, row_of

Cell = str | float
HELD: Mapping[str, tuple[str, ...]] = {
    "facts": ("subject", "attribute", "value", "unit"),
    "events": ("label", "detail"),
    "treatments": ("agent", "dose", "dose_unit", "schedule", "route"),
    "mrd": ("event", "specimen", "method", "relation", "value_percent", "lod_percent"),
    "immune_cells": ("event", "population", "relation", "cells_per_ul", "method"),
    "lesions": ("event", "site", "laterality", "modality", "status"),
    "markers": ("specimen", "marker", "result"),
    "genomics": ("method", "kind", "notation", "gene"),
}
"""The columns of a case that a packet holds; of `facts`, the numbers with a unit, sex and diagnosis."""


@dataclass(frozen=True)
class PacketContent:
    """What a packet says.

    Args:
        rows: Each row by table and id, with the cells that are not blank.
        days: The possible days of each event's edge, where both bounds are known.
        sex: `female` or `male`; empty if it is not said.
        diagnoses: The diseases, as printed.
    """

    rows: Mapping[tuple[str, str], Mapping[str, Cell]]
    days: Mapping[tuple[str, str], DayBounds]
    sex: str
    diagnoses: tuple[str, ...]


def read_packet(text: str) -> PacketContent:
    """Read a packet that `make_packet` has made.

    Args:
        text: Its JSON.

    Raises:
        ValueError: If it is no Phenopacket.
    """
    try:
        packet: Phenopacket = Parse(text, Phenopacket())
    except ParseError as error:
        raise ValueError(str(error)) from error
    rows: dict[tuple[str, str], dict[str, Cell]] = defaultdict(dict)
    for place, cells in _rows(packet):
        rows[place].update({column: cell for column, cell in cells.items() if cell != ""})
    sex = {FEMALE: "female", MALE: "male"}.get(packet.subject.sex, "")
    return PacketContent(rows, dict(_days(packet)), sex, tuple(printed_of(each.term) for each in packet.diseases))


def _rows(packet: Phenopacket) -> Iterator[tuple[tuple[str, str], dict[str, Cell]]]:
    for measurement in packet.measurements:
        yield row_of(measurement.assay.id), _measured(measurement)
    for feature in packet.phenotypic_features:
        table, row = row_of(feature.type.id)
        yield (table, row), _lesion(feature) if table == "lesions" else _event(feature.type, feature.description)
    for action in packet.medical_actions:
        if action.WhichOneof("action") == "treatment":
            yield row_of(action.treatment.agent.id), _treatment(action.treatment)
        else:
            regimen = action.therapeutic_regimen.ontology_class
            yield row_of(regimen.id), _event(regimen, "")
    for interpretation in packet.interpretations:
        for found in interpretation.diagnosis.genomic_interpretations:
            variant = found.variant_interpretation.variation_descriptor
            yield row_of(variant.id), _variant(variant)


def _measured(measurement: Measurement) -> dict[str, Cell]:
    table, _ = row_of(measurement.assay.id)
    if measurement.assay.id.endswith(f".{LIMIT}"):
        return {LIMIT: measurement.value.quantity.value}
    procedure = measurement.procedure
    site = printed_of(procedure.body_site)
    if table == "facts":
        quantity = measurement.value.quantity
        told: dict[str, Cell] = {"subject": measurement.description, "attribute": measurement.assay.label}
        return {**told, "value": quantity.value, "unit": printed_of(quantity.unit)}
    if table == "markers":
        result = printed_of(measurement.value.ontology_class)
        return {"specimen": site, "marker": measurement.assay.label, "result": result}
    event = row_of(procedure.performed.ontology_class.id)[1]
    common: dict[str, Cell] = {"event": event, "method": _method(measurement)}
    if table == "mrd":
        return {**common, "specimen": site, **_result(measurement, "value_percent")}
    return {**common, "population": measurement.assay.label, **_result(measurement, "cells_per_ul")}


def _method(measurement: Measurement) -> str:
    """A measurement whose method is not reported has the measurement itself for a procedure."""
    code = measurement.procedure.code
    return "" if code.id == measurement.assay.id else printed_of(code)


def _result(measurement: Measurement, column: str) -> dict[str, Cell]:
    for bound in measurement.complex_value.typed_quantities:
        return {"relation": {LESS: "<", GREATER: ">"}[bound.type.id], column: bound.quantity.value}
    if measurement.value.WhichOneof("value") == "quantity":
        return {"relation": "=", column: measurement.value.quantity.value}
    return {"relation": printed_of(measurement.value.ontology_class)}


def _lesion(feature: PhenotypicFeature) -> dict[str, Cell]:
    site, *others = feature.modifiers
    return {
        "event": feature.description.removeprefix("at the event ").partition(":")[0],
        "site": printed_of(site),
        "laterality": printed_of(others[0]) if len(others) > 1 else "",
        "modality": printed_of(feature.evidence[0].evidence_code),
        "status": printed_of(others[-1]),
    }


def _event(named: OntologyClass, detail: str) -> dict[str, Cell]:
    return {"label": named.label, "detail": detail}


def _treatment(treatment: Treatment) -> dict[str, Cell]:
    cells: dict[str, Cell] = {
        "agent": treatment.agent.label,
        "route": printed_of(treatment.route_of_administration),
    }
    for dose in treatment.dose_intervals:
        cells["schedule"] = printed_of(dose.schedule_frequency)
        if dose.HasField("quantity"):
            cells |= {"dose": dose.quantity.value, "dose_unit": printed_of(dose.quantity.unit)}
    return cells


def _variant(variant: VariationDescriptor) -> dict[str, Cell]:
    return {
        "method": variant.description,
        "kind": variant.structural_type.label,
        "notation": variant.label,
        "gene": variant.gene_context.symbol,
    }


def _days(packet: Phenopacket) -> Iterator[tuple[tuple[str, str], DayBounds]]:
    timed = [(each.type, each.onset, each.resolution) for each in packet.phenotypic_features]
    regimens = [
        each.therapeutic_regimen for each in packet.medical_actions if each.HasField("therapeutic_regimen")
    ]
    timed += [(each.ontology_class, each.start_time, each.end_time) for each in regimens]
    for named, start, end in timed:
        table, row = row_of(named.id)
        for edge, element in (("start", start), ("end", end)):
            bounds = bounds_of(element)
            if table == "events" and bounds is not None:
                yield (row, edge), bounds
