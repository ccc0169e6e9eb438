"""Values from elsewhere: `var` from the data, `meta` from the settings, `include` from other files.

A value is Markdown of its own. It can stand in text, captions, alternative texts, tables and in the front matter,
and never changes what is around it.
"""

from __future__ import annotations

import pytest

from spec.reading import Copies, read

PROJECT = """project: {type: default}
hospital: "the *First* Hospital"
format: {typst: {paper-note: printed}}
"""
DOCUMENT = """---
title: "MRD of {{< var mrd.text >}}"
subtitle: "{{< meta params.list.2 >}} of two"
abstract: |
  First {{< var mrd.text >}}.

  Second.
params:
  list: [alpha, "*beta*", gamma]
  deep: [{name: inner}]
  single: [only one]
number: 007
---

Items: {{< meta params.list.1 >}}, {{< meta params.list.2 >}}, {{< meta params.deep.1.name >}},
{{< meta params.single >}}, {{< meta number >}}; from the project: {{< meta hospital >}}.

![At {{< var mrd.text >}} in {{< meta params.list.3 >}}](a.png){#fig-a fig-alt="MRD {{< var mrd.text >}}"}

| {{< var mrd.name >}} |
|----|
| {{< var mrd.text >}} |

: Values of {{< var mrd.name >}} {#tbl-a}

{{< include parts/_outer.md >}}

Last, {{< var mrd.text >}}.
"""
FILES = {
    "_quarto.yml": PROJECT,
    "parts/_outer.md": "Outer before {{< var mrd.text >}}.\n\n{{< include parts/_inner.md >}}\n\nOuter after.\n",
    "parts/_inner.md": "::: {.callout-note}\n## Inner {{< var mrd.name >}}\n{{< include _deep.md >}}\n:::\n",
    "_deep.md": "Deepest.\n",
}
VARIABLES = {"mrd": {"text": "[0.05%]{.datum data-source='mrd.csv#r'}", "name": "MRD*_x_*"}}


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """The document above, rendered once in both formats."""
    return read(tmp_path_factory.mktemp("values"), DOCUMENT, FILES, VARIABLES)


def test_items_of_a_list_count_from_one(copies: Copies) -> None:
    """`params.list.2` is the second, as in Quarto; a list of one item needs no number."""
    printed = "Items: alpha, beta, inner, only one, 7; from the project: the First Hospital."

    assert printed in copies.text
    assert printed in copies.pdf


def test_settings_are_markdown(copies: Copies) -> None:
    """Those of the project as those of the document."""
    assert "the <em>First</em> Hospital" in copies.html
    assert "<em>beta</em> of two" in copies.html


def test_the_front_matter_holds_values(copies: Copies) -> None:
    """Title, subtitle and abstract print them, and the title of the window has no markup."""
    header = copies.by_id("title-block-header").text()

    assert header.startswith("MRD of 0.05% beta of two")
    assert "First 0.05%. Second." in header
    assert "<title>MRD of 0.05%</title>" in copies.html
    assert copies.pdf.startswith("MRD of 0.05% beta of two")


def test_captions_cells_and_alternative_texts_hold_values(copies: Copies) -> None:
    """In words, a value is its words alone; elsewhere it says where it is from."""
    assert "Figure 1: At 0.05% in gamma" in copies.text
    assert "Figure 1: At 0.05% in gamma" in copies.pdf
    assert [image.attributes["alt"] for image in copies.page.every("img")] == ["MRD 0.05%"]
    assert "MRD 0.05%" in copies.tagged
    table = copies.by_id("tbl-a")
    assert [cell.text() for cell in table.descendants() if cell.tag in {"th", "td"}] == ["MRDx", "0.05%"]
    sources = [span.attributes["data-source"] for span in copies.page.every("span", "datum")]
    assert set(sources) == {"mrd.csv#r"}
    assert len(sources) == 6


def test_includes_nest(copies: Copies) -> None:
    """All paths are relative to the main document, in included files too."""
    assert "Outer before 0.05%." in copies.text
    callout = next(iter(copies.page.every("div", "callout")))
    assert callout.text().removeprefix("Note: ") == "Inner MRDx Deepest."
    assert "Inner MRDx Deepest. Outer after. Last, 0.05%." in copies.pdf
