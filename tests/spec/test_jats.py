"""JATS: what a journal's system takes in is an article whose parts are marked as what they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spec.article import XLINK, Article, Item, text_of
from spec.comparison import Page, page_of
from spec.conftest import FIXTURES, render

NAMES = sorted(path.stem for path in (FIXTURES / "quarto" / "expected").glob("*.html"))


@pytest.fixture(scope="module")
def article(submission: Path) -> Article:
    """The small manuscript in JATS."""
    return Article(render(submission, "jats"))


@pytest.fixture(scope="module", params=NAMES)
def pair(request: pytest.FixtureRequest, quarto_documents: Path) -> tuple[Page, Article]:
    """A document as Quarto's HTML gives it to readers, and as our JATS does."""
    page = page_of((FIXTURES / "quarto" / "expected" / f"{request.param}.html").read_text("utf-8"))
    return page, Article(render(quarto_documents / f"{request.param}.qmd", "jats"))


def test_articles_follow_the_publishing_tag_set(pair: tuple[Page, Article]) -> None:
    """Elements, their order, attributes, and ids that exist."""
    assert pair[1].faults() == []


def test_items_have_quartos_labels_captions_and_cells(pair: tuple[Page, Article]) -> None:
    """A label is an element of its own; the page shows the source of a formula, the article the formula."""
    page, article = pair
    expected = [
        (item.label, item.caption.replace("^", ""), item.alts, item.rows) for item in page.floats if item.caption
    ]

    items = [
        (item.identifier, _with_label(item.label, item.caption), item.alts, item.rows) for item in article.items
    ]

    assert expected == sorted(items)


def _with_label(label: str, caption: str) -> str:
    if not label:
        return caption
    return f"{label} {caption}" if label.startswith("(") else f"{label}: {caption}"


def test_images_have_quartos_alternative_texts_and_files(pair: tuple[Page, Article]) -> None:
    """The files stand beside the article."""
    page, article = pair

    assert list(page.images) == article.alts
    assert all((article.path.parent / name).is_file() for name in article.image_files)


def test_references_have_quartos_words_and_targets(pair: tuple[Page, Article]) -> None:
    """References and citations alike."""
    page, article = pair
    expected = [(target[1:], text) for text, target in page.links if re.match(r"#(?!fn)", target)]

    assert sorted(expected) == sorted((target, text) for _, target, text in article.references_within)


def test_notes_are_notes_of_the_article(pair: tuple[Page, Article]) -> None:
    """In the back, with the label that the text prints."""
    page, article = pair

    assert list(page.footnotes) == [text_of(note.find("p")) for note in article.root.findall("back/fn-group/fn")]


def test_the_manuscript_follows_the_publishing_tag_set(article: Article) -> None:
    """With everything that a case report has."""
    assert article.faults() == []
    assert article.root.get("article-type") == "case-report"
    assert article.root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_contributors_are_people_and_groups(article: Article) -> None:
    """A name is split only where the front matter does; the others stay whole, a group as a group."""
    people = article.meta.findall("contrib-group/contrib")

    assert [text_of(person[1 if person[0].tag == "contrib-id" else 0]) for person in people] == [
        "Author Ada",
        "Bo Writer",
        "Sample Study Group",
    ]
    assert [[child.tag for child in person] for person in people] == [
        ["contrib-id", "name", "xref", "xref", "xref"],
        ["string-name", "xref"],
        ["collab"],
    ]
    assert people[0].findtext("contrib-id") == "https://orcid.org/0000-0002-1825-0097"
    assert [(link.get("ref-type"), link.get("rid")) for link in people[0].findall("xref")] == [
        ("aff", "first"),
        ("aff", "second"),
        ("corresp", "cor-1"),
    ]


