"""The Markdown of notebooks as HTML, by pandoc's own reader of notebooks: no cell spills into the next."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from nbformat import NotebookNode

from epicrisis.digests import digest_value
from epicrisis.errors import RenderFailed
from epicrisis.manuscript.pandoc import pandoc_identity
from epicrisis.render.embedded.pandoc import convert
from epicrisis.tracing.memory import recall_each

MARKDOWN = "text/markdown"
READER = "ipynb-auto_identifiers"  # headings of a notebook are no places to link to, and two may say the same
WRITER = ("--to=html5", "--mathml", "--wrap=none", "--syntax-highlighting=none")
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


def texts_of(cells: Iterable[NotebookNode]) -> list[str]:
    """Return every Markdown text of some cells: their own, and what they showed.

    Args:
        cells: The cells.
    """
    return [text for cell in cells for text in _texts_in(cell)]


def texts_as_html(texts: Sequence[str]) -> list[str]:
    """Return Markdown texts as HTML, each on its own; those that are not remembered in one run of pandoc.

    Args:
        texts: The texts.

    Raises:
        RenderFailed: If pandoc cannot read them.
    """
    keys = [["text of a notebook", pandoc_identity(), text] for text in texts]
    return recall_each(keys, lambda new: _ask([texts[number] for number in new]))


def with_attachments(html: str, cell: NotebookNode) -> str:
    """Put the pictures that are attached to a cell into its text.

    Args:
        html: The text as HTML.
        cell: The cell.
    """
    for name, kinds in cell.get("attachments", {}).items():
        media_type = next((kind for kind in (*_PICTURES, *kinds) if kind in kinds), "")
        picture = f'src="data:{media_type};base64,{kinds[media_type]}"' if media_type else 'src=""'
        for written in dict.fromkeys((name, quote(name))):
            html = html.replace(f'src="attachment:{written}"', picture)
    return html


def _texts_in(cell: NotebookNode) -> Iterable[str]:
    if cell.cell_type == "markdown":
        return [cell.source]
    shown = (output.get("data", {}) for output in cell.get("outputs", ()))
    return [data[MARKDOWN] for data in shown if MARKDOWN in data]


def _ask(texts: Sequence[str]) -> list[str]:
    mark = digest_value(list(texts))  # no text can hold a digest of itself
    cells = [
        {"cell_type": "markdown", "id": f"{mark}-{number}", "metadata": {}, "source": text}
        for number, text in enumerate(texts)
    ]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    html = convert(notebook, READER, WRITER)
    # of a cell that begins with a heading pandoc makes a section
    parts = re.split(rf'<(div|section) id="{mark}-\d+" class="cell markdown">\n', html)[1:]
    if len(parts) != 2 * len(texts):
        raise RenderFailed("pandoc: it gave another number of texts back than it was given")
    texts_between = zip(parts[::2], parts[1::2], strict=True)
    return [_inside(tag, html, mark) for tag, html in texts_between]


def _inside(tag: str, html: str, mark: str) -> str:
    """Return what stands in the element of a cell, in which attached pictures have their own names."""
    inside = html.rstrip().removesuffix(f"</{tag}>").rstrip()
    return re.sub(rf'src="{mark}-\d+-', 'src="attachment:', inside)
