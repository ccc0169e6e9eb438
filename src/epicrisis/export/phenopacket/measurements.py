"""Tests and counts of a case as measurements; what was not reported is left out, never zero."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phenopackets.schema.v2 import (
    ComplexValue,
    Measurement,
    OntologyClass,
    Procedure,
    Quantity,
    TimeElement,
    TypedQuantity,
    Value,
)

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Fact, ImmuneCellCount, Marker, MrdTest
from epicrisis.export.phenopacket.days import time_element
from epicrisis.export.phenopacket.terms import LOCAL, local, term

LESS, GREATER, LIMIT = f"{LOCAL}:less_than", f"{LOCAL}:greater_than", "lod_percent"
RELATIONS = {"<": OntologyClass(id=LESS, label="less than"), ">": OntologyClass(id=GREATER, label="greater than")}


def measurements(case: Case, chronology: Chronology) -> Iterator[Measurement]:
    """Yield MRD tests with their limits of detection, cell counts, markers, and facts with a number and a unit.

    Args:
        case: The case.
        chronology: Its days.
    """
    for test in case.mrd:
        yield from _mrd(case, test, chronology)
    yield from (_count(case, count, chronology) for count in case.immune_cells)
    yield from (_marker(marker) for marker in case.markers)
    for fact in case.facts:
        yield from _fact(fact)


def _mrd(case: Case, test: MrdTest, chronology: Chronology) -> Iterator[Measurement]:
    assay = OntologyClass(id=local("mrd", test.id), label="Minimal residual disease")
    procedure = Procedure(
        code=term(test.method, "mrd", test.id, "method") or assay,
        body_site=term(test.specimen, "mrd", test.id, "specimen"),
        performed=_at(case, test.event),
    )
    observed = time_element(chronology.bounds[test.event, "start"])
    result = Measurement(assay=assay, procedure=procedure, time_observed=observed)
    _set_value(result, "mrd", test.id, test.relation, test.value_percent, "%")
    yield result
    if test.lod_percent is not None:
        assay = OntologyClass(
            id=local("mrd", test.id, LIMIT), label="Limit of detection of minimal residual disease"
        )
        limit = Value(quantity=Quantity(unit=term("%", "mrd", test.id, "unit"), value=test.lod_percent))
        yield Measurement(assay=assay, value=limit)


def _count(case: Case, count: ImmuneCellCount, chronology: Chronology) -> Measurement:
    assay = OntologyClass(id=local("immune_cells", count.id), label=count.population)
    code = term(count.method, "immune_cells", count.id, "method") or assay
    procedure = Procedure(code=code, performed=_at(case, count.event))
    observed = time_element(chronology.bounds[count.event, "start"])
    result = Measurement(assay=assay, procedure=procedure, time_observed=observed)
    _set_value(result, "immune_cells", count.id, count.relation, count.cells_per_ul, "cells/µL")
    return result


def _marker(marker: Marker) -> Measurement:
    assay = OntologyClass(id=local("markers", marker.id), label=marker.marker)
    procedure = Procedure(code=assay, body_site=term(marker.specimen, "markers", marker.id, "specimen"))
    result = Value(ontology_class=term(marker.result, "markers", marker.id, "result"))
    return Measurement(assay=assay, procedure=procedure, value=result)


def _fact(fact: Fact) -> Iterator[Measurement]:
    number = _number(fact.value)
    if number is not None and fact.unit:
        assay = OntologyClass(id=local("facts", fact.id), label=fact.attribute)
        quantity = Quantity(unit=term(fact.unit, "facts", fact.id, "unit"), value=number)
        yield Measurement(assay=assay, description=fact.subject, value=Value(quantity=quantity))


def _set_value(result: Measurement, table: str, row: str, relation: str, number: float | None, unit: str) -> None:
    """Say a result: a number, a bound, or in words; a number without a relation that says one is no result."""
    if number is None or relation not in ("=", *RELATIONS):
        result.value.ontology_class.CopyFrom(term(relation, table, row, "relation"))
        return
    quantity = Quantity(unit=term(unit, table, row, "unit"), value=number)
    if relation == "=":
        result.value.quantity.CopyFrom(quantity)
    else:
        bound = TypedQuantity(type=RELATIONS[relation], quantity=quantity)
        result.complex_value.CopyFrom(ComplexValue(typed_quantities=[bound]))


def _at(case: Case, event: str) -> TimeElement:
    """Name the event at which something was done, whether or not its day is known."""
    return TimeElement(
        ontology_class=OntologyClass(id=local("events", event), label=case.event_by_id[event].label)
    )


def _number(text: str) -> float | None:
    """Return a number as it is printed; words that Python takes for one are none."""
    return float(text) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?", text) else None
