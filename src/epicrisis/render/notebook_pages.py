"""The executed notebooks as pages beside the report: by nbconvert, in the report's theme, fetching nothing."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree
from nbformat import NotebookNode

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.cell_markdown import MISSING, alternative_text
from epicrisis.manuscript.config import read_config
from epicrisis.manuscript.source import Source
from epicrisis.notebooks.document import cell_label
from epicrisis.notebooks.execute import ExecutedNotebook
from epicrisis.render.embedded.html import page_style, refuse_fetching
from epicrisis.render.embedded.policy import with_policy
from epicrisis.render.embedded.target import Target
from epicrisis.render.embedded.theme import find_theme
from epicrisis.render.engine import NotebookLink

RESOURCES = Path(str(files("epicrisis.render"))) / "resources"
FOLDER = "notebooks"
"""Where the pages are, beside the report."""

# A picture before its description; nothing that would need a script.
_PREFERENCE = ("image/svg+xml", "image/png", "image/jpeg", "text/html", "text/markdown", "text/plain")
# What a page of ours has of its own, and what it would not run.
_OWN = ("style", "base", "meta", "link")
_NOT_RUN = ("script", "iframe", "object", "embed")
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
        return NotebookLink(self.title, f"{FOLDER}/{self.stem}.html")


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
    return tuple(_page(page_exporter(), notebook, surroundings) for notebook in notebooks)


def warm_up() -> None:
    """Write a page that nobody reads: the first one loads parsers and compiles templates, a third of a second."""
    from nbformat import v4

    shown = {"text/html": "<table><thead><tr><th>a</th></tr></thead><tr><td>&amp;</td></tr></table>"}
    output = v4.new_output("execute_result", shown, execution_count=1)  # type: ignore[no-untyped-call]
    cells = [v4.new_markdown_cell("*a*"), v4.new_code_cell("a", outputs=[output])]  # type: ignore[no-untyped-call]
    node = v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]  # nbformat is typed in part
    notebook_pages([ExecutedNotebook("", node, "", 0.0)], Surroundings("", "", "", "en"))


@cache
def page_exporter() -> Any:
    """Return the exporter of nbconvert that writes the pages; the first call takes half a second."""
    # Half of it is nbconvert's import, which no other command should pay for.
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    return HTMLExporter(  # type: ignore[no-untyped-call]  # nbconvert is typed in part
        config=Config({"NbConvertBase": {"display_data_priority": list(_PREFERENCE)}}),
        default_preprocessors=[],  # none of them changes a thing here, and after each the notebook is validated
        extra_template_basedirs=[str(RESOURCES)],
        template_name="notebook",
        exclude_anchor_links=True,
    )


def _page(exporter: Any, notebook: ExecutedNotebook, surroundings: Surroundings) -> NotebookPage:
    node = copy.deepcopy(notebook.node)
    title = _take_title(node) or notebook.stem
    try:
        for cell in node.cells:
            if cell.cell_type == "code":
                cell.metadata["label"] = cell_label(cell)
                _describe(cell)
        words = {**vars(surroundings), "title": title, "stem": notebook.stem}
        html = _filled_in(exporter, node, {"page": words})
        page = f"{html.strip()}\n"
        refuse_fetching(page)
    except RenderFailed as error:
        raise RenderFailed(f"notebooks/{notebook.stem}.ipynb: {error}") from error
    return NotebookPage(notebook.stem, title, with_policy(page, ()).encode())


def _filled_in(exporter: Any, node: NotebookNode, resources: dict[str, Any]) -> str:
    from nbconvert.exporters import TemplateExporter

    # Not HTMLExporter's own, which reads the page once more for pictures without description and for cells that
    # the keyboard cannot reach: the template has neither, and that took longer than all the rest.
    html: str
    html, _ = TemplateExporter.from_notebook_node(exporter, node, resources)
    return html


def _take_title(node: NotebookNode) -> str:
    """Take the heading at the start of a notebook out of it, because the page has it above."""
    for cell in node.cells[:1]:
        match = _TITLE.match(cell.source) if cell.cell_type == "markdown" else None
        if match:
            cell.source = cell.source[match.end() :].lstrip("\n")
            return match["title"]
    return ""


def _describe(cell: NotebookNode) -> None:
    name = f"Output of cell {cell.execution_count}"
    for output in cell.outputs:
        data = output.get("data", {})
        if data:
            output.metadata["alt"] = alternative_text(data) or name
        if "text/html" in data:
            data["text/html"] = _readable(data["text/html"], name)


def _readable(html: str, name: str) -> str:
    """Return the HTML that a cell showed in the report's style, with tables that screen readers can follow."""
    refuse_fetching(html)
    root = etree.fromstring(f"<body>{html}", etree.HTMLParser(huge_tree=True))
    not_run = next(root.iter(*_NOT_RUN), None)
    if not_run is not None:
        raise RenderFailed(f"a cell shows a <{not_run.tag}>, which a page does not run; show a figure or a table")
    etree.strip_elements(root, *_OWN, with_tail=False)
    for element in root.iter(etree.Element):
        for key in [key for key in element.attrib if key.startswith("on")]:
            del element.attrib[key]
    for table in list(root.iter("table")):
        _make_readable(table, name)
    etree.strip_tags(root, "body")
    shown: str = etree.tostring(root, encoding="unicode", method="html")
    return shown.removeprefix("<html>").removesuffix("</html>")


def _make_readable(table: Any, name: str) -> None:
    for element in table.iter("table", "tr"):
        element.attrib.clear()
    for cell in table.iter("td"):
        if "".join(cell.itertext()) in MISSING:
            cell[:], cell.text = [], None
    _set_scopes(list(table.iterfind(".//thead//th")), "col")
    _set_scopes(list(table.iterfind(".//tbody//th")), "row")
    frame = etree.Element("div", {"aria-label": name, "class": "table-frame", "role": "region", "tabindex": "0"})
    table.getparent().replace(table, frame)
    frame.append(table)
    frame.tail, table.tail = table.tail, None


def _set_scopes(cells: Iterable[Any], scope: str) -> None:
    for cell in cells:
        for key in set(cell.attrib) - {"colspan", "rowspan"}:
            del cell.attrib[key]
        if "".join(cell.itertext()).strip():
            cell.set("scope", scope)
        else:
            cell.tag = "td"  # a corner is no heading
