"""Word documents: what is the embedded engine's own, beside what every document has."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from epicrisis.errors import RenderFailed
from epicrisis.render.embedded.docx.markup import centimetres
from epicrisis.render.embedded.docx.tables import LINE, column_widths
from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.embedded.print_images import draw, png_width
from epicrisis.render.engine import Document
from spec.word import Word

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="10mm" viewBox="0 0 2 1">
<rect width="2" height="1"/></svg>
"""

Render = Callable[[str], Word]


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Render a text, in a folder with drawings of several widths."""
    for width in ("60mm", "300mm"):
        (tmp_path / f"{width}.svg").write_text(SVG.format(width=width), "utf-8")
    Image.new("RGB", (2, 2)).save(tmp_path / "web.webp")

    def render_text(text: str) -> Word:
        (tmp_path / "doc.qmd").write_text(text, "utf-8")
        document = Document(tmp_path / "doc.qmd", tmp_path, {})
        return Word(EmbeddedEngine().render(document, ("docx",), tmp_path / "out")[0].path)

    return render_text


@pytest.mark.parametrize(
    ("image", "width"),
    [
        ("![](60mm.svg)", 6.0),
        ("![](300mm.svg)", 17.0),
        ("![](60mm.svg){width=100%}", 17.0),
        ("![](60mm.svg){width=3in}", 7.62),
        ("![](60mm.svg){width=96px}", 2.54),
        ("![](300mm.svg){width=20cm}", 17.0),
    ],
)
def test_pictures_have_their_own_width_up_to_that_of_the_text(render: Render, image: str, width: float) -> None:
    """A drawing keeps the size that it was made for."""
    [(_, found)] = render(f"{image}\n").pictures

    assert found == pytest.approx(width, abs=0.05)


def test_parts_of_a_panel_share_the_line(render: Render) -> None:
    """By the widths of the layout."""
    parts = "![A](300mm.svg){#fig-a}\n\n![B](300mm.svg){#fig-b}"
    text = f'::: {{#fig-p layout="[[1,3]]"}}\n{parts}\n\nBoth.\n:::\n\nSee @fig-b.\n'

    widths = [width for _, width in render(text).pictures]

    assert widths == pytest.approx([17 / 4 - 0.2, 17 * 3 / 4 - 0.2], abs=0.05)


def test_an_image_that_word_does_not_show_is_refused(render: Render) -> None:
    """With the names of the formats that it does show."""
    with pytest.raises(RenderFailed, match=r"web\.webp .* save it as SVG, PNG or JPEG"):
        render("![](web.webp)\n")


def test_a_drawing_that_is_none_is_refused(tmp_path: Path) -> None:
    """By name."""
    (tmp_path / "not.svg").write_text("<html>", "utf-8")

    with pytest.raises(RenderFailed, match=r"not\.svg cannot be drawn"):
        draw(tmp_path / "not.svg", [])


def test_a_drawing_says_its_density(tmp_path: Path) -> None:
    """300 dots an inch, so that 60 mm stay 60 mm."""
    (tmp_path / "a.svg").write_text(SVG.format(width="60mm"), "utf-8")

    png = draw(tmp_path / "a.svg", [])

    assert struct.unpack(">I", png[16:20])[0] == pytest.approx(60 / 25.4 * 300, abs=2)
    assert png_width(png) == pytest.approx(60 / 25.4, abs=0.01)
    assert png_width(b"GIF89a") is None


def test_a_size_that_is_none_is_refused() -> None:
    """As in the other outputs."""
    with pytest.raises(RenderFailed, match="'wide' is not a width"):
        centimetres("wide")


def test_columns_get_what_their_text_needs() -> None:
    """Short texts keep short columns; long ones share the line, and no word is cut."""
    short = column_widths([["Gene", "KRAS"], ["Change", "mutated"]])
    word = "hyperfractionated"
    long = column_widths([["a"], [word], [" ".join(["sentence"] * 40)]])

    assert sum(short) < 0.3
    assert sum(long) == pytest.approx(1, abs=0.001)
    assert long[1] * LINE > len(word)
    assert long[2] > long[1] > long[0]


def test_a_page_break_is_words_own(render: Render) -> None:
    """In a paragraph of its own."""
    document = render("One.\n\n{{< pagebreak >}}\n\nTwo.\n").parts["word/document.xml"]

    assert b'<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>' in document


def test_content_for_word_is_shown_in_word(render: Render) -> None:
    """And that for other outputs is not."""
    shown = '::: {.content-visible when-format="docx"}\nHere.\n:::\n'
    hidden = '::: {.content-visible when-format="html"}\nThere.\n:::\n'

    assert [words for _, words in render(f"{shown}\n{hidden}").paragraphs] == ["Here."]


def test_a_document_without_dates_has_none(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock is asked."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    assert render("---\ntitle: T\n---\n\nText.\n").properties() == {
        "title": "T",
        "language": "en",
        "keywords": None,
        "creator": None,
    }


def test_a_panel_without_parts_is_its_caption(render: Render) -> None:
    """There is nothing to lay out."""
    word = render('---\ntitle: T\n---\n\n::: {#fig-a layout="[[1,1]]"}\n\nNothing yet.\n:::\n')

    assert [caption.text for caption in word.captions] == ["Figure 1: Nothing yet."]
