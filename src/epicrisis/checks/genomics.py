"""Genomics: karyotypes that do not add up, outdated gene symbols, variants that say too little."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from epicrisis.case.model import Case, GenomicFinding
from epicrisis.checks.finding import Finding
from epicrisis.checks.genes import gene_symbols
from epicrisis.checks.iscn import karyotype_faults
from epicrisis.places import Place

ISCN_SOURCE = "ISCN 2020: An International System for Human Cytogenomic Nomenclature"
HGNC_SOURCE = "HUGO Gene Nomenclature Committee, genenames.org"
HGVS_SOURCE = "HGVS Nomenclature; Li et al., J Mol Diagn 2017;19:4: change and allele fraction of each variant"
_CHANGE = re.compile(
    r"\b[cpg]\.\S+|[A-Z]\d+(?:[A-Z*]|fs|del|dup)|exon \d+"
    r"|\bITD\b|tandem|duplicat|deletion|insertion|frameshift|splice|fusion",
    re.IGNORECASE,
)


def check_karyotypes(case: Case) -> Iterable[Finding]:
    """Find karyotypes that are not written in the nomenclature, do not add up, or contradict the patient's sex.

    Source: ISCN 2020.
    """
    sex = next((row.value for row in case.facts if row.attribute == "sex"), "")
    for row in case.genomics:
        if row.kind != "karyotype" or not row.notation:
            continue
        place = _place(case, row, "notation")
        for fault in karyotype_faults(row.notation):
            yield Finding("genomics.karyotype", "error", place, fault.message, fault.fix, ISCN_SOURCE)
        chromosomes = re.match(r"\d+(?:~\d+)?,([XY]+)", row.notation)
        has_y = bool(chromosomes and "Y" in chromosomes[1])
        if chromosomes and ((sex == "female" and has_y) or (sex == "male" and chromosomes[1] == "XX")):
            message = f"the sex chromosomes {chromosomes[1]} do not go with the sex '{sex}'"
            fix = "Look both up; donor cells after a transplantation explain it, and are then to be named"
            yield Finding("genomics.sex", "warning", place, message, fix, ISCN_SOURCE)


def check_genes(case: Case) -> Iterable[Finding]:
    """Find gene symbols that are outdated or near-misses of known ones.

    Source: HGNC.
    """
    outdated = {alias: symbol for symbol, aliases in gene_symbols().items() for alias in aliases}
    for row in case.genomics:
        for gene in filter(None, re.split(r"::|/|\s*,\s*|(?<=\w)-(?=[A-Z]{3})", row.gene)):
            place = _place(case, row, "gene")
            if gene in gene_symbols():
                continue
            if gene in outdated:
                message = f"'{gene}' is an older name of a gene"
                fix = f"The approved symbol is {outdated[gene]}"
                yield Finding("genomics.symbol", "warning", place, message, fix, HGNC_SOURCE)
            elif meant := _slipped().get(_letters(gene)):
                message = f"'{gene}' looks like a slip of {meant}"
                yield Finding("genomics.symbol", "warning", place, message, "Look the gene up", HGNC_SOURCE)


@cache
def _slipped() -> Mapping[str, str]:
    return {_letters(symbol): symbol for symbol in gene_symbols()}


def _letters(gene: str) -> str:
    """Return the characters of a symbol in order: equal for letters that changed places, O for 0 and I for 1.

    A gene that is merely one character away from a known one is most often another gene (KMT2A, KMT2B).
    """
    return "".join(sorted(gene.upper().replace("O", "0").replace("I", "1")))


def check_variants(case: Case) -> Iterable[Finding]:
    """Find mutations without their change and allele fraction: one finding for the table.

    Source: HGVS; Li et al., J Mol Diagn 2017.
    """
    rows = [row for row in case.genomics if row.kind == "mutation"]
    bare = [row for row in rows if not _CHANGE.search(row.notation)]
    if bare:
        message = f"the change itself is not stated of {', '.join(row.gene or row.id for row in bare)}"
        place = Place(f"data/{case.id}/genomics.csv", column="notation")
        fix = "State each variant as p.Gly12Asp, with its allele fraction"
        yield Finding("genomics.variant", "info", place, message, fix, HGVS_SOURCE)


def _place(case: Case, row: GenomicFinding, column: str) -> Place:
    return Place(f"data/{case.id}/genomics.csv", row=row.row, column=column)
