"""Figures and tables of several parts, and blocks side by side.

A labelled div is a figure or a table, and its last paragraph the caption. What stands in it with a label of its
own is a part, with a letter. `layout-ncol`, `layout-nrow` and `layout` say how parts, or any blocks, are placed.
"""

from __future__ import annotations

import re

import pytest

from spec.dom import Node
from spec.reading import Copies, read

DOCUMENT = """---
title: Panels
---

Parts: @fig-grid, @fig-g2, [@fig-g1; @fig-g3], [-@fig-g2]; @tbl-pair, @tbl-low; @fig-inner.

::: {#fig-grid layout="[[40,-20,40],[100]]"}
![First](a.png){#fig-g1 fig-alt="one"}

![](b.png){#fig-g2 fig-alt="two"}

![Third](c.svg){#fig-g3 fig-alt="three"}

Three panels, the second without words.
:::

::: {#tbl-pair layout-ncol=2}
| low |
|-----|
| one |

: Low {#tbl-low}

| high |
|------|
| two  |

: High {#tbl-high}

A table of two.
:::

::: {#fig-nested}
::: {layout-nrow=1}
![Inner](a.png){#fig-inner fig-alt="inner"}

![Not a part](b.png){fig-alt="no part"}
:::

A layout inside a figure.
:::

![](a.png){#fig-bare fig-alt="bare"}

[![In a link](b.png){#fig-link fig-alt="linked" fig-align="left"}](https://example.org)

::: {layout-ncol=2 layout-valign="bottom"}
### Left heading

- left item

### Right heading

- right item

Below alone.
:::

::: {.callout-note}
::: {layout-ncol=2}
![Noted](a.png){fig-alt="noted"}

![Noted too](b.png){#fig-noted fig-alt="noted too"}
:::
:::
"""


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """The document above, rendered once in both formats."""
    return read(tmp_path_factory.mktemp("panels"), DOCUMENT)


def rows(copies: Copies, node: Node) -> list[tuple[str, list[str]]]:
    """Return the tracks of every row of a layout, and the alt texts or words of its cells."""
    found = []
    for row in node.every("div", "panel-row"):
        tracks = re.search(r"grid-template-columns: ([\d. fr]+)", copies.style(row))
        assert tracks
        cells = [child for child in row.children if isinstance(child, Node)]
        texts = [" ".join([*(image.attributes["alt"] for image in cell.every("img"))]) for cell in cells]
        found.append((tracks[1].strip(), texts))
    return found


def test_parts_are_named_after_their_whole(copies: Copies) -> None:
    """In HTML "Figure 1 (b)", in the PDF "Figure 1b", as Quarto prints them."""
    assert (
        "Parts: Figure 1, Figure 1 (b), Figure 1 (a), Figure 1 (c), 1 (b); Table 1, Table 1 (a); Figure 2 (a)."
        in copies.text
    )
    assert "Parts: Figure 1, Figure 1b, Figure 1a, Figure 1c, 1b; Table 1, Table 1a; Figure 2a." in copies.pdf


def test_a_layout_gives_shares_and_spaces(copies: Copies) -> None:
    """Numbers are shares of the row, negative ones space between."""
    assert rows(copies, copies.by_id("fig-grid")) == [("40fr 20fr 40fr", ["one", "", "two"]), ("100fr", ["three"])]


def test_every_part_has_its_letter_before_its_words(copies: Copies) -> None:
    """A part without words has its letter alone."""
    captions = [node.text() for node in copies.by_id("fig-grid").every("figcaption")]

    assert sorted(captions) == [
        "(a) First",
        "(b)",
        "(c) Third",
        "Figure 1: Three panels, the second without words.",
    ]
    for caption in captions:
        assert caption in copies.pdf


def test_tables_have_parts_too(copies: Copies) -> None:
    """With the words above the cells, as for any table."""
    low = copies.by_id("tbl-low")

    assert low.tag == "table"
    assert [node.text() for node in low.every("caption")] == ["(a) Low"]
    assert "(a) Low low one(b) High high two" in copies.pdf
    assert "Table 1: A table of two." in copies.text
    assert "Table 1: A table of two." in copies.pdf


def test_a_layout_may_stand_inside_a_figure(copies: Copies) -> None:
    """Its images are parts if they have labels; the others keep their words without a letter."""
    assert rows(copies, copies.by_id("fig-nested")) == [("1fr 1fr", ["inner", "no part"])]
    captions = [node.text() for node in copies.by_id("fig-nested").every("figcaption")]
    assert sorted(captions) == ["(a) Inner", "Figure 2: A layout inside a figure.", "Not a part"]


def test_an_image_without_words_can_be_a_figure(copies: Copies) -> None:
    """Its label makes it one; the number then stands alone, without a colon."""
    assert [node.text() for node in copies.by_id("fig-bare").every("figcaption")] == ["Figure 3"]
    assert "Figure 3 Figure 4: In a link" in copies.pdf


def test_an_image_in_a_link_is_a_figure(copies: Copies) -> None:
    """Its words are the caption, the picture leads elsewhere, and `fig-align` moves it."""
    figure = copies.by_id("fig-link")

    assert [node.text() for node in figure.every("figcaption")] == ["Figure 4: In a link"]
    assert [link.attributes["href"] for link in figure.every("a") if link.every("img")] == ["https://example.org"]
    assert copies.style(figure) == "text-align: left"


def test_any_blocks_can_stand_side_by_side(copies: Copies) -> None:
    """A heading stays with what is under it; nothing is numbered, and nothing is lost."""
    layout = copies.page.every("div", "layout")[-2]
    places = [node.text() for node in layout.every(name="panel-cell") if node.text()]

    assert places == ["Left heading left item", "Right heading right item", "Below alone."]
    assert "align-items: end" in copies.style(layout.every("div", "panel-row")[0])
    for words in places:
        assert words.split()[-1] in copies.pdf


def test_figures_side_by_side_are_figures(copies: Copies) -> None:
    """Each has its own words and, with a label, its own number; also inside a callout."""
    callout = copies.page.every("div", "callout")[0]

    assert rows(copies, callout) == [("1fr 1fr", ["noted", "noted too"])]
    assert [node.text() for node in callout.every("figcaption")] == ["Noted", "Figure 5: Noted too"]
    assert "Figure 5: Noted Figure 6: Noted too" in copies.pdf


def test_every_picture_speaks(copies: Copies) -> None:
    """Alternative texts are in both, inside panels too."""
    spoken = ("one", "two", "three", "inner", "no part", "bare", "linked", "noted", "noted too")

    assert tuple(image.attributes["alt"] for image in copies.page.every("img")) == spoken
    assert set(spoken) <= set(copies.tagged)