def test_the_front_holds_what_the_front_matter_says(article: Article) -> None:
    """Titles, affiliations, correspondence, date, rights, abstract by sections, keywords."""
    assert article.texts("front/article-meta/title-group/*") == [
        "Case report: relapse outside the marrow",
        "Made up for tests",
        "Relapse outside the marrow",
    ]
    assert article.texts("front/article-meta/article-id") == ["10.5555/example.1"]
    assert [" ".join(text.split()) for text in article.texts("front/article-meta/aff")] == [
        "1 Haematology, First Hospital, Harbin, China",
        "2 Second Hospital, Hefei, China",
    ]
    assert article.texts("front/article-meta/author-notes/corresp") == [
        "Correspondence: Ada Author, ada@example.org"
    ]
    assert article.texts("front/article-meta/pub-date/*") == ["20", "8", "2025"]
    assert article.texts("front/article-meta/permissions/*") == [
        "2025",
        "The authors",
        "https://creativecommons.org/licenses/by/4.0/ CC BY",
    ]
    assert article.texts("front/article-meta/abstract/sec/title") == [
        "Background",
        "Case presentation",
        "Conclusions",
    ]
    assert article.texts("front/article-meta/abstract/sec/p")[1] == "MRD was 0.05% at relapse."
    assert article.texts("front/article-meta/kwd-group/kwd") == ["case report", "residual disease"]


def test_items_are_elements_of_their_kind(article: Article) -> None:
    """Parts of a panel form a group; supplementary items are marked as such."""
    biopsy = ("Cells in blue", "Cells in blue, larger")
    doses = (("Drug", "Dose"), ("Vindesine", "4 mg"), ("Fludarabine", "30 mg/m2"))
    sites = (("Site", "Status"), ("breast", "involved"))
    alt = 'A green square & a "quote"'
    assert article.items == [
        Item("fig", "fig-course", "Figure 1", "The course, in days.", (alt,), ()),
        Item("table-wrap", "tbl-doses", "Table 1", "Doses of the induction.", (), doses),
        Item("fig-group", "fig-biopsy", "Figure 2", "Biopsy of the mass.", biopsy, ()),
        Item("fig", "fig-biopsy-a", "(a)", "Stain A", biopsy[:1], ()),
        Item("fig", "fig-biopsy-b", "(b)", "Stain B", biopsy[1:], ()),
        Item(
            "supplementary-material",
            "suppfig-scan",
            "Supplementary Figure S1",
            "Scan at relapse.",
            ("A blue scan",),
            (),
        ),
        Item("supplementary-material", "supptbl-sites", "Supplementary Table S1", "Sites of disease.", (), sites),
    ]


def test_references_say_what_they_lead_to(article: Article) -> None:
    """To figures, tables, sections, formulas, supplementary items and the literature."""
    kinds = {target: kind for kind, target, _ in article.references_within}

    assert kinds == {
        "ref-hoelzer2016": "bibr",
        "ref-ding2017": "bibr",
        "ref-group2020": "bibr",
        "sec-outcome": "sec",
        "eq-decay": "disp-formula",
        "fig-course": "fig",
        "tbl-doses": "table",
        "fig-biopsy": "fig",
        "fig-biopsy-b": "fig",
        "suppfig-scan": "supplementary-material",
        "supptbl-sites": "supplementary-material",
    }
    assert kinds.keys() <= article.identifiers


def test_references_to_the_literature_are_structured(article: Article) -> None:
    """Names, title, source, year and DOI are elements; `and others` is not a person."""
    [entry] = [ref for ref in article.root.iter("ref") if ref.get("id") == "ref-hoelzer2016"]
    [group] = [ref for ref in article.root.iter("ref") if ref.get("id") == "ref-group2020"]

    citation = entry.find("element-citation")
    assert citation.findtext("person-group/name/surname") == "Hoelzer"
    assert citation.findtext("article-title") == "Acute lymphoblastic leukaemia in adult patients"
    assert [citation.findtext(name) for name in ("source", "year", "volume")] == ["Ann Oncol", "2016", "27"]
    assert citation.findtext("pub-id[@pub-id-type='doi']") == "10.1093/annonc/mdw025"
    assert [child.tag for child in group.find("element-citation/person-group")] == ["name", "etal"]
    assert group.find("element-citation/lpage") is None


def test_numbered_styles_label_their_entries(quarto_documents: Path) -> None:
    """As citations print them."""
    article = Article(render(quarto_documents / "citations.qmd", "jats"))

    assert article.texts("back/ref-list/ref/label") == ["1", "2", "3", "4"]


