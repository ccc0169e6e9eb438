"""Terms of a phenopacket: a public identifier where we know it, else the row itself under `epicrisis:`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from phenopackets.schema.v2 import OntologyClass

from epicrisis.case.model import Event
from epicrisis.export.phenopacket.identifiers import LOCAL, local


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
    Term("fatigue", "HP:0012378", "Fatigue"),
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
    Term("intrathecal", "NCIT:C38267", "Intrathecal Route of Administration"),
    Term("intravenous", "NCIT:C38276", "Intravenous Route of Administration"),
    Term("oral", "NCIT:C38288", "Oral Route of Administration"),
    Term("subcutaneous", "NCIT:C38299", "Subcutaneous Route of Administration"),
    Term("topical", "NCIT:C38304", "Topical Route of Administration"),
    Term("Twice daily", "NCIT:C64496", "Twice Daily"),
    Term("negative", "LOINC:LA6577-6", "Negative"),
    Term("not_detected", "LOINC:LA11883-8", "Not detected"),
    Term("positive", "LOINC:LA6576-8", "Positive"),
    Term("%", "UO:0000187", "percent"),
    Term("cells/µL", "UO:0000316", "cells per microliter"),
    Term("mg", "UO:0000022", "milligram"),
    Term("months", "UO:0000035", "month"),
    Term("weeks", "UO:0000034", "week"),
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
# Said where a field must not be empty and the source says nothing.
NOT_REPORTED = OntologyClass(id=f"{LOCAL}:not_reported", label="Not reported")
TERM_BY_PRINTED = {term.printed: term for term in TERMS}
TERM_BY_CURIE = {term.curie: term for term in TERMS}


def event_term(event: Event) -> OntologyClass:
    """Return an event as a term of its case."""
    return OntologyClass(id=local("events", event.id), label=event.label)


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
