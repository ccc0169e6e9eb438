"""Pandoc's Markdown that a manuscript uses, in both outputs."""

from __future__ import annotations

import pytest

from spec.reading import Copies, read

DOCUMENT = r"""---
title: Prose
format: {typst: {pdf-standard: ua-1}}
---

- [x] consent obtained
- [ ] follow-up planned

| The first line
|   the second, moved in
| the third

Blasts
: Immature cells.

MRD
: Measurable residual disease.

  In two paragraphs.

Inline $10^{-4}$, and @eq-half with @eq-sum:

$$
N(t) = N_0 \cdot 2^{-t/h}
$$ {#eq-half}

$$
\begin{aligned}
a &= b \\
c &= \frac{d}{e}
\end{aligned}
$$ {#eq-sum alt="a is b, and c is d over e"}

$$ x = 1 $$

Then H~2~O, 10^9^/L, ~~struck~~, [small caps]{.smallcaps}, a non-breaking\ space.

<!-- between the authors -->

(@) first example
(@here) second example, see (@here)
"""


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """The document above, rendered once in both formats."""
    return read(tmp_path_factory.mktemp("prose"), DOCUMENT)


def test_task_lists_show_what_is_done(copies: Copies) -> None:
    """Boxes in HTML, and signs for them in the PDF."""
    boxes = copies.page.every("input")

    assert [("checked" in box.attributes, box.attributes["type"]) for box in boxes] == [
        (True, "checkbox"),
        (False, "checkbox"),
    ]
    assert "☒ consent obtained" in copies.pdf
    assert "☐ follow-up planned" in copies.pdf


def test_line_blocks_keep_their_lines(copies: Copies) -> None:
    """Each line ends where it was ended, and keeps its indent."""
    block = next(iter(copies.page.every("div", "line-block")))

    assert len(block.every("br")) == 2
    assert "The first line\u00a0 the second" not in copies.html
    assert "The first line the second, moved in the third" in copies.pdf


def test_definition_lists_pair_terms_and_words(copies: Copies) -> None:
    """Also in more than one paragraph."""
    terms = next(iter(copies.page.every("dl")))

    assert [node.text() for node in terms.descendants() if node.tag in {"dt", "dd"}] == [
        "Blasts",
        "Immature cells.",
        "MRD",
        "Measurable residual disease. In two paragraphs.",
    ]
    assert "Blasts Immature cells. MRD Measurable residual disease. In two paragraphs." in copies.pdf


def test_formulas_are_mathml_and_need_no_network(copies: Copies) -> None:
    """Every formula of the page is MathML; there is no script to fetch."""
    assert len(copies.page.every("math")) == 4
    assert "<script" not in copies.html
    assert copies.page.every("mfrac")


def test_labelled_formulas_are_numbered(copies: Copies) -> None:
    """In the order of the text, and only those with a label."""
    printed = "and Equation 1 with Equation 2:"

    assert printed in copies.text
    assert printed in copies.pdf
    numbers = [node.text() for node in copies.page.every("span", "equation-number")]
    assert numbers == ["(1)", "(2)"]


def test_formulas_speak_in_the_pdf(copies: Copies) -> None:
    """With the words of `alt`, or else with their TeX source."""
    assert {"10^{-4}", "a is b, and c is d over e", "x = 1"} <= set(copies.tagged)
    assert "a is b" not in copies.text


def test_small_things_of_markdown(copies: Copies) -> None:
    """Sub- and superscripts, struck text, small capitals and numbered examples."""
    assert "H<sub>2</sub>O, 10<sup>9</sup>/L, <del>struck</del>" in copies.html
    assert "second example, see (2)" in copies.text
    assert "second example, see(2)" in copies.pdf


def test_comments_stay_with_the_authors(copies: Copies) -> None:
    """They are in neither output, nor in the source of the page."""
    assert "between the authors" not in copies.html
    assert "between the authors" not in copies.pdf
