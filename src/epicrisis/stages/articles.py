"""The second part of rendering: the report in each format that is stale, all of them side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from epicrisis.digests import digest_bytes, digest_value
from epicrisis.render.engine import SUFFIXES, Document, NotebookLink, output_name
from epicrisis.render.outputs import staging_folder
from epicrisis.render.select import EngineChoice, select_engine
from epicrisis.stages.assets import provide_assets
from epicrisis.stages.check import Checked
from epicrisis.stages.engine import EngineIdentity
from epicrisis.stages.pages import links_of
from epicrisis.stages.screen import look_into, look_over_new
from epicrisis.stages.values import DATA, variables_of
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.listening import recording
from epicrisis.tracing.modules import modules_of
from epicrisis.workshop import Made, Workshop

if TYPE_CHECKING:
    from epicrisis.render.embedded.engine import Begun

FORMATS = ("html", "pdf")
MODULES = {
    "embedded": ("epicrisis.render.embedded.engine",),
    "quarto": ("epicrisis.render.quarto", "epicrisis.render.quarto_project"),
}


class Setting(Protocol):
    """What may have begun to render ahead."""

    def begun(self, values: Bundle, links: tuple[NotebookLink, ...], formats: tuple[str, ...]) -> Begun | None:
        """Return the render of these values, links and formats, if it has begun."""

    def begin_checklist(self, checked: Checked) -> None:
        """Begin with what follows the report."""


def step_name(format_name: str) -> str:
    """Return what the step of a format is called."""
    return f"render {format_name}"


def render_articles(
    workshop: Workshop,
    engine: EngineIdentity,
    checked: Checked,
    values: Bundle,
    pages: Sequence[Bundle],
    formats: tuple[str, ...] = FORMATS,
    setting: Setting | None = None,
) -> list[Bundle]:
    """Return the report in every format, or in some.

    Args:
        workshop: The build's.
        engine: What renders.
        checked: The case with its manuscript.
        values: What the manuscript names.
        pages: The notebooks' pages. The report links to them; they are looked over while its PDF is made.
        formats: Any of `FORMATS`.
        setting: What was begun while figures were drawn, and goes on while the PDF is being made.

    Raises:
        InvalidInput: If the manuscript has problems.
        RenderFailed: If a format cannot be made.
    """
    links = links_of(pages)
    terms = {name: _terms(workshop, engine, values, links, name) for name in formats}
    stale = tuple(name for name in formats if workshop.find(step_name(name), terms[name]) is None)
    if stale:
        begun = setting.begun(values, links, stale) if setting else None
        document = document_of(checked, variables_of(workshop, checked, values), links)
        if len(stale) > 1:  # with one alone, there is nothing to do meanwhile
            meanwhile = partial(setting.begin_checklist, checked) if setting else None
            document = replace(document, on_made=partial(_made, workshop, pages, meanwhile))
        _render(workshop, engine, document, stale, terms, begun)
    return [workshop.bundles[step_name(name)] for name in formats]


def _terms(
    workshop: Workshop, engine: EngineIdentity, values: Bundle, links: tuple[NotebookLink, ...], name: str
) -> dict[str, str]:
    terms = {
        "case": workshop.case_id,
        "engine": str(engine),
        "values": values.files[DATA],
        "links": digest_value([[link.title, link.href] for link in links]) if name == "html" else "",
        "time of the build": os.environ.get("SOURCE_DATE_EPOCH", ""),
        "environment": workshop.environment,
    }
    return workshop.terms_under_findings(step_name(name), terms)


def document_of(checked: Checked, variables: Mapping[str, Any], links: tuple[NotebookLink, ...]) -> Document:
    """Return the report of a case as engines take it.

    Args:
        checked: The case with its manuscript.
        variables: What the manuscript can name.
        links: The notebooks' pages.
    """
    workshop = checked.workshop
    source, root = workshop.paths.manuscript(workshop.case_id), workshop.paths.root
    if workshop.lenient:  # the engine has to know what is wrong, to say why it cannot go on
        return Document(source, root, variables, links, lenient=True)
    return Document(source, root, variables, links, checked=checked.facts["source"])


def _made(
    workshop: Workshop, pages: Sequence[Bundle], meanwhile: Callable[[], None] | None, name: str, content: bytes
) -> None:
    """Do what can be done with the pages, while the PDF is still being made.

    They are looked over for what identifies a person, and judged later.
    """
    if name == "pdf":  # has its turn while the checklist is rendered
        return
    if meanwhile:
        meanwhile()
    look_into(workshop, output_name(workshop.case_id, name), digest_bytes(content), lambda: content)
    look_over_new(workshop, pages)


def _render(
    workshop: Workshop,
    engine: EngineIdentity,
    document: Document,
    formats: tuple[str, ...],
    terms: Mapping[str, Mapping[str, str]],
    begun: Begun | None,
) -> None:
    paths = workshop.paths
    provide_assets(workshop)
    choice: EngineChoice = "quarto" if engine.name == "quarto" else "embedded"
    with staging_folder(paths.cache) as staging, recording(Grounds(str(paths.root))) as recorder:
        if begun:
            artifacts = begun.finish(formats, staging, document.on_made)
        else:
            artifacts = select_engine(choice, paths.root).render(document, formats, staging)
        contents = {artifact.format: artifact.path.read_bytes() for artifact in artifacts}
    code = workshop.code_trace(modules_of, *MODULES[engine.name])
    for artifact in artifacts:
        trace = (recorder.trace() if artifact.reads is None else artifact.reads) | code
        name = f"{workshop.case_id}{SUFFIXES[artifact.format]}"
        made = Made({name: contents[artifact.format]})
        workshop.keep(step_name(artifact.format), terms[artifact.format], trace, made)


def article_of(bundle: Bundle) -> Path:
    """Return the name of a rendered report in the output folder."""
    return Path(next(iter(bundle.files)))
