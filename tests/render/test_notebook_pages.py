"""The pages of executed notebooks: the report's theme, nothing fetched, readable without eyes, the same bytes."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from epicrisis.errors import RenderFailed
from epicrisis.notebooks.execute import ExecutedNotebook
from epicrisis.render import notebook_texts
from epicrisis.render.notebook_pages import (
    Surroundings,
    notebook_pages,
    read_ahead,
    surroundings_of,
)
from epicrisis.tracing.memory import remembering
from epicrisis.tracing.store import Store

SURROUNDINGS = Surroundings("../tiny.html", "0.1.0", "p { color: red }", "en")
SQUARE = base64.b64encode((Path(__file__).parents[1] / "fixtures" / "quarto" / "a.png").read_bytes()).decode()
ONE_CELL = "<table><tr><td>1</td></tr></table>"
TABLE = (
    '<style scoped>.dataframe { border: 0 }</style><table border="1" class="dataframe"><thead>'
    '<tr style="text-align: right;"><th></th><th>day</th></tr></thead>'
    "<tbody><tr><th>0</th><td>28</td></tr><tr><th>1</th><td>&lt;NA&gt;</td></tr></tbody></table>"
)


def notebook(*cells: dict[str, Any]) -> ExecutedNotebook:
    """Return an executed notebook of some cells."""
    content = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return ExecutedNotebook("mrd", nbformat.from_dict(content), "", 0)


def text(source: str) -> dict[str, Any]:
    """Return a cell of text."""
    return {"cell_type": "markdown", "id": "t", "metadata": {}, "source": source}


def code(source: str, *data: dict[str, Any], number: int = 3) -> dict[str, Any]:
    """Return an executed cell that shows some data."""
    outputs = [
        {"output_type": "display_data", "data": shown, "metadata": {"image/png": {"width": 80, "height": 40}}}
        for shown in data
    ]
    return {
        "cell_type": "code",
        "execution_count": number,
        "id": "c",
        "metadata": {},
        "outputs": outputs,
        "source": source,
    }


def page_of(*cells: dict[str, Any]) -> str:
    """Return the page of some cells."""
    return notebook_pages([notebook(*cells)], SURROUNDINGS)[0].content.decode()


def test_a_page_has_the_title_language_style_and_report_of_its_notebook() -> None:
    """The first heading is the title, once; the notebook itself can be taken along."""
    (page,) = notebook_pages([notebook(text("# MRD & more\n\nWords."))], SURROUNDINGS)
    html = page.content.decode()

    assert (page.title, page.link.href) == ("MRD & more", "notebooks/mrd.html")
    assert '<html class="epicrisis notebook" lang="en">' in html
    assert "<title>MRD &amp; more: notebook</title>" in html
    assert html.count("MRD &amp; more</h1>") == html.count("<h1") == 1
    assert '<main id="main">' in html
    assert 'class="skip-link" href="#main"' in html
    assert "p { color: red }" in html
    assert '<a href="../tiny.html">' in html
    assert re.search(r'<a [^>]*href="mrd\.ipynb"', html)


def test_a_notebook_without_a_heading_is_called_by_its_name() -> None:
    """And its text stays whole."""
    (page,) = notebook_pages([notebook(text("Words.\n\n# Later"))], SURROUNDINGS)

    assert page.title == "mrd"
    assert "Later" in page.content.decode()


def test_code_is_shown_as_it_was_written() -> None:
    """With its blank lines and signs, its number, and its label as a place to link to."""
    html = page_of(code("#| label: fig-mrd\nif a < b:\n\n    pass"))

    assert '<div class="cell code-cell" id="fig-mrd">' in html
    assert "<code>#| label: fig-mrd\nif a &lt; b:\n\n    pass</code>" in html
    assert "[3]" in html


@pytest.mark.parametrize(
    ("plain", "alt"),
    [("A red\nsquare", "A red square"), ("<Figure size 1x1>", "Output of cell 3"), ("", "Output of cell 3")],
)
def test_a_picture_is_read_out(plain: str, alt: str) -> None:
    """By the words that the notebook shows where pictures are not."""
    html = page_of(code("x", {"image/png": SQUARE, **({"text/plain": plain} if plain else {})}))

    (image,) = re.findall(r"<img[^>]*>", html)
    assert f'alt="{alt}"' in image
    assert 'width="80"' in image
    assert f'src="data:image/png;base64,{SQUARE}"' in image


def test_a_table_can_be_followed_by_a_screen_reader_and_scrolled_by_the_keyboard() -> None:
    """Headings say what they head, values that are not there are blank, and pandas' own style is gone."""
    html = page_of(code("x", {"text/html": TABLE, "text/plain": "day"}))

    assert '<th scope="col">day</th>' in html
    assert '<th scope="row">0</th>' in html
    assert html.count("<td></td>") == 2
    assert re.search(
        r'<div aria-label="Output of cell 3" class="table-frame" role="region" tabindex="0"><table>', html
    )
    assert "dataframe" not in html
    assert "text-align" not in html


