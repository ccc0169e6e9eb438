"""Karyotype and mutations as found; nobody has interpreted them here, and the packet says so. Written and read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from phenopackets.schema.v2 import (
    Diagnosis,
    Disease,
    Expression,
    GeneDescriptor,
    GenomicInterpretation,
    Interpretation,
    OntologyClass,
    Phenopacket,
    VariantInterpretation,
    VariationDescriptor,
)

from epicrisis.case.model import Case, GenomicFinding
from epicrisis.export.phenopacket.cells import Cell
from epicrisis.export.phenopacket.identifiers import RowPlace, local, place_of
from epicrisis.export.phenopacket.terms import GENES, NOT_REPORTED

SYNTAX = {"karyotype": "iscn", "mutation": "hgvs"}


def interpretations(case: Case, diseases: Sequence[Disease]) -> Iterator[Interpretation]:
    """Yield one interpretation, of unknown progress, that holds every genomic finding with unknown status.

    Args:
        case: The case.
        diseases: Its diseases; the findings were made on account of the first.
    """
    if case.genomics:
        disease = diseases[0].term if diseases else NOT_REPORTED
        found = [_genomic(case.id, row) for row in case.genomics]
        diagnosis = Diagnosis(disease=disease, genomic_interpretations=found)
        yield Interpretation(id=f"{case.id}-genomics", diagnosis=diagnosis)


def _genomic(case_id: str, row: GenomicFinding) -> GenomicInterpretation:
    variant = VariationDescriptor(
        id=local("genomics", row.id),
        description=row.method,
        structural_type=OntologyClass(id=local("genomics", row.id, "kind"), label=row.kind),
    )
    if row.notation:
        variant.expressions.append(Expression(syntax=SYNTAX[row.kind], value=row.notation))
    if row.gene:
        identifier = GENES.get(row.gene, local("genomics", row.id, "gene"))
        variant.gene_context.CopyFrom(GeneDescriptor(value_id=identifier, symbol=row.gene))
    interpretation = VariantInterpretation(variation_descriptor=variant)
    return GenomicInterpretation(subject_or_biosample_id=case_id, variant_interpretation=interpretation)


def genomic_cells(packet: Phenopacket) -> Iterator[tuple[RowPlace, dict[str, Cell]]]:
    """Yield what the genomic findings of a packet say.

    Args:
        packet: The packet.
    """
    for interpretation in packet.interpretations:
        for found in interpretation.diagnosis.genomic_interpretations:
            variant = found.variant_interpretation.variation_descriptor
            place = place_of(variant.id)
            if place is not None:
                yield (
                    place,
                    {
                        "method": variant.description,
                        "kind": variant.structural_type.label,
                        "notation": "".join(each.value for each in variant.expressions[:1]),
                        "gene": variant.gene_context.symbol,
                    },
                )
