"""The result of a test: a number, a bound or a word, with the normal range beside it. Written and read."""

from __future__ import annotations

from collections.abc import Mapping

from phenopackets.schema.v2 import (
    ComplexValue,
    Measurement,
    OntologyClass,
    Quantity,
    ReferenceRange,
    TypedQuantity,
)

from epicrisis.case.model import Case
from epicrisis.case.model import ReferenceRange as RangeRow
from epicrisis.export.phenopacket.cells import Cell
from epicrisis.export.phenopacket.identifiers import LOCAL
from epicrisis.export.phenopacket.terms import printed_of, term

LESS, GREATER = f"{LOCAL}:less_than", f"{LOCAL}:greater_than"
BOUNDS = {"<": OntologyClass(id=LESS, label="less than"), ">": OntologyClass(id=GREATER, label="greater than")}

RangeOf = Mapping[tuple[str, str], RangeRow]
"""The normal range of a population or analyte in a unit."""


def ranges(case: Case) -> RangeOf:
    """Return the normal ranges that have both limits; of two for one population and unit, the first.

    Args:
        case: The case.
    """
    complete = (row for row in reversed(case.reference_ranges) if row.low is not None and row.high is not None)
    return {(row.population, row.unit): row for row in complete}


def quantity(number: float, unit: str, place: tuple[str, str], normal: RangeRow | None = None) -> Quantity:
    """Return a number with its unit.

    Args:
        number: The number.
        unit: Its unit as printed.
        place: Table and row.
        normal: Its normal range.
    """
    found = Quantity(unit=term(unit, *place, "unit"), value=number)
    if normal is not None:
        limits = ReferenceRange(
            unit=term(normal.unit, "reference_ranges", normal.id, "unit"), low=normal.low, high=normal.high
        )
        found.reference_range.CopyFrom(limits)
    return found


def put_result(target: Measurement, relation: str, number: Quantity | None, place: tuple[str, str]) -> None:
    """Say a result; a number without a relation that says one is no result.

    Args:
        target: The measurement.
        relation: `=`, `<`, `>` or a word.
        number: The number; None if there is none.
        place: Table and row.
    """
    if number is None or relation not in ("=", *BOUNDS):
        target.value.ontology_class.CopyFrom(term(relation, *place, "relation"))
    elif relation == "=":
        target.value.quantity.CopyFrom(number)
    else:
        bound = TypedQuantity(type=BOUNDS[relation], quantity=number)
        target.complex_value.CopyFrom(ComplexValue(typed_quantities=[bound]))


def result_cells(measurement: Measurement, column: str) -> dict[str, Cell]:
    """Return what a result says.

    Args:
        measurement: The measurement.
        column: The column that holds its number.
    """
    for bound in measurement.complex_value.typed_quantities[:1]:
        return {"relation": {LESS: "<", GREATER: ">"}.get(bound.type.id, ""), column: bound.quantity.value}
    if measurement.value.HasField("quantity"):
        return {"relation": "=", column: measurement.value.quantity.value}
    return {"relation": printed_of(measurement.value.ontology_class)}


def quantity_of(measurement: Measurement) -> Quantity:
    """Return the number of a result, whatever its relation; an empty one if there is none."""
    for bound in measurement.complex_value.typed_quantities[:1]:
        return bound.quantity
    return measurement.value.quantity
