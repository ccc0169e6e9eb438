"""Cross-references: how they are written, and what a reader gets.

A label says what kind of thing it names: `#fig-…`, `#tbl-…`, `#eq-…`, `#sec-…`, or a callout. Every reference is a
link to what it names, in HTML and in the PDF.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from spec.dom import Node
from spec.reading import Copies, read

DOCUMENT = """---
title: References
crossref:
  fig-prefix: fig.
---

Plain @fig-a, at the start of a sentence: @Fig-a. Two [@fig-a; @fig-b]; three [@fig-a; @fig-b; @tbl-c].
With words of one's own [see panel @fig-b]; the number alone: [-@fig-b].

![First](a.png){#fig-a}

![Second](b.png){#fig-b}

| x |
|---|
| 1 |

: Third {#tbl-c}

Callouts: @nte-one, @Nte-two, [@wrn-three; @tip-four], @imp-five, @cau-six.

::: {#nte-one .callout-note}
## A titled note
First body.
:::

::: {#nte-two .callout-note}
Second body.
:::

::: {#wrn-three .callout-warning title="As attribute"}
Third body.
:::

::: {#tip-four .callout-tip collapse="true"}
## Folded
Fourth body.
:::

::: {#imp-five .callout-important appearance="simple"}
Fifth body.
:::

::: {#cau-six .callout-caution}
Sixth body.
:::

::: {.callout-note}
## Without a label
Not counted.
:::
"""


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """The document above, rendered once in both formats."""
    return read(tmp_path_factory.mktemp("references"), DOCUMENT)


def callout(copies: Copies, label: str) -> tuple[str, str]:
    """Title and body of a callout."""
    node = copies.by_id(label)
    parts = (node.first(name="callout-title") or Node(""), node.first(name="callout-body") or Node(""))
    return parts[0].text(), parts[1].text()


def test_a_capital_asks_for_a_capital(copies: Copies) -> None:
    """`@Fig-a` names `#fig-a` and prints the prefix with a capital, which shows where the settings have none.

    Quarto's documentation: "the capitalized syntax makes no difference for the default output, but would indeed
    capitalize the first letter if the default had been changed".
    """
    printed = "Plain fig. 1, at the start of a sentence: Fig. 1."

    assert printed in copies.text
    assert printed in copies.pdf


def test_several_references_share_brackets(copies: Copies) -> None:
    """`[@fig-a; @fig-b]` is a list with commas, each item with its own prefix and link.

    So does Quarto: its delimiter is a comma for two as for more, never "and", and kinds may be mixed.
    """
    printed = "Two fig. 1, fig. 2; three fig. 1, fig. 2, Table 1."

    assert printed in copies.text
    assert printed in copies.pdf
    links = [link.attributes["href"] for link in copies.page.every("a", "quarto-xref")][2:7]
    assert links == ["#fig-a", "#fig-b", "#fig-a", "#fig-b", "#tbl-c"]


def test_words_replace_the_prefix(copies: Copies) -> None:
    """Words before the name in brackets stand in place of the prefix; a minus leaves the number alone."""
    printed = "With words of one's own see panel 2; the number alone: 2."

    assert printed in copies.text.replace("’", "'")
    assert printed in copies.pdf.replace("’", "'")


def test_callouts_are_numbered_by_kind(copies: Copies) -> None:
    """Labels start with nte, wrn, tip, imp or cau, and each kind counts for itself."""
    printed = "Callouts: Note 1, Note 2, Warning 1, Tip 1, Important 1, Caution 1."

    assert printed in copies.text
    assert printed in copies.pdf


@pytest.mark.parametrize(
    ("label", "title", "body"),
    [
        ("nte-one", "Note 1: A titled note", "First body."),
        ("nte-two", "Note 2", "Second body."),
        ("wrn-three", "Warning 1: As attribute", "Third body."),
        ("tip-four", "Tip 1: Folded", "Fourth body."),
        ("imp-five", "Important 1", "Fifth body."),
        ("cau-six", "Caution 1", "Sixth body."),
    ],
)
def test_a_labelled_callout_has_its_number_in_the_title(copies: Copies, label: str, title: str, body: str) -> None:
    """Before its own title, or alone; also in a callout that would otherwise have no title."""
    assert (title, body) == callout(copies, label)
    assert f"{title} {body}" in copies.pdf


def test_a_callout_without_a_label_has_no_number(copies: Copies) -> None:
    """And is not counted."""
    assert "Without a label Not counted." in copies.pdf
    assert "Note 3" not in copies.pdf + copies.text


def test_settings_rename_what_references_print(tmp_path: Path) -> None:
    """`crossref: nte-prefix`, `tbl-title` and the like; a list in the front matter adds to that of the project."""
    kind = "{kind: float, key: %s, reference-prefix: %s, space-before-numbering: false}"
    project = f"crossref: {{tbl-title: Tbl., custom: [{kind % ('suppfig', 'Figure S')}]}}\n"
    text = (
        f"---\ntitle: T\ncrossref: {{nte-prefix: Remark, custom: [{kind % ('video', 'Video V')}]}}\n---\n\n"
        "@nte-a, @tbl-a, @suppfig-a, @video-a.\n\n::: {#nte-a .callout-note}\nBody.\n:::\n\n"
        "| x |\n|---|\n| 1 |\n\n: Cells {#tbl-a}\n\n"
        "::: {#suppfig-a}\n![](a.png)\n\nExtra.\n:::\n\n::: {#video-a}\n![](b.png)\n\nStill.\n:::\n"
    )

    copies = read(tmp_path, text, {"_quarto.yml": project})

    for words in (copies.text, copies.pdf):
        assert "Remark 1, Table 1, Figure S1, Video V1." in words
        assert "Tbl. 1: Cells" in words
