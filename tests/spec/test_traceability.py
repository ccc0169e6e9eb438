"""Values lead to their rows: in the page and in the PDF, whatever their cells hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.claims.judgement import Judgement
from epicrisis.values.appendix import data_appendix
from epicrisis.values.tables import manuscript_tables
from epicrisis.values.variables import case_variables
from small_case import TABLES_TEXT, write_case
from spec.reading import Copies, read

DOCUMENT = """---
title: A case
---

Given was {{< var tiny.treatments.drug_a.agent >}} on {{< var tiny.times.visit_1.text >}},
[as noted {{< var tiny.treatments.drug_b.agent >}}](https://example.org/notes).

## Value {{< var tiny.mrd.relapse.text >}}

{{< include _tables/tiny/treatments.md >}}

The text after the table.
"""
APPENDIX = "\n## Data appendix\n\n{{< include _tables/tiny/data.md >}}\n\nThe end.\n"


def copies_of(folder: Path, text: str, agent: str = "drug A") -> Copies:
    """Render a document on the small case, one of whose cells holds something else."""
    (folder / "case").mkdir()
    (folder / "rendered").mkdir()
    treatments = TABLES_TEXT["treatments"].replace("drug A", '"' + agent.replace('"', '""') + '"')
    case = load_case(write_case(folder / "case", tables={"treatments": treatments}), "tiny")
    chronology = resolve(case)
    files = {
        "_tables/tiny/treatments.md": manuscript_tables(case, chronology)["treatments"],
        "_tables/tiny/data.md": data_appendix(case, chronology, Judgement()),
    }
    return read(folder / "rendered", text, files, {"tiny": case_variables(case, chronology, {})})


def pdf_links(folder: Path) -> set[str]:
    """Return where the links of the PDF lead to: an address, or a place inside of it."""
    reader = PdfReader(folder / "rendered" / "out" / "doc.pdf")
    found = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return {str(note["/A"]["/URI"]) if "/A" in note and "/URI" in note["/A"] else "inside" for note in found}


def test_a_value_is_a_link_to_its_row(tmp_path: Path) -> None:
    """A cell to the row of its table, a day to the statement that gives it."""
    copies = copies_of(tmp_path, DOCUMENT + APPENDIX)

    links = {link.attributes["href"] for link in copies.page.every("a", "datum")}
    expected = {"#datum-treatments-drug_a", "#datum-timing-visit_1_day", "#datum-mrd-relapse"}
    assert expected <= links
    assert all(any(node.identifier == link[1:] for node in copies.page.descendants()) for link in links)
    assert "inside" in pdf_links(tmp_path)


def test_a_value_inside_another_link_is_none(tmp_path: Path) -> None:
    """The link of the author stays whole."""
    copies = copies_of(tmp_path, DOCUMENT + APPENDIX)

    [link] = [
        link for link in copies.page.every("a") if link.attributes.get("href") == "https://example.org/notes"
    ]
    assert link.text() == "as noted drug B"
    assert [node.tag for node in link.descendants() if "datum" in node.attributes.get("class", "")] == ["span"]


def test_a_document_without_the_appendix_has_plain_values(tmp_path: Path) -> None:
    """They still say where they are from; a link that leads nowhere would stop Typst."""
    copies = copies_of(tmp_path, DOCUMENT)

    assert list(copies.page.every("a", "datum")) == []
    assert "data/tiny/treatments.csv#drug_a" in copies.html
    assert "inside" not in pdf_links(tmp_path)


MARKUP = "[x](y){.z} | $m$ @k #1 <b> &amp; ^a^ ~b~ `c` *d* _e_ \\f"


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        (MARKUP, MARKUP),
        ("{{< var x >}}", "{{< var x >}}"),
        ("::: note", "::: note"),
        ("\"quoted\" and 'so'", "\"quoted\" and 'so'"),
        ("a -- b --- c...", "a -- b --- c..."),
        ("# head", "# head"),
        ("- item", "- item"),
        ("1. item", "1. item"),
        ("one\n\ntwo", "one two"),
    ],
)
def test_any_cell_is_printed_letter_by_letter(tmp_path: Path, cell: str, printed: str) -> None:
    """In a sentence, in a table and in the appendix; what stands around it is not touched."""
    copies = copies_of(tmp_path, DOCUMENT + APPENDIX, cell)

    assert copies.text.count(printed) == 3
    assert "The text after the table." in copies.text
    assert copies.text.endswith("The end.")
    assert copies.pdf.endswith("The end.")
    assert all(word in copies.pdf for word in printed.split())
