"""Word: what an editor opens is a document with captions, notes, tables and links of Word's own."""

from __future__ import annotations

import itertools
import re
import zipfile
from pathlib import Path

import pytest

from epicrisis.render.embedded.docx.package import write_parts
from spec.comparison import Page, page_of
from spec.conftest import FIXTURES, render
from spec.word import Caption, W, Word, text_of

NAMES = sorted(path.stem for path in (FIXTURES / "quarto" / "expected").glob("*.html"))
TEXT_WIDTH_CM = 17.0


@pytest.fixture(scope="module")
def word(submission: Path) -> Word:
    """The small manuscript in Word."""
    return Word(render(submission, "docx"))


@pytest.fixture(scope="module", params=NAMES)
def pair(request: pytest.FixtureRequest, quarto_documents: Path) -> tuple[Page, Word]:
    """A document as Quarto's HTML gives it to readers, and as our Word does."""
    page = page_of((FIXTURES / "quarto" / "expected" / f"{request.param}.html").read_text("utf-8"))
    return page, Word(render(quarto_documents / f"{request.param}.qmd", "docx"))


def test_captions_have_quartos_words_and_names(pair: tuple[Page, Word]) -> None:
    """With the numbers that references print; the page shows the source of a formula, Word the formula."""
    page, word = pair

    captions = sorted((caption.bookmark, caption.text) for caption in word.captions)

    assert [(item.label, item.caption.replace("^", "")) for item in page.floats if item.caption] == captions


def test_tables_have_quartos_cells(pair: tuple[Page, Word]) -> None:
    """Row by row, as cells that Word can edit."""
    page, word = pair

    assert list(page.tables) == word.tables


def test_pictures_have_quartos_alternative_texts(pair: tuple[Page, Word]) -> None:
    """And none is wider than the text."""
    page, word = pair

    assert list(page.images) == [alt for alt, _ in word.pictures]
    assert all(0 < width <= TEXT_WIDTH_CM + 0.01 for _, width in word.pictures)


def test_links_lead_where_quartos_lead(pair: tuple[Page, Word]) -> None:
    """Links within the document have their bookmarks; notes are Word's own, and the title block stands apart."""
    page, word = pair
    expected = [link for link in page.links if not re.match(r"#fn(ref)?\d", link[1])]
    links = [link for link in word.links if not re.match(r"mailto:|https://orcid", link[1])]

    assert sorted(expected) == sorted(links)
    assert {link.removeprefix("#") for _, link in links if link.startswith("#")} <= set(word.bookmarks)


def test_notes_are_footnotes(pair: tuple[Page, Word]) -> None:
    """At the foot of their page."""
    page, word = pair

    assert list(page.footnotes) == word.footnotes


def test_labels_are_counted_by_word(word: Word) -> None:
    """One sequence a kind, so that lists of figures can be made and numbers follow when a figure is added."""
    figure, table = "SEQ Figure \\* ARABIC", "SEQ Table \\* ARABIC"
    assert word.captions == [
        Caption("fig-course", figure, "Figure 1: The course, in days."),
        Caption("tbl-doses", table, "Table 1: Doses of the induction."),
        Caption("fig-biopsy-a", "", "(a) Stain A"),
        Caption("fig-biopsy-b", "", "(b) Stain B"),
        Caption("fig-biopsy", figure, "Figure 2: Biopsy of the mass."),
        Caption(
            "suppfig-scan", "SEQ Supplementary_Figure_S \\* ARABIC", "Supplementary Figure S1: Scan at relapse."
        ),
        Caption(
            "supptbl-sites", "SEQ Supplementary_Table_S \\* ARABIC", "Supplementary Table S1: Sites of disease."
        ),
    ]


def test_the_title_block_names_everybody(word: Word) -> None:
    """Authors, affiliations, correspondence, ORCID, date, abstract and keywords."""
    assert word.styled("Title") == ["Case report: relapse outside the marrow"]
    assert word.styled("Author") == ["Ada Author1,2,*, Bo Writer1, Sample Study Group"]
    assert word.styled("AuthorDetails") == [
        "1 Haematology, First Hospital, Harbin, China",
        "2 Second Hospital, Hefei, China",
        "*Correspondence: Ada Author, ada@example.org",
        "ORCID: Ada Author, https://orcid.org/0000-0002-1825-0097",
        "Published: August 20, 2025",
    ]
    assert word.styled("Abstract") == [
        "Background. Relapse outside the marrow is rare.",
        "Case presentation. MRD was 0.05% at relapse.",
        "Conclusions. One case shows little.",
        "Keywords: case report, residual disease",
    ]


