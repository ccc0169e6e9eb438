"""The project's own theme: what it prints of a title block, and that a field that is missing leaves no trace."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader

from epicrisis.errors import InvalidInput
from epicrisis.paths import ProjectPaths
from epicrisis.render.assets import provide_assets
from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import Document

THEME = Path(__file__).parents[2] / "report" / "theme"
SETTINGS = """\
project: {type: default}
lang: en
format:
  html: {css: theme/article.css, toc: true}
  typst:
    papersize: a4
    font-paths: [.cache/fonts]
    template-partials: [theme/typst-template.typ, theme/typst-show.typ]
    pdf-standard: ua-1
"""
FULL = """\
---
title: "Case report: a relapse"
short-title: A short title
subtitle: Of one patient
data-version: 2.1.0
date: 2025-08-20
author:
  - name: Ada Author
    orcid: 0000-0002-1825-0097
    email: ada@example.org
    corresponding: true
    affiliations: [{ref: first}]
  - name: Bo Writer
    affiliations: [{ref: first}, {ref: second}]
affiliations:
  - {id: first, name: First Hospital, city: Harbin, country: China}
  - {id: second, name: Second Hospital}
abstract: An abstract.
keywords: [one, two]
---

## Introduction

Words.

{{< pagebreak >}}

More words.
"""
BARE = "---\ntitle: A title\n---\n\nWords.\n"
NO_MAIL = "---\ntitle: A title\nauthor: {name: Ada Author, corresponding: true}\n---\n\nWords.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the theme of this one."""
    shutil.copytree(THEME, tmp_path / "theme")
    (tmp_path / "_quarto.yml").write_text(SETTINGS, "utf-8")
    provide_assets(ProjectPaths(tmp_path))
    return tmp_path


def render(project: Path, text: str, format_name: str) -> Path:
    """Render a text in one format."""
    source = project / "doc.qmd"
    source.write_text(text, "utf-8")
    return EmbeddedEngine().render(Document(source, project, {}), (format_name,), project / "out")[0].path


