"""Abbreviations: where one is explained, and what looks like one."""

from __future__ import annotations

import pytest

from epicrisis.manuscript.abbreviations import TOKEN, explanations, is_near, long_form, normal_form


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tests for measurable residual disease (MRD) in marrow", [("MRD", "measurable residual disease")]),
        ("graft-versus-host disease (GVHD)", [("GVHD", "graft-versus-host disease")]),
        ("B-cell acute lymphoblastic leukaemia (B-ALL)", [("B-ALL", "B-cell acute lymphoblastic leukaemia")]),
        (
            "CMV, cytomegalovirus; CR, complete remission.",
            [("CMV", "cytomegalovirus"), ("CR", "complete remission")],
        ),
        ("a mutation (variant allele frequency [VAF] 42%)", [("VAF", "variant allele frequency")]),
        ("swelling (superior vena cava syndrome, SVCS)", [("SVCS", "superior vena cava syndrome")]),
        ("swelling (in the superior vena cava syndrome, SVCS)", []),
        ("the original report (Figure 2)", []),
        ("nothing that fits (MRD)", []),
        ("a test. Residual disease (MRD)", []),
    ],
)
def test_an_explanation_is_found_by_its_letters(text: str, found: list[tuple[str, str]]) -> None:
    """Before a bracket, or in the legend of a figure; letters that do not fit explain nothing."""
    assert [(entry.short, entry.words) for entry in explanations(text)] == found


def test_the_words_do_not_reach_back_over_a_sentence() -> None:
    """The search ends at a full stop."""
    assert long_form("MRD", "Many tests. The residual disease ") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CAR-T cells and B-ALL", ["CAR-T", "B-ALL"]),
        ("three HSCTs and GvHD", ["HSCTs", "GvHD"]),
        ("see @fig-MRD at A or Day", []),
        ("data/MRD/x.csv", []),
    ],
)
def test_what_looks_like_an_abbreviation(text: str, words: list[str]) -> None:
    """Two capitals or more; labels and paths are none."""
    assert TOKEN.findall(text) == words


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("CART-T", "CAR-T", True),
        ("MDR", "MRD", True),
        ("GVHDD", "GVHD", True),
        ("CD4", "CD8", False),
        ("CD19", "CD119", False),
        ("MRD", "MRI", False),
        ("ALL", "B-ALL", False),
        ("MRD", "MRD", False),
    ],
)
def test_a_near_miss_differs_by_a_slip_of_the_hand(one: str, other: str, near: bool) -> None:
    """A doubled, dropped or swapped letter; another digit is another name."""
    assert is_near(normal_form(one), normal_form(other)) is near