def test_drawings_become_bitmaps_for_print(word: Word) -> None:
    """300 dots an inch, at the width that the manuscript asks for; no SVG, which older readers do not show."""
    suffixes = {Path(name).suffix for name in word.parts if name.startswith("word/media/")}
    assert suffixes == {".png"}
    alt, width = word.pictures[0]
    assert alt == 'A green square & a "quote"'
    assert width == pytest.approx(TEXT_WIDTH_CM / 2, abs=0.01)


def test_header_rows_repeat_and_rows_stay_whole(word: Word) -> None:
    """Over pages, and with a row under every header."""
    for table in word.data_tables:
        header, *rows = table.findall(f"{W}tr")
        assert header.find(f"{W}trPr/{W}tblHeader") is not None
        assert header.find(f".//{W}keepNext") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (header, *rows))
        assert all(int(column.get(f"{W}w")) > 0 for column in table.findall(f"{W}tblGrid/{W}gridCol"))


def test_tables_never_touch(quarto_documents: Path) -> None:
    """Word would join them to one."""
    body = Word(render(quarto_documents / "tables.qmd", "docx")).body
    content = [item.tag for item in body if not item.tag.startswith(f"{W}bookmark")]

    assert (f"{W}tbl", f"{W}tbl") not in set(itertools.pairwise(content))


def test_sections_are_headings_with_numbers(word: Word) -> None:
    """The top level is Word's first, whatever the manuscript starts with."""
    assert word.headings == [
        ("1", "1 Introduction"),
        ("2", "1.1 Course"),
        ("1", "2 Outcome"),
        ("1", "3 Supplementary material"),
        ("1", "References"),
    ]


def test_a_list_of_references_without_a_place_has_a_section_of_its_own(quarto_documents: Path) -> None:
    """At the first level, as the others."""
    assert Word(render(quarto_documents / "figures.qmd", "docx")).headings == [("1", "References")]


def test_an_equation_keeps_its_number_and_name(word: Word) -> None:
    """As a formula that Word can edit."""
    [equation] = [
        item for item in word.body.iter(f"{W}p") if item.find(f"{W}bookmarkStart[@{W}name='eq-decay']") is not None
    ]

    assert text_of(equation).endswith("(1)")
    assert any(child.tag.endswith("oMath") for child in equation)


def test_references_are_a_list_that_citations_link_to(word: Word) -> None:
    """One paragraph an entry."""
    entries = word.styled("Bibliography")
    assert len(entries) == 3
    assert entries[0].startswith("Ding, Ling-Wen")
    assert {"#ref-ding2017", "#ref-hoelzer2016", "#ref-group2020"} <= {target for _, target in word.links}


def test_callouts_are_boxes_and_colophon_is_last(word: Word) -> None:
    """Each in a style of its own."""
    assert word.styled("CalloutTitle") == ["Made up"]
    assert word.styled("Callout") == ["Nobody is described."]
    assert word.paragraphs[-1] == ("Colophon", "Data version 1.0.0.")


def test_properties_hold_the_manuscript_and_no_clock(word: Word) -> None:
    """Title, authors, keywords, language; the date is that of the manuscript."""
    assert word.properties() == {
        "title": "Case report: relapse outside the marrow",
        "creator": "Ada Author; Bo Writer; Sample Study Group",
        "language": "en",
        "keywords": "case report, residual disease",
        "created": "2025-08-20T00:00:00Z",
        "modified": "2025-08-20T00:00:00Z",
    }


def test_source_date_epoch_goes_before_the_date(
    submission: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build sets it from the version of the data."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    word = Word(render(submission, "docx", tmp_path))

    assert word.properties()["created"] == "2023-11-14T22:13:20Z"


def test_two_renders_give_the_same_bytes(submission: Path, tmp_path: Path) -> None:
    """No clock, no host, no path, and parts in a fixed order."""
    first = render(submission, "docx", tmp_path / "a").read_bytes()
    second = render(submission, "docx", tmp_path / "b").read_bytes()
    word = Word(tmp_path / "a" / "case.docx")

    assert first == second
    assert {entry.date_time for entry in word.entries} == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name, content in word.parts.items() if str(tmp_path).encode() in content]


def test_a_reference_document_of_ones_own_gives_the_styles(submission: Path, tmp_path: Path) -> None:
    """As in Quarto, `reference-doc` names it, relative to the manuscript."""
    parts = Word(render(submission, "docx", tmp_path)).parts
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"Arial", b"Courier New")
    (tmp_path / "own.docx").write_bytes(write_parts(parts, zipfile.ZIP_DEFLATED))
    (tmp_path / "own.qmd").write_text("---\nformat: {docx: {reference-doc: own.docx}}\n---\n\nText.\n", "utf-8")

    styles = Word(render(tmp_path / "own.qmd", "docx")).parts["word/styles.xml"]

    assert b"Courier New" in styles
    assert b"Arial" not in styles
