"""What the embedded engine promises beside Quarto's semantics: same bytes, one file, nothing half done."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from epicrisis.digests import digest_bytes
from epicrisis.errors import EpicrisisError, InvalidInput, OutputFailed, RenderFailed
from epicrisis.manuscript.source import read_source
from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import Document
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.listening import recording

FIXTURES = Path(__file__).parents[1] / "fixtures" / "quarto"
ACCESSIBLE = "lang: en\nformat: {typst: {pdf-standard: ua-1}}\n"

Render = Callable[..., Path]


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Render a text in one format, in a folder with two images."""
    shutil.copyfile(FIXTURES / "a.png", tmp_path / "a.png")
    shutil.copyfile(FIXTURES / "c.svg", tmp_path / "c.svg")

    def render_text(text: str, format_name: str, variables: dict[str, Any] | None = None) -> Path:
        (tmp_path / "doc.qmd").write_text(text, "utf-8")
        document = Document(tmp_path / "doc.qmd", tmp_path, variables or {})
        return EmbeddedEngine().render(document, (format_name,), tmp_path / "out")[0].path

    return render_text


def html_of(render: Render, text: str, variables: dict[str, Any] | None = None) -> str:
    """Return the page of a text."""
    return render(text, "html", variables).read_text("utf-8")


RICH = (
    f"---\ntitle: A *title*\n{ACCESSIBLE}---\n\n## One\n\nSee @fig-a, $x^2$ and a note.^[Here.]\n\n"
    '![Caption](a.png){#fig-a fig-alt="A red square"}\n\n![Drawn](c.svg){fig-alt="A green square"}\n\n'
    "| a | b |\n|---|--:|\n| 1 | 2 |\n\n: A table {#tbl-a}\n"
)


@pytest.mark.parametrize("format_name", ["html", "pdf"])
def test_two_renders_give_the_same_bytes(render: Render, tmp_path: Path, format_name: str) -> None:
    """And none of them says where it was made."""
    first = render(RICH, format_name).read_bytes()
    second = render(RICH, format_name).read_bytes()

    assert first == second
    assert str(tmp_path).encode() not in first


def test_a_page_is_one_file_that_fetches_nothing(render: Render) -> None:
    """Images are data, styles are in the page."""
    html = html_of(render, RICH)

    sources = re.findall(r'\bsrc="([^"]*)"', html)
    assert [source.partition(",")[0] for source in sources] == [
        "data:image/png;base64",
        "data:image/svg+xml;base64",
    ]
    assert not re.search(r"<link\b|<script\b|@import|url\((?!\"?data:)", html)


def test_a_page_can_be_read_without_eyes(render: Render) -> None:
    """Language, a way past the contents, alt texts, captions, and tables that the keyboard can scroll."""
    html = html_of(render, RICH)

    assert '<html lang="en">' in html
    assert 'class="skip-link" href="#main"' in html
    assert 'alt="A red square"' in html
    assert re.search(
        r'<figure id="fig-a"[^>]*>.*<figcaption[^>]*><span[^>]*>Figure.1:</span> Caption</figcaption>',
        html,
        re.DOTALL,
    )
    assert re.search(r'<div class="table-frame"[^>]* tabindex="0"[^>]*>\s*<table id="tbl-a"', html)
    assert "<math" in html


