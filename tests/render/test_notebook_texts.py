"""Markdown of notebooks: each text on its own, formulas as formulas, pictures where they are attached."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest

from epicrisis.render.notebook_texts import texts_as_html, texts_of, with_attachments
from epicrisis.tracing import memory


def cell(**content: Any) -> Any:
    """Return a cell of a notebook."""
    return nbformat.from_dict({"metadata": {}, **content})  # type: ignore[no-untyped-call]  # typed in part


def html_of(*texts: str) -> list[str]:
    """Return texts as HTML, of which nothing is remembered."""
    memory.forget()
    return texts_as_html(texts)


def test_a_text_is_what_jupyter_shows() -> None:
    """Marks, tables and lists; a heading is no place to link to."""
    (html,) = html_of("## A *b*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- c\n\n`d < e` & f")

    assert "<h2>A <em>b</em></h2>" in html
    assert "<td>1</td>" in html
    assert "<li>c</li>" in html
    assert "<code>d &lt; e</code> &amp; f" in html


def test_a_formula_is_set_without_a_script() -> None:
    """As MathML, which browsers know."""
    (html,) = html_of("$x^2$")

    assert "<math" in html
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html


@pytest.mark.parametrize(
    "unfinished",
    [
        "```\ncode",
        "</div></div>",
        "<!-- a comment",
        "[a]: https://b.org",
        "<div>",
        "$x",
        '<div id="0" class="cell markdown">',
    ],
)
def test_no_text_spills_into_the_next(unfinished: str) -> None:
    """Whatever it leaves open, its neighbours are as they are alone."""
    before, text, after = html_of("*Before* [a]", unfinished, "*After* [a]")

    assert [before] == html_of("*Before* [a]")
    assert [text] == html_of(unfinished)
    assert [after] == html_of("*After* [a]")


def test_an_empty_text_is_nothing() -> None:
    """And no text at all asks nobody."""
    assert html_of("", "a") == ["", "<p>a</p>"]
    assert html_of() == []


def test_texts_are_those_of_cells_and_of_what_they_show() -> None:
    """In their order; code is none."""
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/markdown": "b", "text/plain": "p"}}
    cells = [
        cell(cell_type="markdown", source="a"),
        cell(
            cell_type="code", source="x", outputs=[shown, {"output_type": "stream", "name": "stdout", "text": "s"}]
        ),
        cell(cell_type="raw", source="r"),
    ]

    assert texts_of(cells) == ["a", "b"]


def test_an_attached_picture_is_in_its_text() -> None:
    """A drawing before a photograph, whatever signs its name holds."""
    picture = {"image/jpeg": "SlBH", "image/png": "UE5H"}
    written = cell(cell_type="markdown", source="![a](attachment:a%20b.png)", attachments={"a b.png": picture})

    (html,) = html_of(written.source)

    assert 'src="data:image/png;base64,UE5H"' in with_attachments(html, written)
