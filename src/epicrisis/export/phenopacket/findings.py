"""What was found in a patient: events that are no therapy, symptoms and sites of disease, written and read."""

from __future__ import annotations

from collections.abc import Iterator

from phenopackets.schema.v2 import (
    Evidence,
    ExternalReference,
    OntologyClass,
    Phenopacket,
    PhenotypicFeature,
    TimeElement,
)

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Basis, Case, Event, Fact, Lesion
from epicrisis.export.phenopacket.cells import Cell
from epicrisis.export.phenopacket.days import edges, put, time_element
from epicrisis.export.phenopacket.identifiers import RowPlace, local, place_of
from epicrisis.export.phenopacket.subject import facts_on
from epicrisis.export.phenopacket.terms import event_term, printed_of, term

SYMPTOM = ("patient", "presenting symptom")
# What a status says when a site was looked at and no disease was found.
ABSENT = ("no evidence of recurrence", "not involved", "resolved")
REPORTED = OntologyClass(id="ECO:0000033", label="author statement supported by traceable reference")


def symptoms(case: Case) -> list[Fact]:
    """Return the facts that are phenotypic features: what the patient came with.

    Args:
        case: The case.
    """
    return facts_on(case, SYMPTOM)


def features(case: Case, chronology: Chronology, events: list[Event]) -> Iterator[PhenotypicFeature]:
    """Yield symptoms, then events as disease, response, complication and outcome, then the sites of disease.

    Args:
        case: The case.
        chronology: Its days.
        events: Those of its events that are no therapy.
    """
    for fact in symptoms(case):
        code = _basis_code("facts", fact.id, fact.basis)
        yield PhenotypicFeature(
            type=term(fact.value, "facts", fact.id, "value"),
            evidence=[_evidence("facts", fact.id, fact.source, code)],
        )
    for event in events:
        code = _basis_code("events", event.id, event.basis)
        feature = PhenotypicFeature(
            type=event_term(event),
            description=event.detail,
            evidence=[_evidence("events", event.id, event.source, code)],
        )
        start, end = edges(event, chronology)
        put(feature.onset, start)
        put(feature.resolution, end)
        yield feature
    yield from (_lesion(lesion, time_element(chronology.at(lesion.event))) for lesion in case.lesions)


def _lesion(lesion: Lesion, when: TimeElement | None) -> PhenotypicFeature:
    cells = (term(getattr(lesion, name), "lesions", lesion.id, name) for name in ("site", "laterality", "status"))
    modality = term(lesion.modality, "lesions", lesion.id, "modality")
    feature = PhenotypicFeature(
        type=OntologyClass(id=local("lesions", lesion.id), label=f"Site of disease: {lesion.site}"),
        excluded=lesion.status in ABSENT,
        modifiers=[cell for cell in cells if cell],
        evidence=[_evidence("lesions", lesion.id, lesion.source, modality)],
    )
    put(feature.onset, when)
    return feature


def _evidence(table: str, row: str, source: str, code: OntologyClass | None) -> Evidence:
    reference = ExternalReference(id=local(table, row), description=source)
    return Evidence(evidence_code=code, reference=reference)


def _basis_code(table: str, row: str, basis: Basis) -> OntologyClass:
    """Return how a row came to be; only of what is reported does a terminology say it in our sense."""
    return REPORTED if basis == "reported" else OntologyClass(id=local(table, row, "basis"), label=basis)


def feature_cells(packet: Phenopacket) -> Iterator[tuple[RowPlace, dict[str, Cell]]]:
    """Yield what the features of a packet say; the evidence names the row.

    Args:
        packet: The packet.
    """
    for feature in packet.phenotypic_features:
        for evidence in feature.evidence[:1]:
            place = place_of(evidence.reference.id)
            if place is not None:
                source: dict[str, Cell] = {"source": evidence.reference.description}
                yield place, source | _cells(place[0], feature, evidence.evidence_code)


def _cells(table: str, feature: PhenotypicFeature, code: OntologyClass) -> dict[str, Cell]:
    if table == "lesions":
        words = [printed_of(each) for each in feature.modifiers]
        middle = words[1] if len(words) > 2 else ""
        return {
            "site": words[0] if words else "",
            "laterality": middle,
            "status": words[-1] if words else "",
            "modality": printed_of(code),
        }
    basis = "reported" if code.id == REPORTED.id else code.label
    if table == "facts":
        subject, attribute = SYMPTOM
        value = printed_of(feature.type)
        return {"subject": subject, "attribute": attribute, "value": value, "basis": basis}
    return {"label": feature.type.label, "detail": feature.description, "basis": basis}
