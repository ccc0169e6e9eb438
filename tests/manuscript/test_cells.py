"""The cells of a notebook: which one a name means, and what it becomes in Markdown."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from epicrisis.manuscript.cell_markdown import cell_markdown, has_output
from epicrisis.manuscript.cells import Cell, cell_names, find_cell, read_cells

KINDS = ("fig", "tbl", "suppfig")
PICTURE = base64.b64encode(b"a picture").decode()


def shown(media_type: str, content: Any, plain: str = "") -> dict[str, Any]:
    """Return an output of a cell, as a file holds it."""
    data = {media_type: content, **({"text/plain": plain} if plain else {})}
    return {"output_type": "display_data", "data": data, "metadata": {media_type: {"width": 80, "height": 40}}}


def lines_of(cell: Cell, echo: bool = False) -> list[str]:
    """Return a cell as Markdown, without the blank lines."""
    saved: list[bytes] = []

    def save(content: bytes, suffix: str) -> str:
        saved.append(content)
        return f"{len(saved)}{suffix}"

    return [line for line in cell_markdown(cell, echo, KINDS, save) if line]


def code(*outputs: dict[str, Any], source: str = "x", **options: Any) -> Cell:
    """Return a code cell; an option `fig_cap` is written `fig-cap` in a notebook."""
    named = {name.replace("_", "-"): value for name, value in options.items()}
    return Cell("an-id", True, source, named, (), outputs)


def test_options_are_the_first_lines_of_a_cell(tmp_path: Path) -> None:
    """They are YAML behind `#|`, and no part of the code."""
    source = ["#| label: fig-a\n", "#| fig-alt:\n", "#|   - one\n", "#|   - two\n", "x = 1\n", "#| not: one"]
    content = {"cells": [{"cell_type": "code", "id": "c", "metadata": {"tags": ["t"]}, "source": source}]}
    (tmp_path / "a.ipynb").write_text(json.dumps(content), "utf-8")

    (cell,) = read_cells(tmp_path / "a.ipynb")

    assert {"label": "fig-a", "fig-alt": ["one", "two"]} == cell.options
    assert cell.source == "x = 1\n#| not: one"
    assert (cell.id, cell.label, cell.tags) == ("c", "fig-a", ("t",))


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"cells": [1]}', '{"cells": [{"cell_type": "code", "source": "#| a: ["}]}']
)
def test_what_is_no_notebook_is_a_value_error(tmp_path: Path, content: str) -> None:
    """Whatever is wrong with it, so that the check has one thing to catch."""
    (tmp_path / "a.ipynb").write_text(content, "utf-8")

    with pytest.raises(ValueError, match=r"not a notebook|YAML|Expecting"):
        read_cells(tmp_path / "a.ipynb")


def test_a_name_is_an_id_before_a_label_before_a_tag() -> None:
    """As in Quarto, wherever in the notebook they stand."""
    tagged = Cell("1", True, "", {}, ("n", "m", "o"))
    labelled = Cell("2", True, "", {"label": "m"})
    named = Cell("m", True, "", {"label": "o"})
    cells = (tagged, labelled, named)

    assert find_cell(cells, "n") is tagged
    assert find_cell(cells, "o") is named
    assert find_cell(cells, "m") is named
    assert find_cell(cells[:2], "m") is labelled
    assert find_cell(cells, "p") is None
    assert cell_names(cells) == ("m", "o", "n", "1", "2")


def test_a_labelled_picture_is_a_float_with_the_caption_of_its_cell() -> None:
    """Its alternative text is the text that the cell shows where pictures are not."""
    cell = code(shown("image/png", PICTURE, 'A "red" \n square'), label="fig-a", fig_cap="Words.")

    assert lines_of(cell) == [
        "::: {#fig-a}",
        r'![](1.png){fig-alt="A \"red\" square" width="80px" height="40px"}',
        "Words.",
        ":::",
    ]


def test_the_alternative_text_of_the_cell_wins_and_a_representation_is_none() -> None:
    """`<Figure size 640x480>` tells nobody what a picture shows."""
    figure = shown("image/svg+xml", "<svg/>", "<Figure size 640x480 with 1 Axes>")

    assert 'fig-alt="Said."' in lines_of(code(figure, label="fig-a", fig_alt="Said."))[1]
    assert "fig-alt" not in lines_of(code(figure, label="fig-a"))[1]


def test_several_pictures_are_the_parts_of_a_panel() -> None:
    """With the layout, captions and alternative texts that the cell gives."""
    pictures = (shown("image/png", PICTURE), shown("image/png", PICTURE))
    cell = code(
        *pictures, label="fig-a", fig_cap="Both.", fig_subcap=["One", "Two"], fig_alt=["1", "2"], layout_ncol=2
    )

    assert lines_of(cell) == [
        '::: {#fig-a layout-ncol="2"}',
        '![One](1.png){#fig-a-1 fig-alt="1" width="80px" height="40px"}',
        '![Two](2.png){#fig-a-2 fig-alt="2" width="80px" height="40px"}',
        "Both.",
        ":::",
    ]


def test_a_label_of_no_kind_makes_no_float() -> None:
    """The picture keeps its caption."""
    assert lines_of(code(shown("image/jpeg", PICTURE), label="counts", fig_cap="Words.")) == [
        '![Words.](1.jpg){width="80px" height="40px"}'
    ]


def test_a_picture_without_words_or_size_is_still_an_image() -> None:
    """An empty pair of braces would be text to pandoc."""
    bare = {"output_type": "display_data", "data": {"image/png": PICTURE}}

    assert lines_of(code(bare)) == ["![](1.png){.cell-picture}"]


def test_a_table_is_handed_on_as_html_or_as_markdown() -> None:
    """Markdown is preferred, because every format has tables of its own."""
    html = shown("text/html", ["<table>\n", "</table>"])
    both = {"output_type": "execute_result", "data": {"text/html": "<table/>", "text/markdown": "| a |"}}

    assert lines_of(code(html, label="tbl-a", tbl_cap="Words.")) == [
        "::: {#tbl-a}",
        "::: {.epicrisis-cell-output}",
        "```{=html}",
        "<table>",
        "</table>",
        "```",
        ":::",
        "Words.",
        ":::",
    ]
    assert lines_of(code(both)) == ["| a |"]


def test_printed_text_is_code_whatever_it_holds() -> None:
    """Fences in it do not end it, and terminal colours go."""
    printed = {"output_type": "stream", "name": "stdout", "text": ["a\n", "```\n", "\x1b[31mb\x1b[0m\n"]}
    warned = {"output_type": "stream", "name": "stderr", "text": "careful"}

    assert lines_of(code(warned, printed)) == ["````", "a", "```", "b", "````"]


def test_code_is_shown_when_it_is_asked_for() -> None:
    """Above what it gave."""
    printed = {"output_type": "stream", "name": "stdout", "text": "1"}

    assert lines_of(code(printed, source="print(1)"), echo=True) == [
        "```python",
        "print(1)",
        "```",
        "```",
        "1",
        "```",
    ]


def test_a_cell_of_text_is_its_text() -> None:
    """A notebook may hold a paragraph that the manuscript shows too."""
    assert lines_of(Cell("a", False, "Some *words*.", {})) == ["Some *words*."]


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        ((), False),
        (({"output_type": "stream", "name": "stderr", "text": "careful"},), False),
        (({"output_type": "display_data", "data": {"application/json": {}}},), False),
        (({"output_type": "stream", "name": "stdout", "text": "1"},), True),
        ((shown("text/plain", "1"),), True),
    ],
)
def test_a_cell_has_output_if_a_reader_would_see_something(
    outputs: tuple[dict[str, Any], ...], expected: bool
) -> None:
    """Warnings are not for readers."""
    assert has_output(code(*outputs)) == expected