def test_a_pdf_is_tagged_and_speaks(render: Render) -> None:
    """PDF/UA-1: language, title, structure, and the alt text that pandoc's writer drops."""
    reader = PdfReader(render(RICH, "pdf"))
    catalog = reader.trailer["/Root"]

    assert catalog["/Lang"] == "en"
    assert catalog["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "A title"
    assert {"A red square", "A green square", "x^2"} <= set(alternatives(catalog["/StructTreeRoot"]))


def alternatives(element: Any) -> list[str]:
    """Return the alternative texts in a structure tree."""
    found = [str(element["/Alt"])] if "/Alt" in element else []
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if hasattr(child, "get"):
            found += alternatives(child)
    return found


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        ('![x](a.png){fig-alt="{{< var alt >}}"}', {"alt": 'A "plain" text'}, 'alt="A "plain" text"'),
        ("[x](https://example.org/{{< var id >}})", {"id": "p_1"}, 'href="https://example.org/p_1"'),
        ("$x = {{< var n >}}$", {"n": 4}, 'encoding="application/x-tex">x = 4<'),
        ("# About {{< var n >}} {#own}", {"n": 4}, 'id="own"'),
        ("a{{< var n >}}b", {"n": "*4*"}, "a<em>4</em>b"),
        ("| a |\n|---|\n| {{< var n >}} |", {"n": "1 | 2"}, "<td>1 | 2</td>"),
        ("{{< var a >}} and {{< var b >}}", {"a": "*", "b": "*"}, "<p>* and *</p>"),
        ("{{< var group.item >}}", {"group": {"item": True}}, "<p>true</p>"),
    ],
)
def test_a_value_stays_in_its_place(render: Render, text: str, variables: dict[str, Any], expected: str) -> None:
    """A value never changes the Markdown around it, wherever it stands."""
    html = html_of(render, f"---\ntitle: T\n---\n\n{text}\n", variables).replace("&quot;", '"')

    assert expected in html


def test_notes_at_the_end_have_a_heading(render: Render) -> None:
    """So that a reader who jumps between headings finds them."""
    assert re.search(r"<section[^>]*doc-endnotes[^>]*>\s*<h2>Footnotes</h2>", html_of(render, "A note.^[Here.]\n"))


def test_a_lone_document_needs_no_project(render: Render) -> None:
    """No settings, no title, no bibliography."""
    assert "<p>Just text.</p>" in html_of(render, "Just text.\n")
    assert "Just text." in PdfReader(render("Just text.\n", "pdf")).pages[0].extract_text()


def test_a_custom_float_may_have_its_caption_on_top(render: Render) -> None:
    """`caption-location: top` is how supplementary tables become like other tables."""
    names = "kind: float, key: supptbl, reference-prefix: Table S, space-before-numbering: false"
    settings = f"crossref: {{custom: [{{{names}, caption-location: top}}]}}"
    text = f"---\n{settings}\n---\n\n::: {{#supptbl-a}}\n| a |\n|---|\n| 1 |\n\nWords.\n:::\n"

    pdf = PdfReader(render(text, "pdf")).pages[0].extract_text()

    assert "caption-bottom" not in html_of(render, text).partition("<body>")[2]
    assert pdf.split()[:4] == ["Table", "S1:", "Words.", "a"]


def test_several_crossrefs_in_brackets_are_a_list(render: Render) -> None:
    """Each is a link of its own."""
    html = html_of(render, "[@fig-a; @fig-b]\n\n![A](a.png){#fig-a}\n\n![B](a.png){#fig-b}\n")

    assert re.sub(r"<[^>]+>", "", html[html.index("<p>") : html.index("</p>")]) == "Figure\u00a01, Figure\u00a02"


@pytest.mark.parametrize(
    "text",
    [
        '<img src="https://example.org/a.png">',
        '<video src="x.mp4"></video>',
        '<p data-x="a > b"><img alt="src=data:" srcset="x.png 2x"></p>',
    ],
)
def test_raw_html_that_would_fetch_is_refused(render: Render, text: str) -> None:
    """A page that fetches is not the same page tomorrow."""
    with pytest.raises(RenderFailed, match="the page would fetch"):
        render(f"```{{=html}}\n{text}\n```\n", "html")


def test_a_bad_manuscript_is_refused_before_anything_is_made(render: Render, tmp_path: Path) -> None:
    """The same checks as in a build."""
    with pytest.raises(InvalidInput, match=r"doc\.qmd, line 1: the cross-reference @fig-x refers to nothing"):
        render("@fig-x\n", "html")

    assert not (tmp_path / "out").exists()


def test_outputs_appear_together_or_not_at_all(render: Render, tmp_path: Path) -> None:
    """Old outputs stay when one format fails, and nothing else is left behind."""
    old = render("Old.\n", "html").read_bytes()
    (tmp_path / "doc.qmd").write_text('New.\n\n```{=typst}\n#panic("no")\n```\n', "utf-8")

    with pytest.raises(RenderFailed, match="panicked"):
        EmbeddedEngine().render(Document(tmp_path / "doc.qmd", tmp_path, {}), ("html", "pdf"), tmp_path / "out")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["doc.html"]
    assert (tmp_path / "out" / "doc.html").read_bytes() == old


