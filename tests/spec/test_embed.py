"""`{{< embed notebook.ipynb#cell >}}`: what a cell showed is part of the manuscript, in HTML and PDF."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import Document
from spec.comparison import page_of

FIXTURES = Path(__file__).parents[1] / "fixtures" / "quarto"
SQUARE = b64encode((FIXTURES / "a.png").read_bytes()).decode()

# What pandas shows of a table with two columns, with its style sheet and its index.
TABLE = """<div>
<style scoped>
    .dataframe tbody tr th { vertical-align: top; }
</style>
<table border="1" class="dataframe">
  <thead>
    <tr style="text-align: right;"><th></th><th>day | week</th><th>MRD</th></tr>
  </thead>
  <tbody>
    <tr><th>0</th><td>28</td><td>&lt;0.01%</td></tr>
  </tbody>
</table>
</div>"""

MANUSCRIPT = """\
---
title: T
lang: en
format: {typst: {pdf-standard: ua-1}}
---

See @fig-drawn, @tbl-shown, @fig-pair and @fig-pair-2.

{{< embed book.ipynb#fig-drawn >}}

{{< embed book.ipynb#tbl-shown echo=true >}}

{{< embed book.ipynb#said,words >}}

{{< embed book.ipynb#fig-pair >}}
"""


def picture(alt: str) -> dict[str, Any]:
    """Return what a cell that draws shows."""
    size = {"image/png": {"width": 80, "height": 40}}
    data = {"image/png": SQUARE, "text/plain": alt}
    return {"output_type": "display_data", "data": data, "metadata": size}


def cell(source: str, *outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return an executed code cell."""
    return {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": source, "outputs": list(outputs)}


CELLS = (
    cell("#| label: fig-drawn\n#| fig-cap: A *red* square.\ndraw()", picture("A red square")),
    cell(
        "#| label: tbl-shown\n#| tbl-cap: One test.\ntable",
        {"output_type": "execute_result", "data": {"text/html": TABLE, "text/plain": "day MRD"}},
    ),
    cell("print('a | b')", {"output_type": "stream", "name": "stdout", "text": "a | b\n"}, tags=("said",)),
    {"cell_type": "markdown", "id": "words", "metadata": {}, "source": "Some **bold** words."},
    cell(
        "#| label: fig-pair\n#| fig-cap: Two.\n#| fig-subcap: [Left, Right]\n#| layout-ncol: 2\npair()",
        picture("One"),
        picture("Another"),
    ),
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The manuscript in both formats."""
    folder = tmp_path_factory.mktemp("embed")
    (folder / "book.ipynb").write_text(json.dumps({"cells": CELLS}), "utf-8")
    (folder / "doc.qmd").write_text(MANUSCRIPT, "utf-8")
    document = Document(folder / "doc.qmd", folder, {})
    artifacts = EmbeddedEngine().render(document, ("html", "pdf"), folder / "out")
    return {artifact.format: artifact.path for artifact in artifacts}


def test_a_cell_is_a_float_with_a_number_that_references_print(outputs: dict[str, Path]) -> None:
    """Figures with alternative texts, tables with their cells, parts of a panel, by the label of their cell."""
    page = page_of(outputs["html"].read_text("utf-8"))

    assert "See Figure 1, Table 1, Figure 2 and Figure 2 (b)." in page.text.replace("\u00a0", " ")
    floats = {found.label: found for found in page.floats}
    assert [(label, found.caption.replace("\u00a0", " ")) for label, found in floats.items()] == [
        ("fig-drawn", "Figure 1: A red square."),
        ("fig-pair", "Figure 2: Two."),
        ("fig-pair-1", "(a) Left"),
        ("fig-pair-2", "(b) Right"),
        ("tbl-shown", "Table 1: One test."),
    ]
    assert floats["tbl-shown"].rows == (("", "day | week", "MRD"), ("0", "28", "<0.01%"))
    assert page.images == ("A red square", "One", "Another")


def test_a_table_of_pandas_is_a_table_of_the_manuscript(outputs: dict[str, Path]) -> None:
    """In the frame of every table, and without the style sheet that pandas adds."""
    html = outputs["html"].read_text("utf-8")
    table = html[html.index('<table id="tbl-shown"') :]

    assert 'class="table-frame"' in html
    assert "dataframe" not in html
    assert "text-align" not in table.partition("</table>")[0]


def test_code_and_printed_text_are_shown(outputs: dict[str, Path]) -> None:
    """The code only where it is asked for, and never its options."""
    page = page_of(outputs["html"].read_text("utf-8"))

    assert "table" in page.text.split()
    assert "a | b" in page.text
    assert "Some bold words." in page.text
    assert [source for source in ("draw()", "pair()", "#|", "print(") if source in page.text] == []


def test_the_pdf_says_the_same(outputs: dict[str, Path]) -> None:
    """Numbers, captions, cells of the table, printed text."""
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(outputs["pdf"]).pages).split())

    for words in (
        "See Figure 1, Table 1, Figure 2 and Figure 2b.",
        "Figure 1: A red square.",
        "Table 1: One test.",
        "28 <0.01%",
        "a | b",
        "(b) Right",
    ):
        assert words in text


def test_no_output_says_where_it_was_made(outputs: dict[str, Path]) -> None:
    """The pictures lay in a folder of this machine for a moment."""
    for path in outputs.values():
        assert b"epicrisis-" not in path.read_bytes().replace(b"epicrisis-float", b"")
        assert str(path.parents[1]).encode() not in path.read_bytes()
