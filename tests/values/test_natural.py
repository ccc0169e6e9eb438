"""The natural value of a row: what a sentence says when it means the row."""

import pytest

from epicrisis.case import model
from epicrisis.values.natural import natural_value
from epicrisis.values.numerals import NO_BREAK_SPACE

COMMON = {"source": "Record 1", "basis": "reported", "note": "", "row": 2}


def mrd(relation: str, value: str = "", lod: str = "") -> model.MrdTest:
    """Return an MRD test."""
    return model.MrdTest(
        id="x",
        event="e",
        specimen="bone marrow",
        method="",
        relation=relation,
        value_percent=float(value) if value else None,
        lod_percent=float(lod) if lod else None,
        printed={"value_percent": value, "lod_percent": lod},
        **COMMON,
    )


def count(relation: str, value: str = "") -> model.ImmuneCellCount:
    """Return an immune-cell count."""
    return model.ImmuneCellCount(
        id="x",
        event="e",
        population="B cells",
        relation=relation,
        cells_per_ul=float(value) if value else None,
        method="",
        printed={"cells_per_ul": value},
        **COMMON,
    )


def plain(table: str, row: model.Row) -> str:
    """Return the natural value with ordinary spaces."""
    return natural_value(table, row).replace(NO_BREAK_SPACE, " ")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (mrd("=", "0.05"), "0.05%"),
        (mrd("=", "0.30"), "0.30%"),
        (mrd("<", "0.01"), r"\<0.01%"),
        (mrd("not_detected", lod="0.001"), "not detected"),
        (mrd("positive"), "positive"),
    ],
)
def test_an_mrd_test_reads_as_its_result_with_every_printed_digit(row: model.MrdTest, expected: str) -> None:
    """0.30% stays 0.30%, and a test that found nothing is never 0%."""
    assert plain("mrd", row) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (count("=", "12"), "12 cells/µL"),
        (count("<", "5"), r"\<5 cells/µL"),
        (count("below_range"), "below the reference range"),
        (count("in_range"), "within the reference range"),
    ],
)
def test_a_count_that_is_not_reported_reads_as_its_relation_to_the_range(
    row: model.ImmuneCellCount, expected: str
) -> None:
    """Without a count there are words, not a number."""
    assert plain("immune_cells", row) == expected


@pytest.mark.parametrize(
    ("dose", "unit", "expected"),
    [("1.0e7", "cells/kg", "1.0 × 10^7^ cells/kg"), ("750", "mg/m²", "750 mg/m²"), ("", "", "not reported")],
)
def test_a_treatment_reads_as_its_dose(dose: str, unit: str, expected: str) -> None:
    """A missing dose is said to be missing."""
    row = model.Treatment(
        id="x",
        event="e",
        regimen="",
        agent="melphalan",
        dose=float(dose) if dose else None,
        dose_unit=unit,
        schedule="",
        route="",
        printed={"dose": dose},
        **COMMON,
    )

    assert plain("treatments", row) == expected


def test_a_gene_is_set_in_italics_and_a_karyotype_is_not() -> None:
    """Journals set gene symbols in italics; ISCN notation stays upright."""
    gene = model.GenomicFinding(
        id="x", method="RNA sequencing", kind="mutation", notation="", gene="KRAS", printed={}, **COMMON
    )
    karyotype = model.GenomicFinding(
        id="y", method="G-banding", kind="karyotype", notation="46,XX", gene="", printed={}, **COMMON
    )

    assert natural_value("genomics", gene) == "*KRAS*"
    assert natural_value("genomics", karyotype) == "46,XX"


def test_a_lesion_reads_as_its_side_and_site() -> None:
    """The side comes first, where it is reported."""
    row = model.Lesion(
        id="x",
        event="e",
        site="breast",
        laterality="right",
        modality="chest CT",
        status="involved",
        printed={},
        **COMMON,
    )

    assert natural_value("lesions", row) == "right breast"