def test_a_list_without_a_place_of_its_own_is_in_the_back(quarto_documents: Path) -> None:
    """Under a title, and not in the last section."""
    article = Article(render(quarto_documents / "figures.qmd", "jats"))

    assert article.texts("back/ref-list/title") == ["References"]
    assert article.body.find(".//ref-list") is None


def test_a_value_keeps_the_row_that_it_comes_from(article: Article) -> None:
    """So that a number in the published article can be traced."""
    [value] = [item for item in article.root.iter("named-content") if item.get("content-type") == "datum"]

    assert text_of(value) == "4 mg"
    assert value.get("specific-use") == "data/x/treatments.csv#vindesine"


def test_sections_have_labels_and_kinds(article: Article) -> None:
    """The reference list is in the back and no section."""
    sections = [
        (sec.findtext("label"), sec.findtext("title"), sec.get("sec-type")) for sec in article.body.iter("sec")
    ]

    assert sections == [
        ("1", "Introduction", "intro"),
        ("1.1", "Course", None),
        ("2", "Outcome", None),
        ("3", "Supplementary material", "supplementary-material"),
    ]
    assert article.texts("back/ref-list/title") == ["References"]


def test_a_formula_has_its_number_and_name(article: Article) -> None:
    """In TeX and in MathML."""
    formula = article.root.find(".//disp-formula[@id='eq-decay']")

    assert formula.findtext("label") == "(1)"
    assert [child.tag.rpartition("}")[2] for child in formula.find("alternatives")] == ["tex-math", "math"]


def test_callouts_are_boxes_lines_are_paragraphs_and_the_colophon_a_note(article: Article) -> None:
    """A paragraph in JATS has no line breaks."""
    box = article.body.find("boxed-text")

    assert (box.get("content-type"), box.findtext("caption/title"), box.findtext("p")) == (
        "note",
        "Made up",
        "Nobody is described.",
    )
    assert {"First line", "second line."} <= set(article.texts("body/sec/p"))
    assert article.texts("back/notes") == ["Data version 1.0.0."]


def test_drawings_stand_as_bitmaps_beside_the_article(submission: Path, tmp_path: Path) -> None:
    """In `<stem>-files/`; one file an image, however often it is shown."""
    article = Article(render(submission, "jats", tmp_path))

    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == [
        "case-files/drawing.png",
        "case-files/scan.png",
        "case.xml",
    ]
    assert set(article.image_files) == {"case-files/drawing.png", "case-files/scan.png"}
    graphic = article.root.find(".//fig[@id='fig-course']/graphic")
    assert (graphic.get("mimetype"), graphic.get("mime-subtype")) == ("image", "png")
    assert graphic.get(f"{XLINK}href") == "case-files/drawing.png"


def test_two_renders_give_the_same_bytes(submission: Path, tmp_path: Path) -> None:
    """The article and its images, without a path of this machine."""
    files = []
    for name in ("a", "b"):
        render(submission, "jats", tmp_path / name)
        paths = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        files.append({path.relative_to(tmp_path / name): path.read_bytes() for path in paths})

    assert files[0] == files[1]
    assert not [path for path, content in files[0].items() if str(tmp_path).encode() in content]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            ("<article-categories>", "<kwd-group><kwd>x</kwd></kwd-group><article-categories>"),
            "article-meta content",
        ),
        (('rid="fig-course"', 'rid="fig-none"'), "fig-none"),
        (("<label>Figure 1</label>", "<caption-label>Figure 1</caption-label>"), "caption-label"),
        (('ref-type="bibr"', 'ref-type="literature"'), "ref-type"),
    ],
)
def test_the_document_type_notices_faults(
    article: Article, tmp_path: Path, change: tuple[str, str], fault: str
) -> None:
    """Wrong order, a dead reference, an unknown element, an unknown word."""
    text = article.path.read_text("utf-8")
    assert change[0] in text
    (tmp_path / "faulty.xml").write_text(text.replace(*change, 1), "utf-8")

    assert fault in " ".join(Article(tmp_path / "faulty.xml").faults())
