"""A page as blocks of words."""

from __future__ import annotations

from epicrisis.review.blocks import care_items, read_page, read_source_text, sentences, tokens_of
from review.conftest import page


def test_a_page_is_read_as_its_blocks_in_reading_order() -> None:
    """Headings, paragraphs, alternative texts, captions, rows and references; the contents are left out."""
    blocks = read_page(page())

    kinds = [
        (block.kind, block.text) for block in blocks if block.section != "title" and block.kind != "paragraph"
    ]
    assert kinds == [
        ("heading", "Course"),
        ("alt", "One test."),
        ("caption", "Figure 1: MRD."),
        ("caption", "Table 1: Tests."),
        ("row", "Occasion\tMRD"),
        ("row", "Relapse\t0.5%"),
        ("row", "\tnot detected"),
        ("heading", "References"),
        ("reference", "1. Doe J. A trial."),
    ]


def test_a_word_knows_its_datum_and_a_citation_its_works() -> None:
    """So that a new number of an old reference is no change."""
    paragraph = next(
        block for block in read_page(page()) if block.kind == "paragraph" and block.section == "sec-course"
    )

    data = {token.text for token in paragraph.tokens if token.source == "data/tiny/mrd.csv#relapse"}
    keys = {token.text: token.key for token in paragraph.tokens if token.key}
    assert data == {"0.5%"}
    assert keys == {"(1)": "cite:doe2020", "Table 1": "see:#tbl-mrd"}


def test_what_readers_do_not_read_is_no_text() -> None:
    """Scripts, hidden parts, the data appendix, and the colophon, which names other versions every time."""
    html = """<main><div id="data-appendix-tables"><p>relapse_1</p></div>
    <script>let a = 1;</script><p hidden>No.</p><div class="colophon"><p>By x 1.2.</p></div>
    <p>Yes<span class="visually-hidden"> or no</span>.</p></main>"""

    assert [block.text for block in read_page(html)] == ["Yes."]


def test_what_the_page_tells_of_a_figure_belongs_to_it() -> None:
    """Its description and the rows of its data, folded under it."""
    html = """<main><figure id="fig-a"><img src="a.svg"></figure><details class="figure-data">
    <summary>Data</summary><p>One test.</p><table><tr><td>1</td></tr></table></details></main>"""

    found = [(block.kind, block.label, block.text) for block in read_page(html)]

    assert found[1:] == [("description", "fig-a", "One test."), ("row", "fig-a", "1")]


def test_the_digest_of_a_report_is_no_word_of_it() -> None:
    """It is another in every build."""
    (old,), (new,) = (tuple(tokens_of(character * 64)) for character in "ab")

    assert old.identity == new.identity


def test_sentences_end_where_a_reader_ends_them() -> None:
    """Not after a short form, and not within a number."""
    tokens = tuple(tokens_of("It was 0.5%. Li et al. saw it. Is it so? Yes"))

    texts = ["".join(token.text for token in sentence) for sentence in sentences(tokens)]
    assert texts == ["It was 0.5%. ", "Li et al. saw it. ", "Is it so? ", "Yes"]


def test_the_source_of_a_manuscript_is_read_by_paragraphs() -> None:
    """A value is one word of it."""
    blocks = read_source_text(
        "## Course {#sec-course}\n\nMRD was {{< var tiny.mrd.a.text >}}.\n\n\n", "report/tiny.qmd"
    )

    assert [(block.title, block.text) for block in blocks] == [
        ("Course", "## Course {#sec-course}"),
        ("Course", "MRD was {{< var tiny.mrd.a.text >}}."),
    ]
    assert "{{< var tiny.mrd.a.text >}}" in blocks[1].identities


def test_sections_name_their_items_of_the_checklist() -> None:
    """Several in one section."""
    assert care_items('<main><section data-care="5a, 6"></section><h2 data-care="7"></h2></main>') == {
        "5a",
        "6",
        "7",
    }


def test_exponents_are_raised_and_other_raised_signs_are_read() -> None:
    """10 to the 7th is not 107; a dagger stays one, and so does a number of a footnote."""
    (block,) = read_page("<main><p>1.0 × 10<sup>7</sup>/kg, 10<sup>−3</sup>, days 3<sup>†</sup>.</p></main>")

    assert block.text == "1.0 × 10⁷/kg, 10⁻³, days 3†."
