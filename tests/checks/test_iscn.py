"""Karyotypes: the grammar of the nomenclature, and the sum of gains and losses."""

from __future__ import annotations

import pytest

from epicrisis.checks.iscn import karyotype_faults


@pytest.mark.parametrize(
    "notation",
    [
        "46,XX",
        "46,XY[20]",
        "45,X",
        "47,XXY",
        "47,XX,+8,del(9)(p22)",
        "47, XX, +8, del(9)(p22)",
        "46,XY,t(9;22)(q34;q11.2)[20]",
        "46,X,t(X;14)(q22;q32)",
        "45,XY,-7[15]/46,XY[5]",
        "46,XY,del(9)(p21)[12]/46,XY[8]",
        "47,XX,+8[12]/48,sl,+21[3]",
        "46,XX,der(1;7)(q10;p10),+1",
        "45,XX,dic(9;20)(p13;q11)",
        "45,XY,der(13;14)(q10;q10)",
        "46,XX,der(19)t(1;19)(q23;p13)",
        "48,XY,+8,+mar",
        "46,XY,add(5)(q13),-7,+r",
        "47,XY,+21c",
        "46,XX,i(17)(q10)",
        "46,XY,ins(10;11)(p12;q23q13)",
        "52~54,XY,+4,+6,+10,+14,+17,+18,+21,+21",
        "92,XXXX",
        "45,X,-Y[20]",
        "//46,XX[20]",
        "46,XY//46,XX",
        "46,XX,t(9;22)(q34;q11.2)[20].nuc ish(ABL1,BCR)x3",
    ],
)
def test_karyotypes_of_the_nomenclature_pass(notation: str) -> None:
    """Numbers, translocations, markers, clones and constitutional changes."""
    assert karyotype_faults(notation) == ()


@pytest.mark.parametrize(
    ("notation", "message"),
    [
        ("46,XX,+8", "has 47 chromosomes by its aberrations, not 46"),
        ("44,X,-Y", "has 45 chromosomes by its aberrations, not 44"),
        ("47,XX,+8,-7", "has 46 chromosomes by its aberrations, not 47"),
        ("48,XX,+8,del(9)(p22)", "has 47 chromosomes by its aberrations, not 48"),
        ("46,XX,del(23)(q11)", "there is no chromosome 23"),
        ("46,XX,+30", "there is no chromosome 30"),
        ("46,XX,del(9)(z22)", "'z22' in del(9)(z22) is not a band"),
        ("46,XX,t(9;22)(q34)", "has 2 chromosomes and 1 bands"),
        ("46,AB", "is not the sex chromosomes"),
        ("trisomy 8", "is not a number of chromosomes"),
        ("46,XX,deletion9p", "is not an aberration"),
        ("", "the karyotype is empty"),
    ],
)
def test_what_is_wrong_is_named(notation: str, message: str) -> None:
    """One fault, in words."""
    (fault,) = karyotype_faults(notation)
    assert message in fault.message
    assert fault.fix
