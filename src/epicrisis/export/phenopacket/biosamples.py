"""Specimens as biosamples, with what was found in them: residual disease and markers. Written and read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from phenopackets.schema.v2 import Biosample, Measurement, OntologyClass, Phenopacket

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Marker, MrdTest
from epicrisis.export.phenopacket.cells import Cell
from epicrisis.export.phenopacket.days import put, time_element
from epicrisis.export.phenopacket.identifiers import RowPlace, local, place_of
from epicrisis.export.phenopacket.measurements import procedure_cells, procedure_of
from epicrisis.export.phenopacket.results import put_result, quantity, quantity_of, result_cells
from epicrisis.export.phenopacket.terms import printed_of, term

LIMIT = "lod_percent"


def biosamples(case: Case, chronology: Chronology) -> Iterator[Biosample]:
    """Yield the specimen of each MRD test, and each specimen that markers were looked for in.

    That two tests of one event were made on one specimen is not reported, so that each has its own.

    Args:
        case: The case.
        chronology: Its days.
    """
    for test in case.mrd:
        sample = _sample(case, "mrd", test.id, test.specimen)
        put(sample.time_of_collection, time_element(chronology.at(test.event)))
        sample.measurements.extend(_mrd(case, test))
        yield sample
    for specimen, rows in groupby(case.markers, key=lambda row: row.specimen):
        markers = list(rows)
        sample = _sample(case, "markers", markers[0].id, specimen)
        sample.measurements.extend(_marker(row) for row in markers)
        yield sample


def _sample(case: Case, table: str, row: str, specimen: str) -> Biosample:
    tissue = term(specimen, table, row, "specimen")
    return Biosample(id=f"{case.id}-{table}-{row}", individual_id=case.id, sampled_tissue=tissue)


def _mrd(case: Case, test: MrdTest) -> Iterator[Measurement]:
    place = ("mrd", test.id)
    assay = OntologyClass(id=local(*place), label="Minimal residual disease")
    result = Measurement(assay=assay, procedure=procedure_of(case, place, test.method, test.event, assay))
    number = None if test.value_percent is None else quantity(test.value_percent, "%", place)
    put_result(result, test.relation, number, place)
    yield result
    if test.lod_percent is not None:
        named = OntologyClass(id=local(*place, LIMIT), label="Limit of detection of minimal residual disease")
        limit = Measurement(assay=named)
        limit.value.quantity.CopyFrom(quantity(test.lod_percent, "%", place))
        yield limit


def _marker(row: Marker) -> Measurement:
    result = Measurement(assay=OntologyClass(id=local("markers", row.id), label=row.marker))
    result.value.ontology_class.CopyFrom(term(row.result, "markers", row.id, "result"))
    return result


def biosample_cells(packet: Phenopacket) -> Iterator[tuple[RowPlace, dict[str, Cell]]]:
    """Yield what the biosamples of a packet say.

    Args:
        packet: The packet.
    """
    for sample in packet.biosamples:
        for measurement in sample.measurements:
            place = place_of(measurement.assay.id)
            if place is not None:
                specimen: dict[str, Cell] = {"specimen": printed_of(sample.sampled_tissue)}
                yield place, specimen | _cells(place[0], measurement)


def _cells(table: str, measurement: Measurement) -> dict[str, Cell]:
    if measurement.assay.id.endswith(f".{LIMIT}"):
        return {LIMIT: quantity_of(measurement).value}
    if table == "markers":
        return {"marker": measurement.assay.label, "result": printed_of(measurement.value.ontology_class)}
    return procedure_cells(measurement) | result_cells(measurement, "value_percent")
