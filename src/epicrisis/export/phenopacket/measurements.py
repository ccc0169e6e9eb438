"""Counts of cells and facts as measurements; what was not reported is left out, never zero. Written and read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from phenopackets.schema.v2 import Measurement, OntologyClass, Phenopacket, Procedure

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Fact, ImmuneCellCount
from epicrisis.export.phenopacket.cells import Cell, number_of
from epicrisis.export.phenopacket.days import at_event, put, time_element
from epicrisis.export.phenopacket.identifiers import RowPlace, Rows, local, place_of
from epicrisis.export.phenopacket.results import RangeOf, put_result, quantity, quantity_of, ranges, result_cells
from epicrisis.export.phenopacket.terms import printed_of, term

COUNT_UNIT = "cells/µL"
# Who agreed to it, who did something, how and why: no finding in a patient.
SUBJECTS_BESIDE = ("consent", "ethics")
ATTRIBUTES_BESIDE = re.compile(r"(centre|method|provider|reason)\b")


def measurements(case: Case, chronology: Chronology, facts: Iterable[Fact]) -> Iterator[Measurement]:
    """Yield cell counts, then the facts that were measured, counted or classified.

    Args:
        case: The case.
        chronology: Its days.
        facts: Those of its facts that have no field of their own.
    """
    normal = ranges(case)
    for count in case.immune_cells:
        yield _count(case, count, chronology, normal)
    yield from (_fact(fact, normal) for fact in facts if _is_measured(fact))


def procedure_of(case: Case, place: RowPlace, method: str, event: str, assay: OntologyClass) -> Procedure:
    """Return how and at which event something was measured.

    Args:
        case: The case.
        place: Table and row of the measurement.
        method: The method; where it is not reported, the measurement itself stands for it.
        event: The event.
        assay: What was measured.
    """
    code = term(method, *place, "method") or assay
    return Procedure(code=code, performed=at_event(case.event_by_id[event]))


def procedure_cells(measurement: Measurement) -> dict[str, Cell]:
    """Return what the procedure of a measurement says."""
    procedure = measurement.procedure
    event = place_of(procedure.performed.ontology_class.id)
    method = "" if procedure.code.id == measurement.assay.id else printed_of(procedure.code)
    return {"event": event[1] if event else "", "method": method}


def _count(case: Case, count: ImmuneCellCount, chronology: Chronology, normal: RangeOf) -> Measurement:
    place = ("immune_cells", count.id)
    assay = OntologyClass(id=local(*place), label=count.population)
    result = Measurement(assay=assay, procedure=procedure_of(case, place, count.method, count.event, assay))
    put(result.time_observed, time_element(chronology.at(count.event)))
    number = None
    if count.cells_per_ul is not None:
        limits = normal.get((count.population, COUNT_UNIT))
        number = quantity(count.cells_per_ul, COUNT_UNIT, place, limits)
    put_result(result, count.relation, number, place)
    return result


def _is_measured(fact: Fact) -> bool:
    """Whether a fact is a number with a unit, or a class; a number in words would lose its unit."""
    if fact.subject in SUBJECTS_BESIDE or ATTRIBUTES_BESIDE.match(fact.attribute):
        return False
    return not fact.unit or number_of(fact.value) is not None


def _fact(fact: Fact, normal: RangeOf) -> Measurement:
    place = ("facts", fact.id)
    result = Measurement(assay=OntologyClass(id=local(*place), label=fact.attribute), description=fact.subject)
    number = number_of(fact.value)
    if number is not None and fact.unit:
        limits = normal.get((fact.attribute, fact.unit))
        result.value.quantity.CopyFrom(quantity(number, fact.unit, place, limits))
    else:
        result.value.ontology_class.CopyFrom(term(fact.value, *place, "value"))
    return result


def measurement_cells(packet: Phenopacket, rows: Rows) -> Iterator[tuple[RowPlace, dict[str, Cell]]]:
    """Yield what the measurements of a packet say, then the normal ranges that stand beside them.

    Args:
        packet: The packet.
        rows: The rows of its case, as far as they are known.
    """
    limits: dict[tuple[str, str], dict[str, Cell]] = {}
    for measurement in packet.measurements:
        place, found = place_of(measurement.assay.id), quantity_of(measurement)
        if found.HasField("reference_range"):
            named = (measurement.assay.label, printed_of(found.reference_range.unit))
            limits.setdefault(named, {"low": found.reference_range.low, "high": found.reference_range.high})
        if place is not None:
            yield place, _cells(place[0], measurement)
    for place, cells in rows.items():
        named = (cells.get("population", ""), cells.get("unit", ""))
        if place[0] == "reference_ranges" and named in limits:
            yield place, limits.pop(named)


def _cells(table: str, measurement: Measurement) -> dict[str, Cell]:
    if table == "immune_cells":
        population: dict[str, Cell] = {"population": measurement.assay.label}
        return population | procedure_cells(measurement) | result_cells(measurement, "cells_per_ul")
    told: dict[str, Cell] = {"subject": measurement.description, "attribute": measurement.assay.label}
    value = measurement.value
    if value.HasField("quantity"):
        return told | {"value": value.quantity.value, "unit": printed_of(value.quantity.unit)}
    return told | {"value": printed_of(value.ontology_class)}
