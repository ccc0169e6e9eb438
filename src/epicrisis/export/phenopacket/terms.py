"""Terms of a phenopacket: a public identifier where we know it, else the row itself under `epicrisis:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from phenopackets.schema.v2 import OntologyClass, Resource

from epicrisis.case.model import Event

LOCAL = "epicrisis"
# A name that resolves inside the case: `epicrisis:mrd.relapse.specimen` is a cell of `mrd.csv`.
LOCAL_IRI = "urn:epicrisis:{case}:"


@dataclass(frozen=True)
class Term:
    """A public term.

    Args:
        printed: The word of the data that it stands for.
        curie: Its identifier.
        label: Its label in the terminology.
    """

    printed: str
    curie: str
    label: str


# Written without the terminologies at hand: only identifiers that two of us knew alike. All else stays a row.
TERMS: tuple[Term, ...] = (
    Term("blood", "UBERON:0000178", "blood"),
    Term("bone marrow", "UBERON:0002371", "bone marrow"),
    Term("breast", "UBERON:0000310", "breast"),
    Term("central nervous system", "UBERON:0001017", "central nervous system"),
    Term("cerebrospinal fluid", "UBERON:0001359", "cerebrospinal fluid"),
    Term("kidney", "UBERON:0002113", "kidney"),
    Term("liver", "UBERON:0002107", "liver"),
    Term("lung", "UBERON:0002048", "lung"),
    Term("lymph node", "UBERON:0000029", "lymph node"),
    Term("pancreas", "UBERON:0001264", "pancreas"),
    Term("spleen", "UBERON:0002106", "spleen"),
    Term("testis", "UBERON:0000473", "testis"),
    Term("uterus", "UBERON:0000995", "uterus"),
    Term("bilateral", "HP:0012832", "Bilateral"),
    Term("left", "HP:0012835", "Left"),
    Term("right", "HP:0012834", "Right"),
    Term("intravenous", "NCIT:C38276", "Intravenous Route of Administration"),
    Term("oral", "NCIT:C38288", "Oral Route of Administration"),
    Term("negative", "LOINC:LA6577-6", "Negative"),
    Term("not_detected", "LOINC:LA11883-8", "Not detected"),
    Term("positive", "LOINC:LA6576-8", "Positive"),
    Term("%", "UO:0000187", "percent"),
    Term("cells/µL", "UO:0000316", "cells per microliter"),
    Term("years", "UO:0000036", "year"),
)
GENES: Mapping[str, str] = {
    "ASXL1": "HGNC:18318",
    "CREBBP": "HGNC:2348",
    "FLT3": "HGNC:3765",
    "JAK2": "HGNC:6192",
    "KMT2D": "HGNC:7133",
    "KRAS": "HGNC:6407",
    "NRAS": "HGNC:7989",
    "TP53": "HGNC:11998",
    "TTN": "HGNC:12403",
}
TERM_BY_PRINTED = {term.printed: term for term in TERMS}
TERM_BY_CURIE = {term.curie: term for term in TERMS}

# Identifiers of a terminology do not change from release to release, so that none is named.
STABLE = "any: only lasting identifiers are used"
TERMINOLOGIES: Mapping[str, tuple[str, str, str]] = {
    "HGNC": ("HUGO Gene Nomenclature Committee", "https://www.genenames.org", "https://identifiers.org/hgnc/"),
    "HP": (
        "Human Phenotype Ontology",
        "http://purl.obolibrary.org/obo/hp.owl",
        "http://purl.obolibrary.org/obo/HP_",
    ),
    "LOINC": ("Logical Observation Identifiers Names and Codes", "https://loinc.org", "https://loinc.org/"),
    "NCIT": ("NCI Thesaurus", "http://purl.obolibrary.org/obo/ncit.owl", "http://purl.obolibrary.org/obo/NCIT_"),
    "UBERON": ("Uberon", "http://purl.obolibrary.org/obo/uberon.owl", "http://purl.obolibrary.org/obo/UBERON_"),
    "UO": (
        "Units of measurement ontology",
        "http://purl.obolibrary.org/obo/uo.owl",
        "http://purl.obolibrary.org/obo/UO_",
    ),
}


def local(table: str, row: str, column: str = "") -> str:
    """Return the identifier of a row or cell of the case.

    >>> local("mrd", "relapse"), local("mrd", "relapse", "specimen")
    ('epicrisis:mrd.relapse', 'epicrisis:mrd.relapse.specimen')
    """
    return f"{LOCAL}:{'.'.join(part for part in (table, row, column) if part)}"


def event_term(event: Event) -> OntologyClass:
    """Return an event as a term of its case."""
    return OntologyClass(id=local("events", event.id), label=event.label)


def row_of(identifier: str) -> tuple[str, str]:
    """Return table and row of a local identifier.

    >>> row_of("epicrisis:mrd.relapse.specimen")
    ('mrd', 'relapse')
    """
    table, row, *_ = identifier.removeprefix(f"{LOCAL}:").split(".")
    return table, row


def term(printed: str, table: str, row: str, column: str) -> OntologyClass | None:
    """Return a cell as a term: its public one where there is one; None where the cell is blank.

    Args:
        printed: What the cell says.
        table: Its table.
        row: Its row.
        column: Its column.
    """
    if not printed:
        return None
    known = TERM_BY_PRINTED.get(printed)
    if known is None:
        return OntologyClass(id=local(table, row, column), label=printed)
    return OntologyClass(id=known.curie, label=known.label)


def printed_of(found: OntologyClass) -> str:
    """Return what the cell behind a term says."""
    known = TERM_BY_CURIE.get(found.id)
    return known.printed if known else found.label


def resources(identifiers: Iterable[str], case_id: str, version: str) -> Iterator[Resource]:
    """Yield the terminologies that identifiers come from, the case itself first.

    Args:
        identifiers: Every identifier of a packet.
        case_id: The case.
        version: Its data version.
    """
    yield Resource(
        id=LOCAL,
        name=f"Rows of the case {case_id}: epicrisis:<table>.<row>.<column>",
        version=version,
        namespace_prefix=LOCAL,
        iri_prefix=LOCAL_IRI.format(case=case_id),
    )
    for prefix in sorted({identifier.partition(":")[0] for identifier in identifiers} & TERMINOLOGIES.keys()):
        name, url, iri = TERMINOLOGIES[prefix]
        yield Resource(
            id=prefix.lower(), name=name, url=url, version=STABLE, namespace_prefix=prefix, iri_prefix=iri
        )