def test_an_output_folder_that_cannot_be_is_an_output_failure(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "doc.qmd").write_text("Text.\n", "utf-8")
    (tmp_path / "out").write_text("", "utf-8")

    with pytest.raises(OutputFailed, match="cannot be written"):
        EmbeddedEngine().render(Document(tmp_path / "doc.qmd", tmp_path, {}), ("html",), tmp_path / "out")


def test_source_date_epoch_is_the_time_of_a_pdf(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build sets it from the version of the data."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1755648000")

    metadata = PdfReader(render("Text.\n", "pdf")).metadata

    assert metadata is not None
    assert str(metadata.creation_date) == "2025-08-20 00:00:00+00:00"


def test_a_source_date_epoch_that_is_no_time_is_refused(render: Render, monkeypatch: pytest.MonkeyPatch) -> None:
    """And named."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")

    with pytest.raises(EpicrisisError, match="SOURCE_DATE_EPOCH is 'yesterday'"):
        render("Text.\n", "pdf")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("MRD was {{< var none >}}.", "MRD was ?var:none."),
        ("MRD was {{< var group >}}.", "MRD was ?var:group."),
        ("See @fig-none.", "See ?@fig-none."),
        ("![x](a.png){#fig-a}\n\nSee @fig-a [left].", "See ?@fig-a."),
        ("<blink>On.</blink>", "On."),
    ],
)
def test_a_lenient_render_goes_on(tmp_path: Path, text: str, printed: str) -> None:
    """What the checks refuse is printed as Quarto prints it, with a question mark where nothing is known."""
    (tmp_path / "doc.qmd").write_text(f"---\ntitle: T\n---\n\n{text}\n", "utf-8")
    shutil.copyfile(FIXTURES / "a.png", tmp_path / "a.png")
    document = Document(tmp_path / "doc.qmd", tmp_path, {"group": {"one": "1"}}, lenient=True)

    (page,) = EmbeddedEngine().render(document, ("html",), tmp_path / "out")

    assert printed in re.sub(r"<[^>]*>", "", page.path.read_text("utf-8"))
    with pytest.raises(InvalidInput):
        EmbeddedEngine().render(replace(document, lenient=False), ("html",), tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{{< include none.qmd >}}", "doc.qmd, line 5: the included file none.qmd does not exist."),
        ("![x](none.png)", "doc.qmd, line 5: the image none.png does not exist."),
        ("::: {layout-ncol=two}\n:::", "doc.qmd, line 5: layout-ncol is two."),
        ('::: {layout="[0]"}\n:::', "doc.qmd, line 5: layout is [0]."),
        ("- " * 300 + "deep", "doc.qmd, line 1: pandoc cannot read this"),
    ],
)
def test_what_a_lenient_render_cannot_do_has_a_reason_with_its_place(
    tmp_path: Path, text: str, reason: str
) -> None:
    """The checks know it, whatever the engine stumbles over."""
    (tmp_path / "doc.qmd").write_text(f"---\ntitle: T\n---\n\n{text}\n", "utf-8")
    document = Document(tmp_path / "doc.qmd", tmp_path, {}, lenient=True)

    with pytest.raises(RenderFailed) as caught:
        EmbeddedEngine().render(document, ("html",), tmp_path / "out")

    assert reason in str(caught.value)


def test_a_lenient_render_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """No problem of the text explains a full disk."""
    (tmp_path / "doc.qmd").write_text("---\ntitle: T\n---\n\n{{< var none >}}\n", "utf-8")
    (tmp_path / "out").write_text("a file, where the folder would be", "utf-8")
    document = Document(tmp_path / "doc.qmd", tmp_path, {}, lenient=True)

    with pytest.raises(OutputFailed):
        EmbeddedEngine().render(document, ("html",), tmp_path / "out")


def checked_document(folder: Path, text: str, *, as_checked: str) -> Document:
    """Return a document of which another text, or this one, was checked."""
    (folder / "doc.qmd").write_text(text, "utf-8")
    source = read_source_text(folder, as_checked)
    return Document(folder / "doc.qmd", folder, {}, checked=digest_bytes(source.encode()))


def read_source_text(folder: Path, text: str) -> str:
    """Return a text as it is read from a file."""
    (folder / "other.qmd").write_text(text, "utf-8")
    return read_source(folder / "other.qmd", folder).text


def test_a_text_that_was_checked_is_not_checked_again(tmp_path: Path) -> None:
    """But one that has changed since is, and what only a notebook can bring is looked for in both."""
    plain, wrong, picture = "Text.\n", "See @fig-nothing.\n", "![Caption](nowhere.png)\n"
    formats, output = ("html",), tmp_path / "out"

    EmbeddedEngine().render(checked_document(tmp_path, plain, as_checked=plain), formats, output)

    with pytest.raises(InvalidInput, match="fig-nothing"):
        EmbeddedEngine().render(checked_document(tmp_path, wrong, as_checked=plain), formats, output)
    with pytest.raises(InvalidInput, match=r"nowhere\.png"):
        EmbeddedEngine().render(checked_document(tmp_path, picture, as_checked=picture), formats, output)


def test_a_document_can_be_begun_before_its_images_are_there(tmp_path: Path) -> None:
    """And is the same bytes as one that was rendered when all was there."""
    (tmp_path / "doc.qmd").write_text(RICH, "utf-8")
    document, formats = checked_document(tmp_path, RICH, as_checked=RICH), ("html", "pdf")

    with EmbeddedEngine().begin(document, formats) as begun:
        for name in ("a.png", "c.svg"):
            shutil.copyfile(FIXTURES / name, tmp_path / name)
        early = begun.finish(formats, tmp_path / "early")

    late = EmbeddedEngine().render(document, formats, tmp_path / "late")
    assert [artifact.path.read_bytes() for artifact in early] == [artifact.path.read_bytes() for artifact in late]


def test_what_was_begun_is_out_of_date_when_the_text_changes(tmp_path: Path) -> None:
    """A build has to know, before it takes it for the render of the text that stands there now."""
    document = checked_document(tmp_path, "Before.\n", as_checked="Before.\n")

    with recording(Grounds(str(tmp_path))), EmbeddedEngine().begin(document, ("html",)) as begun:
        current = begun.is_current
        document.source.write_text("After.\n", "utf-8")

        assert (current, begun.is_current) == (True, False)


def test_what_notebooks_have_brought_is_looked_at_last(tmp_path: Path) -> None:
    """A picture that nobody drew is a problem of the manuscript, with its place, also in what was begun early."""
    text = "![Caption](nowhere.png)\n"
    document = checked_document(tmp_path, text, as_checked=text)

    with (
        EmbeddedEngine().begin(document, ("html",)) as begun,
        pytest.raises(InvalidInput, match=r"line 1: the image nowhere\.png"),
    ):
        begun.finish(("html",), tmp_path / "out")


def test_each_format_is_told_of_when_it_is_made(tmp_path: Path) -> None:
    """With the content that is written."""
    (tmp_path / "doc.qmd").write_text(RICH, "utf-8")
    shutil.copyfile(FIXTURES / "a.png", tmp_path / "a.png")
    shutil.copyfile(FIXTURES / "c.svg", tmp_path / "c.svg")
    told: dict[str, bytes] = {}
    document = Document(tmp_path / "doc.qmd", tmp_path, {}, on_made=told.__setitem__)

    artifacts = EmbeddedEngine().render(document, ("html", "pdf"), tmp_path / "out")

    assert told == {artifact.format: artifact.path.read_bytes() for artifact in artifacts}


def test_a_format_that_fails_first_keeps_no_other_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF lets the others begin when it is with Typst; if it never comes so far, they begin then."""
    made: list[str] = []

    def fail(*_: object) -> None:
        raise RenderFailed("no Typst")

    monkeypatch.setattr("epicrisis.render.embedded.galley.write_typst", fail)
    (tmp_path / "doc.qmd").write_text("Words.\n", encoding="utf-8")
    document = Document(tmp_path / "doc.qmd", tmp_path, {}, on_made=lambda name, _: made.append(name))

    with pytest.raises(RenderFailed, match="no Typst"):
        EmbeddedEngine().render(document, ("html", "pdf"), tmp_path / "out")

    assert made == ["html"]
