"""Therapy as medical actions: each event as a regimen, each drug, product or radiation as a treatment."""

from __future__ import annotations

from collections.abc import Iterator

from phenopackets.schema.v2 import (
    DoseInterval,
    MedicalAction,
    OntologyClass,
    Quantity,
    TherapeuticRegimen,
    Treatment,
)

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case
from epicrisis.case.model import Treatment as TreatmentRow
from epicrisis.export.phenopacket.days import edges, put, timestamp
from epicrisis.export.phenopacket.terms import event_term, local, term

THERAPY_LANES = ("systemic_therapy", "cellular_therapy", "transplant")


def medical_actions(case: Case, chronology: Chronology) -> Iterator[MedicalAction]:
    """Yield the events that are therapy with their days, then each treatment with its dose.

    Args:
        case: The case.
        chronology: Its days.
    """
    for event in case.events:
        if event.lane in THERAPY_LANES:
            regimen = TherapeuticRegimen(ontology_class=event_term(event))
            start, end = edges(event, chronology)
            put(regimen.start_time, start)
            put(regimen.end_time, end)
            yield MedicalAction(therapeutic_regimen=regimen)
    yield from (MedicalAction(treatment=_treatment(row, chronology)) for row in case.treatments)


def _treatment(row: TreatmentRow, chronology: Chronology) -> Treatment:
    treatment = Treatment(
        agent=OntologyClass(id=local("treatments", row.id), label=row.agent),
        route_of_administration=term(row.route, "treatments", row.id, "route"),
    )
    dose = DoseInterval(schedule_frequency=term(row.schedule, "treatments", row.id, "schedule"))
    if row.dose is not None:
        unit = term(row.dose_unit, "treatments", row.id, "dose_unit")
        dose.quantity.CopyFrom(Quantity(unit=unit, value=row.dose))
    start, end = chronology.bounds[row.event, "start"], chronology.bounds[row.event, "end"]
    if start.exact and end.exact and start.earliest is not None and end.earliest is not None:
        dose.interval.start.CopyFrom(timestamp(start.earliest))
        dose.interval.end.CopyFrom(timestamp(end.earliest))
    if dose.ByteSize():
        treatment.dose_intervals.append(dose)
    return treatment
