"""The comparison notices every change that a reader would notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec.comparison import page_of, words_of_pdf

EXPECTED = Path(__file__).parents[1] / "fixtures" / "quarto" / "expected"

CHANGES = [
    ("figures", ">Figure\u00a02</a>", ">Figure\u00a03</a>", "the number of a cross-reference"),
    ("figures", 'href="#fig-mrd"', 'href="#fig-div"', "the target of a cross-reference"),
    ("figures", ">Fig.\u00a02</a>", ">Figure\u00a02</a>", "the prefix of a cross-reference"),
    ("figures", "Figure\u00a02: MRD", "Figure\u00a03: MRD", "the number in a caption"),
    ("figures", "with a caption and no label", "with a caption", "a caption without a label"),
    ("figures", 'alt="tiny"', 'alt="small"', "an alt text in the running text"),
    ("figures", '5cm" alt="MRD values"', '5cm" alt="MRD"', "an alt text in a figure"),
    ("figures", "in text.", "in the text.", "a word"),
    ("panels", "(b) TdT", "(c) TdT", "the letter of a panel's part"),
    ("citations", ">3</a>)", ">4</a>)", "the number of a citation"),
    ("citations", "(see ", "(", "the prefix of a citation"),
    ("citations", 'href="#ref-pan2017"', 'href="#ref-wan2022"', "the target of a citation"),
    ("citations", "27:V69–V82", "27:V69–V83", "a page in the reference list"),
    ("citations", 'id="ref-pan2017"', 'id="ref-pan"', "the label of a reference"),
    ("tables", "30 mg/m", "20 mg/m", "a cell of a labelled table"),
    ("tables", ">label<", ">lable<", "a cell of a plain table"),
    ("tables", "<td>404</td>\n<td>1612</td>", "<td>1612</td>\n<td>404</td>", "the order of cells"),
    ("callouts", "A titled warning", "A warning", "the title of a callout"),
    (
        "callouts",
        "callout-style-simple callout-caution",
        "callout-style-simple callout-tip",
        "the kind of a callout",
    ),
    ("callouts", "Simple caution", "Simple", "the body of a callout"),
    ("prose", "A longer footnote", "A footnote", "a footnote"),
    ("prose", 'data-role="x"', 'data-role="y"', "a data attribute"),
    ("prose", 'href="https://example.org"', 'href="https://example.com"', "the target of a link"),
    ("sections", "\\tag{1}", "\\tag{2}", "the number of an equation"),
    ("sections", "\\lambda", "\\mu", "a formula"),
    ("sections", 'section-number">1.1</span>', 'section-number">1.2</span>', "the number of a section"),
    ("sections", 'section id="sec-last"', 'section id="last"', "the label of a section"),
    ("shortcodes", "relapse_1", "relapse_2", "the source of a datum"),
    ("shortcodes", "at 0.01%", "at 0.1%", "the subtitle"),
    ("title-block", "Second Hospital", "Third Hospital", "an affiliation"),
    ("title-block", "August 20, 2025", "August 21, 2025", "the date"),
    ("title-block", "0000-0002-1825-0097", "0000-0002-1825-0098", "an ORCID"),
    ("title-block", "an MRD of 0.01%", "an MRD of 0.1%", "the abstract"),
]


@pytest.mark.parametrize(("name", "before", "after", "what"), CHANGES, ids=[change[3] for change in CHANGES])
def test_a_changed_page_differs(name: str, before: str, after: str, what: str) -> None:
    """One change anywhere makes the pages unequal."""
    html = (EXPECTED / f"{name}.html").read_text("utf-8")
    changed = html.replace(before, after, 1)

    assert changed != html, f"the fixture has no {before!r}"
    assert page_of(html) != page_of(changed), what


@pytest.mark.parametrize(
    ("before", "after"),
    [("Figure 1", "Figure 2"), ("(1)", "(2)"), ("Inline image", "Image"), ("𝑥2", "𝑥3"), ("V69", "V70")],
)
def test_a_changed_pdf_differs(before: str, after: str) -> None:
    """Folding keeps every word and number."""
    text = (EXPECTED / "figures.txt").read_text("utf-8")

    assert words_of_pdf(text) != words_of_pdf(text.replace(before, after, 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("α-\ninterferon", "α-interferon"),
        ("the end.\n              1\n", "the end."),
        ("𝑁 (𝑡) = 𝑁0 𝑒", "𝑁(𝑡) =𝑁0𝑒"),
        ("Supplementary Figure S 2.", "Supplementary Figure S2."),
    ],
)
def test_what_only_extractors_make_is_folded(text: str, words: str) -> None:
    """Line ends, page numbers and guessed spaces are not what a reader reads."""
    assert words_of_pdf(text) == words_of_pdf(words)
