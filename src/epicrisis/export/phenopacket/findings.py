"""What was found in a patient: diseases, observations, sites of disease, karyotype and mutations."""

from __future__ import annotations

from collections.abc import Iterator

from phenopackets.schema.v2 import (
    Diagnosis,
    Disease,
    Evidence,
    Expression,
    GeneDescriptor,
    GenomicInterpretation,
    Interpretation,
    OntologyClass,
    PhenotypicFeature,
    VariantInterpretation,
    VariationDescriptor,
)

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, GenomicFinding, Lesion
from epicrisis.export.phenopacket.days import edges, put, time_element
from epicrisis.export.phenopacket.terms import GENES, event_term, local, term
from epicrisis.export.phenopacket.therapies import THERAPY_LANES

# What a status says when a site was looked at and no disease was found.
ABSENT = ("no evidence of recurrence", "not involved", "resolved")
SYNTAX = {"karyotype": "iscn", "mutation": "hgvs"}


def stated(case: Case, subject: str, attribute: str) -> str:
    """Return the value of a fact; empty if it is not reported.

    Args:
        case: The case.
        subject: What the fact is about.
        attribute: What it states.
    """
    found = (fact.value for fact in case.facts if (fact.subject, fact.attribute) == (subject, attribute))
    return next(found, "")


def diseases(case: Case) -> Iterator[Disease]:
    """Yield the diagnosis, with the age at it where that is reported.

    Args:
        case: The case.
    """
    for fact in case.facts:
        if (fact.subject, fact.attribute) == ("disease", "diagnosis"):
            disease = Disease(term=term(fact.value, "facts", fact.id, "value"))
            age = stated(case, "patient", "age at diagnosis")
            if age.isdigit():
                disease.onset.age.iso8601duration = f"P{age}Y"
            yield disease


def observations(case: Case, chronology: Chronology) -> Iterator[PhenotypicFeature]:
    """Yield the events that are no therapy: disease, response, complication, outcome; then the sites of disease.

    Args:
        case: The case.
        chronology: Its days.
    """
    for event in case.events:
        if event.lane not in THERAPY_LANES:
            feature = PhenotypicFeature(type=event_term(event), description=event.detail)
            start, end = edges(event, chronology)
            put(feature.onset, start)
            put(feature.resolution, end)
            yield feature
    yield from (_lesion(case, lesion, chronology) for lesion in case.lesions)


def _lesion(case: Case, lesion: Lesion, chronology: Chronology) -> PhenotypicFeature:
    cells = (term(getattr(lesion, name), "lesions", lesion.id, name) for name in ("site", "laterality", "status"))
    feature = PhenotypicFeature(
        type=OntologyClass(id=local("lesions", lesion.id), label=f"Site of disease: {lesion.site}"),
        description=f"at the event {lesion.event}: {case.event_by_id[lesion.event].label}",
        excluded=lesion.status in ABSENT,
        modifiers=[cell for cell in cells if cell],
        evidence=[Evidence(evidence_code=term(lesion.modality, "lesions", lesion.id, "modality"))],
    )
    put(feature.onset, time_element(chronology.bounds[lesion.event, "start"]))
    return feature


def interpretations(case: Case) -> Iterator[Interpretation]:
    """Yield karyotype and mutations as found; nobody has interpreted them here.

    Args:
        case: The case.
    """
    if case.genomics:
        known = next(diseases(case), None)
        found = [_genomic(case, row) for row in case.genomics]
        diagnosis = Diagnosis(disease=known.term if known else None, genomic_interpretations=found)
        yield Interpretation(id=f"{case.id}-genomics", diagnosis=diagnosis)


def _genomic(case: Case, row: GenomicFinding) -> GenomicInterpretation:
    variant = VariationDescriptor(
        id=local("genomics", row.id),
        label=row.notation,
        description=row.method,
        structural_type=OntologyClass(id=local("genomics", row.id, "kind"), label=row.kind),
    )
    if row.notation:
        variant.expressions.append(Expression(syntax=SYNTAX[row.kind], value=row.notation))
    if row.gene:
        identifier = GENES.get(row.gene, local("genomics", row.id, "gene"))
        variant.gene_context.CopyFrom(GeneDescriptor(value_id=identifier, symbol=row.gene))
    interpretation = VariantInterpretation(variation_descriptor=variant)
    return GenomicInterpretation(subject_or_biosample_id=case.id, variant_interpretation=interpretation)
