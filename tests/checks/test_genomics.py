"""Genomics: karyotype against sex, gene symbols, what a variant must state."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.checks.genomics import check_genes, check_karyotypes, check_variants
from small_case import TABLES_TEXT, write_case

HEADER = "id,method,kind,notation,gene,source,basis,note\n"


def case_of(root: Path, *rows: str, sex: str = "") -> Case:
    """Return a case with these genomic findings, each `kind,notation,gene`."""
    lines = "".join(f"g_{number},sequencing,{row},Test ¶1,synthetic,\n" for number, row in enumerate(rows))
    facts = TABLES_TEXT["facts"] + (f"sex,patient,sex,{sex},,Test ¶1,synthetic,\n" if sex else "")
    return load_case(write_case(root, tables={"genomics": HEADER + lines, "facts": facts}), "tiny")


@pytest.mark.parametrize(
    ("notation", "sex", "rules"),
    [
        ("46,XX", "female", []),
        ("46,XY", "male", []),
        ("45,X", "female", []),
        ("46,XY", "female", ["genomics.sex"]),
        ("46,XX", "male", ["genomics.sex"]),
        ('"46,XX,+8"', "female", ["genomics.karyotype"]),
    ],
)
def test_a_karyotype_goes_with_the_sex(tmp_path: Path, notation: str, sex: str, rules: list[str]) -> None:
    """Donor cells explain an exception, so it is a warning; a sum that is wrong is an error."""
    quoted = notation if notation.startswith('"') else f'"{notation}"'
    case = case_of(tmp_path, f"karyotype,{quoted},", sex=sex)
    assert [finding.rule for finding in check_karyotypes(case)] == rules


@pytest.mark.parametrize(
    ("gene", "advice"),
    [
        ("KRAS", None),
        ("BCR::ABL1", None),
        ("KMT2A-AFF1", None),
        ("HLA-A", None),
        ("QRSTU9", None),
        ("MLL2", "The approved symbol is KMT2D"),
        ("p53", "The approved symbol is TP53"),
        ("KMT2B", None),
        ("NOTHC1", "Look the gene up"),
        ("ASXLI", "Look the gene up"),
    ],
)
def test_gene_symbols_are_approved_ones(tmp_path: Path, gene: str, advice: str | None) -> None:
    """An older name and a slip are named; a gene that is not in the small table is left alone."""
    fixes = [finding.fix for finding in check_genes(case_of(tmp_path, f"mutation,,{gene}"))]
    assert fixes == ([advice] if advice else [])


def test_a_variant_states_its_change(tmp_path: Path) -> None:
    """Genes alone are one finding for the table; c., p. and plain protein changes pass."""
    (found,) = check_variants(case_of(tmp_path / "a", "mutation,,KRAS", "mutation,,TTN"))
    assert found.message == "the change itself is not stated of KRAS, TTN"
    stated = case_of(tmp_path / "b", "mutation,p.Gly12Asp,KRAS", "mutation,c.35G>A,NRAS", "mutation,R683G,JAK2")
    assert list(check_variants(stated)) == []