def pages_of(project: Path, text: str) -> list[str]:
    """Return the words of every page of the PDF."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(render(project, text, "pdf")).pages]


def test_the_first_page_tells_who_wrote_what(project: Path) -> None:
    """Authors with marks, affiliations, correspondence, ORCID, data version, abstract, keywords."""
    first = pages_of(project, FULL)[0]

    for words in (
        "Case report: a relapse",
        "Of one patient",
        "Ada Author",
        "ada@example.org",
        "0000-0002-1825-0097",
        "First Hospital, Harbin, China",
        "2.1.0",
        "An abstract.",
        "one, two",
        "1 of 2",
    ):
        assert words in first
    assert re.search(r"Second Hospital(?!,)", first)


def test_later_pages_carry_the_short_title(project: Path) -> None:
    """The first page has no running header; every page has its number."""
    first, second = pages_of(project, FULL)

    assert "A short title" not in first
    assert "Case report A short title" in second
    assert "2 of 2" in second


@pytest.mark.parametrize(
    ("rows", "cell", "is_short"),
    [(17, "cell", True), (18, "cell", False), (2, "cell " * 60, True), (8, "cell " * 80, False)],
    ids=["most rows", "too many rows", "tall rows", "too many tall rows"],
)
def test_a_short_table_moves_to_the_head_of_the_page(project: Path, rows: int, cell: str, is_short: bool) -> None:
    """A long one, by its rows or by its height, stays where it is."""
    table = "".join(f"| {cell} | {number} |\n" for number in range(rows))
    text = f"{BARE}\n| a | b |\n|---|---|\n{table}\n: The table {{#tbl-t}}\n"

    printed = " ".join(pages_of(project, text))

    assert is_short == (printed.index("The table") < printed.index("Words."))


def test_a_table_of_any_make_is_printed(project: Path) -> None:
    """Also one that does not name its columns, among blocks that hold nothing."""
    caption = "#let caption = figure.caption(position: top, [The table])"
    figure = "#figure(stack(1pt, block(height: 1cm), table([one], [two])), kind: table, caption: caption)"

    (page,) = pages_of(project, f"{BARE}\n```{{=typst}}\n{caption}\n{figure}\n```\n")

    assert re.search(r"The table.* one two", page)


def test_a_link_to_nowhere_is_its_words(project: Path) -> None:
    """A value without a data appendix is no reason to refuse a document."""
    links = "\n`#link(<end>)[to the end] #link(<datum-facts-age>)[39]`{=typst}\n\n## End {#end}\n"

    page = PdfReader(render(project, BARE + links, "pdf")).pages[0]

    assert "to the end 39" in " ".join(page.extract_text().split())
    assert 1 == len(page["/Annots"])  # type: ignore[arg-type]  # an array


@pytest.mark.parametrize("text", [BARE, NO_MAIL])
def test_a_pdf_needs_no_more_than_a_title(project: Path, text: str) -> None:
    """Labels of fields that are missing are missing, too."""
    (page,) = pages_of(project, text)

    assert "A title" in page
    assert not re.search("Abstract|Keywords|ORCID|Published|DOI|Data version|none", page)


def test_a_page_shows_the_same_title_block(project: Path) -> None:
    """The page on screen has the fields of the printed one."""
    html = render(project, FULL, "html").read_text("utf-8")

    assert '<html class="epicrisis" lang="en">' in html
    assert (
        '<a class="orcid" href="https://orcid.org/0000-0002-1825-0097" aria-label="ORCID of Ada Author">' in html
    )
    assert '<a class="email" href="mailto:ada@example.org">' in html
    assert '<span class="label">Data version</span> 2.1.0' in html
    assert "First Hospital</span>, Harbin, China</li>" in html
    assert "Second Hospital</span></li>" in html


def test_a_page_needs_no_more_than_a_title(project: Path) -> None:
    """Labels of fields that are missing are missing, too."""
    html = render(project, BARE, "html").read_text("utf-8")
    body = html.partition("<main")[2]

    assert not re.search('class="(abstract|keywords|authors|affiliations|published|doi|label)"', body)


@pytest.mark.parametrize(
    "setting", ["[end.html]", "[{file: end.html}]", '[{text: "<script>let end = 1</script>"}]'], ids=str
)
def test_a_page_ends_with_what_the_settings_include(project: Path, setting: str) -> None:
    """`include-after-body` stands once, after the text, in each of Quarto's three forms."""
    (project / "end.html").write_text("<script>let end = 1</script>\n", "utf-8")
    settings = SETTINGS.replace("toc: true}", f"toc: true, include-after-body: {setting}}}")
    (project / "_quarto.yml").write_text(settings, "utf-8")

    html = render(project, BARE, "html").read_text("utf-8")

    assert html.partition("</main>")[2].split() == ["<script>let", "end", "=", "1</script>", "</body>", "</html>"]
    assert 1 == html.count("let end = 1")
    assert str(project) not in html


def test_an_include_that_is_not_there_is_named(project: Path) -> None:
    """Not a page that lacks its script."""
    settings = SETTINGS.replace("toc: true}", "toc: true, include-after-body: end.html}")
    (project / "_quarto.yml").write_text(settings, "utf-8")

    with pytest.raises(InvalidInput, match=r"end\.html, named under include-after-body, does not exist"):
        render(project, BARE, "html")


@pytest.mark.parametrize(
    ("standard", "marks"),
    [
        ("a-2b", ["<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>B</pdfaid:conformance>"]),
        ("a-3b", ["<pdfaid:part>3</pdfaid:part>", "<pdfaid:conformance>B</pdfaid:conformance>"]),
        ("[a-2a, ua-1]", ["<pdfaid:part>2</pdfaid:part>", "<pdfuaid:part>1</pdfuaid:part>"]),
    ],
)
def test_an_archive_copy_is_made_on_request(project: Path, standard: str, marks: list[str]) -> None:
    """PDF/A, alone or with PDF/UA; the file says what it follows."""
    settings = SETTINGS.replace("pdf-standard: ua-1", f"pdf-standard: {standard}")
    (project / "_quarto.yml").write_text(settings, "utf-8")

    metadata = PdfReader(render(project, FULL, "pdf")).xmp_metadata

    assert metadata
    assert all(mark in metadata.stream.get_data().decode() for mark in marks)
