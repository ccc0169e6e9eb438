"""Sections: numbers, contents, appendices and the reference list."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec.dom import Node
from spec.reading import Copies, read

DOCUMENT = """---
title: Sections
number-sections: true
toc: true
toc-depth: 3
bibliography: refs.bib
nocite: |
  @silent
---

## Background {#sec-background}

As @sec-acknowledgements and @sec-detail say [@cited].

## Acknowledgements {#sec-acknowledgements .appendix}

Thanks.

### Funding

None.

## Methods

### Detail {#sec-detail}

#### Middle

##### Too deep for the contents

A note.^[Here.]

## Not counted {.unnumbered}

End.
"""
ENTRY = "@article{{{key}, title={{{title}}}, author={{{author}}}, journal={{J}}, year={{2020}}}}\n"
FILES = {
    "refs.bib": ENTRY.format(key="cited", title="A cited one", author="Ada, A")
    + ENTRY.format(key="silent", title="A silent one", author="Bo, B")
    + ENTRY.format(key="absent", title="An absent one", author="Cy, C")
}


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """The document above, rendered once in both formats."""
    return read(tmp_path_factory.mktemp("sections"), DOCUMENT, FILES)


def headings(copies: Copies) -> list[tuple[str, str]]:
    """Tag and words of every heading of the page, in its order."""
    return [
        (node.tag, node.text())
        for node in copies.page.descendants()
        if node.tag in {"h1", "h2", "h3", "h4", "h5"} and node.text() != "Sections"
    ]


def test_sections_are_numbered_from_their_highest_level(copies: Copies) -> None:
    """The highest level that occurs counts from 1; in the PDF the third level has letters, as in Quarto's."""
    assert "1 Background" in copies.text
    assert "3.1 Detail" in copies.text
    assert "Section 2 and Section 3.1 say" in copies.text
    assert "Section 2 and Section 3.1 say" in copies.pdf
    assert ("h4", "3.1.1 Middle") in headings(copies)
    assert "3.1.a Middle" in copies.pdf
    assert ("h2", "Not counted") in headings(copies)


def test_appendices_end_the_page(copies: Copies) -> None:
    """With their parts and their numbers, before the references and the notes; in the PDF they stay in place.

    So does Quarto: only its HTML has an appendix.
    """
    assert [words for _, words in headings(copies)] == [
        "1 Background",
        "3 Methods",
        "3.1 Detail",
        "3.1.1 Middle",
        "3.1.1.1 Too deep for the contents",
        "Not counted",
        "2 Acknowledgements",
        "2.1 Funding",
        "References",
        "Footnotes",
    ]
    assert copies.pdf.rindex("Acknowledgements") < copies.pdf.rindex("Methods")


def test_an_appendix_keeps_its_label(copies: Copies) -> None:
    """References to it lead to where it went."""
    section = copies.by_id("sec-acknowledgements")

    assert "Thanks." in section.text()
    assert "appendix" in section.classes


def test_contents_list_sections_to_a_depth(copies: Copies) -> None:
    """In HTML apart from the text, in the PDF before it.

    `toc-depth` counts from `#` in HTML. The PDF's headings start at the first level, as in Quarto's, so that it
    lists one level more of a text that starts with `##`.
    """
    contents = copies.html[copies.html.index('id="TOC"') : copies.html.index("</nav>")]

    assert "Table of contents" in contents
    assert "Detail" in contents
    assert "Middle" not in contents
    before_text = copies.pdf[: copies.pdf.index("As Section 2")]
    assert before_text.startswith("Sections Table of contents 1 Background")
    assert "Too deep" not in before_text


def test_nocite_adds_to_the_list_only(copies: Copies) -> None:
    """What the text does not cite is listed if `nocite` names it."""
    for words in (copies.text, copies.pdf):
        assert "Cited One" in words
        assert "Silent One" in words
        assert "Absent One" not in words


@pytest.mark.parametrize("style", ["none", "false"])
def test_the_appendix_can_be_turned_off(tmp_path: Path, style: str) -> None:
    """`appendix-style: none` leaves sections where they are written."""
    text = (
        f"---\ntitle: T\nappendix-style: {style}\n---\n\n## Thanks {{.appendix}}\n\nMany.\n\n## Methods\n\nMore.\n"
    )

    words = read(tmp_path, text).text

    assert words == "Thanks Many. Methods More."


def test_references_can_have_a_place(tmp_path: Path) -> None:
    """`::: {#refs}` puts the list there, before an appendix as elsewhere; `nocite: @*` lists everything."""
    text = (
        '---\ntitle: T\nbibliography: refs.bib\nnocite: "@*"\n---\n\n## Thanks {.appendix}\n\nMany.\n\n'
        "## Sources\n\n::: {#refs}\n:::\n\n## After\n\nMore.\n"
    )

    copies = read(tmp_path, text, FILES)

    order = ["Sources", "Cited One", "Silent One", "Absent One", "After", "Thanks"]
    places = [copies.text.index(words) for words in order]
    assert sorted(places[1:4]) == sorted(places)[1:4]
    assert (places[0], places[4], places[5]) == (min(places), sorted(places)[4], max(places))
    assert isinstance(copies.by_id("refs"), Node)