def test_what_stands_around_a_table_stays_in_its_place() -> None:
    """Also where a style sheet was left out, an element was not closed, or the cell showed a page of its own."""
    frame = 'role="region" tabindex="0"><table><tr><td>1</td></tr></table></div>'

    around = page_of(code("x", {"text/html": f"a &amp; b<style>p {{}}</style> c {ONE_CELL} d"}))
    not_closed = page_of(code("x", {"text/html": f"<p>a</div>{ONE_CELL}"}))
    whole = page_of(code("x", {"text/html": f"<html><body>a {ONE_CELL} b</body></html>"}))

    assert re.search(rf"a &amp; b c <div [^>]*{frame} d", around)
    assert re.search(rf"<p>a</p><div [^>]*{frame}", not_closed)
    assert re.search(rf"a <div [^>]*{frame} b", whole)


def test_printed_text_is_text() -> None:
    """Whatever signs it holds."""
    cell = code("x")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1 < 2 & \x1b[31mred\x1b[0m"}]

    assert '<pre class="output">1 &lt; 2 &amp; red</pre>' in page_of(cell)


def test_two_conversions_give_the_same_bytes_and_leave_the_notebook_alone() -> None:
    """The executed notebook is an output of its own."""
    executed = notebook(text("# A"), code("#| label: fig-a\nx", {"text/html": TABLE}))
    before = nbformat.writes(executed.node)  # type: ignore[no-untyped-call]  # nbformat is typed in part

    first = notebook_pages([executed], SURROUNDINGS)

    assert first == notebook_pages([executed], SURROUNDINGS)
    assert before == nbformat.writes(executed.node)  # type: ignore[no-untyped-call]  # as above


@pytest.mark.parametrize(
    "cell",
    [
        code("x", {"text/html": '<script src="https://example.org/x.js"></script>'}),
        text('<img src="https://example.org/a.png">'),
    ],
)
def test_a_page_that_would_fetch_is_refused(cell: dict[str, Any]) -> None:
    """And the notebook is named."""
    with pytest.raises(RenderFailed, match=r"notebooks/mrd\.ipynb: the page would fetch https://example"):
        page_of(cell)


def test_a_script_that_a_cell_shows_is_refused() -> None:
    """It would not run, and its cell would look empty."""
    with pytest.raises(RenderFailed, match=r"notebooks/mrd\.ipynb: a cell shows a <script>"):
        page_of(code("x", {"text/html": "<div></div><script>draw()</script>"}))


def test_a_page_takes_style_and_language_from_the_project(tmp_path: Path) -> None:
    """The style sheet that the report has, then the rules for cells."""
    (tmp_path / "own.css").write_text("h1 { color: blue }", "utf-8")
    (tmp_path / "_quarto.yml").write_text("lang: de\nformat: {html: {css: own.css}}\n", "utf-8")

    surroundings = surroundings_of(tmp_path / "report" / "tiny.qmd", tmp_path, "0.1.0")

    assert (surroundings.language, surroundings.report) == ("de", "../tiny.html")
    assert surroundings.style.startswith("h1 { color: blue }")
    assert ".notebook .cell" in surroundings.style


def test_a_page_allows_its_style_and_nothing_that_a_cell_shows() -> None:
    """There is no script on a page of a notebook; what a cell brings along is left out or not allowed."""
    hostile = "<p onclick='a()' style='color: red'>x</p><style>p {}</style><base href='/'>"

    html = page_of(code("show()", {"text/html": hostile}))

    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy
    assert re.sub(r"sha256-[\w+/=]+", "…", policy[1]) == (
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src '…'"
    )
    assert not re.search(r"<script|<base|onclick", html)
    assert html.count("<style") == 1
    assert not re.search(r"<[^>]* style=", html)


def test_texts_are_read_ahead_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of several notebooks, as they will stand on their pages: without the title above."""
    notebooks = [notebook(text("# MRD\n\nWords *a*.")), notebook(text("Words *b*."), code("x"))]
    runs: list[str] = []
    convert = notebook_texts.convert
    monkeypatch.setattr(notebook_texts, "convert", lambda text, *rest: runs.append(text) or convert(text, *rest))

    with remembering(Store(tmp_path)):
        read_ahead([executed.node for executed in notebooks])
        pages = notebook_pages(notebooks, SURROUNDINGS)

    assert len(runs) == 1
    assert "<p>Words <em>a</em>.</p>" in pages[0].content.decode()
    assert pages == notebook_pages(notebooks, SURROUNDINGS)
