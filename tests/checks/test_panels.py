"""Figures and tables are referred to, and only panels that exist."""

from __future__ import annotations

import pytest

from epicrisis.checks.panels import check_floats_are_referred_to, check_panels
from manuscript_text import manuscript_of

IMAGE = '![Two parts. (A) Left. (B) Right.](x.svg){#fig-x fig-alt="Two"}\n'
DIV = "::: {#fig-x layout-ncol=2}\n![One](a.svg){#fig-x-1}\n\n![Two](b.svg){#fig-x-2}\n\nBoth.\n:::\n"


@pytest.mark.parametrize("figure", [IMAGE, DIV], ids=["caption", "sub-figures"])
@pytest.mark.parametrize(
    ("reference", "messages"),
    [
        ("@fig-x B", []),
        ("@fig-x, panel b", []),
        ("@fig-x", []),
        ("@fig-x and A", []),
        ("@fig-x C", ["@fig-x has no panel C"]),
        ("@fig-x, panel C", ["@fig-x has no panel C"]),
    ],
)
def test_a_panel_is_in_the_caption_or_a_sub_figure(figure: str, reference: str, messages: list[str]) -> None:
    """Both ways to make panels; a capital that is a word of its own is no panel of a figure named before."""
    text = manuscript_of(f"See {reference}.\n\n{figure}")
    assert [finding.message for finding in check_panels(text)] == messages


def test_a_figure_that_nobody_mentions_is_named() -> None:
    """Sub-figures go with their figure."""
    assert [finding.message for finding in check_floats_are_referred_to(manuscript_of(DIV))] == [
        "the text never refers to fig-x"
    ]
    assert list(check_floats_are_referred_to(manuscript_of(f"See @Fig-x.\n\n{DIV}"))) == []
