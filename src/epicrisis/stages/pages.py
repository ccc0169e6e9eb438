"""The first part of rendering: each executed notebook, whole again, and its page beside the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from epicrisis.render.engine import NotebookLink
from epicrisis.stages.check import Checked
from epicrisis.stages.figures import OUTPUTS, Drawn
from epicrisis.tracing.bundle import Bundle
from epicrisis.workshop import Made, Workshop

FOLDER = "notebooks"
MODULES = ("epicrisis.render.notebook_pages", "epicrisis.notebooks.document")


def write_pages(workshop: Workshop, checked: Checked, drawn: Drawn) -> list[Bundle]:
    """Return the page of every notebook, with the executed notebook itself.

    Args:
        workshop: The build's.
        checked: The case.
        drawn: Its executed notebooks.
    """
    return [_write_page(workshop, checked, stem, bundle) for stem, bundle in drawn.bundles.items()]


def links_of(pages: Sequence[Bundle]) -> tuple[NotebookLink, ...]:
    """Return how the report refers to the pages."""
    return tuple(NotebookLink(page.facts["title"], page.facts["href"]) for page in pages)


def _write_page(workshop: Workshop, checked: Checked, stem: str, executed: Bundle) -> Bundle:
    paths = workshop.paths
    notebook = paths.notebooks / f"{stem}.ipynb"

    def work() -> Made:
        return _made(workshop, checked, notebook, workshop.content(executed, OUTPUTS))

    terms = {
        "notebook": stem,
        "case": workshop.case_id,
        "version of the data": checked.version,
        "outputs": executed.files[OUTPUTS],
        "environment": workshop.environment,
    }
    page = workshop.do(f"page {stem}", terms, work, MODULES)
    # The manuscript embeds cells from it.
    workshop.place(paths.executed_notebooks(workshop.case_id) / notebook.name, page, f"{FOLDER}/{notebook.name}")
    return page


def _made(workshop: Workshop, checked: Checked, notebook: Path, outputs: bytes) -> Made:
    from epicrisis.notebooks.document import clean, inject_parameters, notebook_bytes, read_notebook, with_outputs
    from epicrisis.notebooks.execute import ExecutedNotebook
    from epicrisis.render.notebook_pages import notebook_pages, surroundings_of

    paths, case_id = workshop.paths, workshop.case_id
    node = read_notebook(notebook, paths.relative(notebook))
    inject_parameters(node, {"case_id": case_id})
    with_outputs(node, outputs)
    clean(node, {})
    surroundings = surroundings_of(paths.manuscript(case_id), paths.root, checked.version)
    (page,) = notebook_pages([ExecutedNotebook(notebook.stem, node, "", 0.0)], surroundings)
    files = {
        f"{FOLDER}/{notebook.stem}.ipynb": notebook_bytes(node),
        f"{FOLDER}/{notebook.stem}.html": page.content,
    }
    return Made(files, {"title": page.link.title, "href": page.link.href})
