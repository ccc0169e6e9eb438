"""Therapy as medical actions: events as regimens or procedures, each drug or product as a treatment. Both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from phenopackets.schema.v2 import (
    DoseInterval,
    MedicalAction,
    OntologyClass,
    Phenopacket,
    Procedure,
    Quantity,
    TherapeuticRegimen,
    TimeInterval,
    Treatment,
)

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Event
from epicrisis.case.model import Treatment as TreatmentRow
from epicrisis.export.phenopacket.cells import Cell
from epicrisis.export.phenopacket.days import EDGES, at_event, edges, put, time_element
from epicrisis.export.phenopacket.identifiers import RowPlace, local, place_of
from epicrisis.export.phenopacket.terms import event_term, printed_of, term

THERAPY_LANES = ("systemic_therapy", "cellular_therapy", "transplant")
RADIATION = re.compile(r"\b(radiotherapy|radiation|irradiation)\b", re.IGNORECASE)

Role = Literal["regimen", "procedure", "finding"]


def roles(case: Case) -> dict[str, Role]:
    """Return what each event is to the standard, by its id.

    Args:
        case: The case.

    Returns:
        `regimen` for a therapy that lasts or in which something was given; `procedure` for what else was done in a
        cellular therapy, such as a collection of cells; `finding` for all else, such as engraftment.
    """
    treated = {row.event for row in case.treatments}
    return {event.id: _role(event, event.id in treated) for event in case.events}


def _role(event: Event, treated: bool) -> Role:
    if event.lane not in THERAPY_LANES:
        return "finding"
    if treated or event.kind == "interval":
        return "regimen"
    return "procedure" if event.lane == "cellular_therapy" else "finding"


def medical_actions(case: Case, chronology: Chronology) -> Iterator[MedicalAction]:
    """Yield regimens and procedures with their days, then what was given with its dose.

    Args:
        case: The case.
        chronology: Its days.
    """
    role_of = roles(case)
    for event in case.events:
        start, end = edges(event, chronology)
        if role_of[event.id] == "regimen":
            regimen = TherapeuticRegimen(ontology_class=event_term(event))
            put(regimen.start_time, start)
            put(regimen.end_time, end)
            yield MedicalAction(therapeutic_regimen=regimen)
        elif role_of[event.id] == "procedure":
            yield MedicalAction(procedure=Procedure(code=event_term(event), performed=start))
    for row in case.treatments:
        yield _given(row, case.event_by_id[row.event], chronology)


def _given(row: TreatmentRow, event: Event, chronology: Chronology) -> MedicalAction:
    agent = OntologyClass(id=local("treatments", row.id), label=row.agent)
    if RADIATION.search(row.agent):
        # RadiationTherapy wants site, dose and fractions; a case has no column for two of them, and 0 is a dose
        return MedicalAction(procedure=Procedure(code=agent, performed=at_event(event)))
    treatment = Treatment(agent=agent, route_of_administration=term(row.route, "treatments", row.id, "route"))
    dose = DoseInterval(schedule_frequency=term(row.schedule, "treatments", row.id, "schedule"))
    if row.dose is not None and row.dose_unit:
        unit = term(row.dose_unit, "treatments", row.id, "dose_unit")
        dose.quantity.CopyFrom(Quantity(unit=unit, value=row.dose))
    if dose.ByteSize():
        first, last = (time_element(chronology.at(event.id, edge)) for edge in EDGES)
        if first and last and first.HasField("timestamp") and last.HasField("timestamp"):
            dose.interval.CopyFrom(TimeInterval(start=first.timestamp, end=last.timestamp))
        treatment.dose_intervals.append(dose)
    return MedicalAction(treatment=treatment)


def therapy_cells(packet: Phenopacket) -> Iterator[tuple[RowPlace, dict[str, Cell]]]:
    """Yield what the medical actions of a packet say.

    Args:
        packet: The packet.
    """
    for action in packet.medical_actions:
        named, cells = _named(action)
        place = place_of(named.id)
        if place is not None:
            yield place, {"label" if place[0] == "events" else "agent": named.label, **cells}


def _named(action: MedicalAction) -> tuple[OntologyClass, dict[str, Cell]]:
    """Return what names the row of an action, and its other cells."""
    if action.HasField("treatment"):
        return action.treatment.agent, _treatment_cells(action.treatment)
    if action.HasField("procedure"):
        event = place_of(action.procedure.performed.ontology_class.id)
        return action.procedure.code, {"event": event[1]} if event else {}
    return action.therapeutic_regimen.ontology_class, {}


def _treatment_cells(treatment: Treatment) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"route": printed_of(treatment.route_of_administration)}
    for dose in treatment.dose_intervals[:1]:
        cells["schedule"] = printed_of(dose.schedule_frequency)
        if dose.HasField("quantity"):
            cells |= {"dose": dose.quantity.value, "dose_unit": printed_of(dose.quantity.unit)}
    return cells
