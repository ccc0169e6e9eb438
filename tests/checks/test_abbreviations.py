"""Abbreviations of a manuscript: explained once, one way, at the first use, and spelt one way."""

from __future__ import annotations

import pytest

from epicrisis.checks.abbreviations import check_abbreviations
from manuscript_text import manuscript_of

MRD = "measurable residual disease (MRD)"
CAR = "a chimeric antigen receptor (CAR), in CAR-T cells"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (f"We found {MRD}. Then MRD fell.", []),
        ("Then MRD fell.", ["the abbreviation 'MRD' is not explained"]),
        (f"Then MRD fell.\n\nWe found {MRD}.", ["'MRD' is used before the text explains it"]),
        (f"We found {MRD}.\n\nThere was {MRD}.", ["'MRD' is explained a second time in the text"]),
        (
            f"We found {MRD}.\n\nThere was minimal residual disease (MRD).",
            [
                "'MRD' stands for “minimal residual disease” here and for “measurable residual disease” before",
                "'MRD' is explained a second time in the text",
            ],
        ),
        (f"There was {MRD}. Then MDR fell.", ["'MDR' looks like 'MRD', written differently"]),
        (f"We gave {CAR}. CART-T cells fell.", ["'CART-T' looks like 'CAR-T', written differently"]),
        (f"We gave {CAR}. CART cells fell.", ["'CART' looks like 'CAR-T', written differently"]),
        ("DNA and CT of CD19 and PAX-5 by McDonald", []),
        ("Genes are *TRG* and NPM1, a fusion is PML::RARA.", []),
        ("We used tyrosine kinase inhibitors (TKIs). A TKI helps, TKIs help.", []),
        ("The VIALE-A trial and the HCT-CI score.", []),
        ("There was VIALE-A.", ["the abbreviation 'VIALE-A' is not explained"]),
        ("## Author contributions\n\nAB and ZQ wrote.", []),
        ("AB and ZQ wrote.", ["the abbreviation 'AB' is not explained", "the abbreviation 'ZQ' is not explained"]),
        ("Fever was CRS.\n\n## Abbreviations\n\nCRS, cytokine release syndrome.", []),
        ("The karyotype was 46,XY,del(9)(p22).", []),
        ("A value, {{< var x.note >}}, is the data's.", []),
    ],
)
def test_of_a_text(text: str, messages: list[str]) -> None:
    """What an author typed; what needs no words has none."""
    text_of = manuscript_of(text + "\n", {"x": {"note": "XYZ"}})
    assert [finding.message for finding in check_abbreviations(text_of)] == messages


def test_an_abstract_explains_for_itself() -> None:
    """Abstract and text are read apart: each may explain, neither twice."""
    text = f"---\nabstract: |\n  There was {MRD}.\n---\n\nThere was {MRD}. A caption may use MRD.\n"
    assert list(check_abbreviations(manuscript_of(text))) == []


def test_a_finding_knows_its_place() -> None:
    """Line and column of the first use."""
    (finding,) = check_abbreviations(manuscript_of("One.\n\nThen MRD fell, and MRD rose.\n"))
    assert str(finding.place) == "paper.qmd, line 3, column 6"
