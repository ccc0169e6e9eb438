"""The executed notebooks as pages beside the report, in the report's theme, fetching nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup
from nbformat import NotebookNode

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.config import read_config
from epicrisis.manuscript.source import Source
from epicrisis.notebooks.document import cell_label
from epicrisis.notebooks.execute import ExecutedNotebook
from epicrisis.render.embedded.html import page_style, refuse_fetching
from epicrisis.render.embedded.policy import with_policy
from epicrisis.render.embedded.target import Target
from epicrisis.render.embedded.theme import find_theme
from epicrisis.render.engine import NotebookLink
from epicrisis.render.notebook_outputs import ShownOutput, shown_outputs
from epicrisis.render.notebook_texts import texts_as_html, texts_of, with_attachments

RESOURCES = Path(str(files("epicrisis.render"))) / "resources"
FOLDER = "notebooks"
"""Where the pages are, beside the report."""

_TITLE = re.compile(r"^#[ \t]+(?P<title>.+?)[ \t]*#*[ \t]*(?:\n|$)")


@dataclass(frozen=True)
class Surroundings:
    """What a page says beside its notebook.

    Args:
        report: Link to the report, relative to the page.
        data_version: Version of the data that the notebook read.
        style: The style sheets of the page.
        language: Language of the text.
    """

    report: str
    data_version: str
    style: str
    language: str


@dataclass(frozen=True)
class NotebookPage:
    """A notebook as a page.

    Args:
        stem: The one name of notebook and figure.
        title: Its first heading, or else its name.
        content: The HTML.
    """

    stem: str
    title: str
    content: bytes

    @property
    def link(self) -> NotebookLink:
        """How the report refers to it."""
        return _link(self.stem, self.title)


def link_to(stem: str, node: NotebookNode) -> NotebookLink:
    """Return how a report refers to the page that a notebook will have when it is executed.

    Args:
        stem: The name of the notebook.
        node: The notebook.
    """
    return _link(stem, _titled(node)[0] or stem)


def _link(stem: str, title: str) -> NotebookLink:
    return NotebookLink(title, f"{FOLDER}/{stem}.html")


def surroundings_of(manuscript: Path, project_root: Path, data_version: str) -> Surroundings:
    """Return what the pages of a report's notebooks have in common with it.

    Args:
        manuscript: The report's manuscript.
        project_root: Folder with `_quarto.yml`, which names the theme.
        data_version: Version of the case's data.

    Raises:
        RenderFailed: If a style sheet is missing or would fetch something.
    """
    options = read_config(Source(()), manuscript, project_root).options("html")
    styles = [*find_theme(Target("html", options, {})).styles, RESOURCES / "notebook" / "notebook.css"]
    language = str(options.get("lang", "en"))
    return Surroundings(f"../{manuscript.stem}.html", data_version, page_style(styles), language)


def notebook_pages(notebooks: Sequence[ExecutedNotebook], surroundings: Surroundings) -> tuple[NotebookPage, ...]:
    """Return executed notebooks as pages, the same bytes every time.

    Args:
        notebooks: The notebooks.
        surroundings: What the pages say beside them.

    Raises:
        RenderFailed: If a page would fetch something when it is read.
    """
    return tuple(_page(notebook, surroundings) for notebook in notebooks)


def read_ahead(notebooks: Sequence[NotebookNode]) -> None:
    """Have pandoc read the texts of notebooks, all in one run, while their code is still being executed.

    Args:
        notebooks: The notebooks.

    Raises:
        RenderFailed: If pandoc cannot read them.
    """
    page_template()
    texts_as_html([text for notebook in notebooks for text in texts_of(_titled(notebook)[1])])


@cache
def page_template() -> Template:
    """Return the template of the pages."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((RESOURCES / "notebook" / "page.html.j2").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Cell:
    """A cell as its page shows it.

    Args:
        kind: Jupyter's name for what it is.
        html: Its text, if it has one.
        source: Its code, if it has some.
        number: When it was executed.
        label: The name under which it can be linked to.
        outputs: What it showed.
    """

    kind: str
    html: Markup
    source: str = ""
    number: int | None = None
    label: str = ""
    outputs: Sequence[ShownOutput] = ()


def _page(notebook: ExecutedNotebook, surroundings: Surroundings) -> NotebookPage:
    title, cells = _titled(notebook.node)
    title = title or notebook.stem
    try:
        texts = iter(texts_as_html(texts_of(cells)))
        shown = [_cell(cell, texts) for cell in cells]
        html = page_template().render(page=surroundings, title=title, stem=notebook.stem, cells=shown)
        page = f"{html.strip()}\n"
        refuse_fetching(page)
    except RenderFailed as error:
        raise RenderFailed(f"notebooks/{notebook.stem}.ipynb: {error}") from error
    return NotebookPage(notebook.stem, title, with_policy(page, ()).encode())


def _cell(cell: NotebookNode, texts: Iterator[str]) -> _Cell:
    if cell.cell_type != "code":
        text = with_attachments(next(texts), cell) if cell.cell_type == "markdown" else ""
        return _Cell(cell.cell_type, Markup(text))
    shown = shown_outputs(cell, texts)
    return _Cell("code", Markup(), cell.source, cell.execution_count, cell_label(cell), shown)


def _titled(node: NotebookNode) -> tuple[str, list[NotebookNode]]:
    """Return the heading at the start of a notebook, and the cells without it: the page has it above."""
    cells = [*node.cells]
    match = _TITLE.match(cells[0].source) if cells and cells[0].cell_type == "markdown" else None
    if not match:
        return "", cells
    first = copy(cells[0])
    first.source = first.source[match.end() :].lstrip("\n")
    return match["title"], [first, *cells[1:]]
