"""The third part of rendering: the completed CARE checklist, which leads to parts and pages of the report.

All of it but the pages is known as soon as the text has passed, and can be set while the report is being made.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from epicrisis.digests import digest_value
from epicrisis.render.outputs import staging_folder
from epicrisis.stages.assets import provide_assets
from epicrisis.stages.check import Checked
from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.grounds import Grounds
from epicrisis.tracing.listening import recording
from epicrisis.tracing.modules import modules_of
from epicrisis.tracing.trace import Trace
from epicrisis.workshop import Made, Workshop

if TYPE_CHECKING:
    from epicrisis.render.embedded.engine import Begun

STEP = "checklist"
PAGES = "checklist pages"
TEXT = ".care.qmd"
"""The checklist before the report has pages, which most changes to a report leave as it is."""
HEADINGS = ".care.json"
"""The headings of the report whose pages it names."""
MODULES = ("epicrisis.render.checklist",)


@dataclass(frozen=True)
class SetChecklist:
    """A checklist that is being set.

    Args:
        text: SHA-256 of its text.
        begun: The render that was begun.
    """

    text: str
    begun: Begun


def complete_checklist(
    workshop: Workshop, checked: Checked, articles: list[Bundle], begun: SetChecklist | None = None
) -> Bundle:
    """Return the checklist of a report, as page and as print.

    Args:
        workshop: The build's.
        checked: The case.
        articles: The report in every format.
        begun: The checklist that was set ahead, if there is one.
    """
    written = _write(workshop, checked)
    pages = _pages(workshop, workshop.parsed(written, HEADINGS), articles)
    terms = _terms(workshop, written) | {"pages": digest_value(pages)}
    if (known := workshop.find(PAGES, terms)) is not None:
        return known
    with ExitStack() as stack:
        if begun is None or begun.text != written.files[TEXT] or not begun.begun.is_current:
            begun = stack.enter_context(set_checklist(workshop, written))
        trace, made = _finish(workshop, begun.begun, pages) if begun else (Trace(), Made())
    return workshop.keep(PAGES, terms, trace | workshop.code_trace(modules_of, *MODULES), made)


@contextmanager
def set_checklist_ahead(workshop: Workshop, checked: Checked) -> Iterator[SetChecklist | None]:
    """Begin to set the checklist, if it is not the one of the last build.

    Args:
        workshop: The build's.
        checked: The case.

    Yields:
        The checklist being set, if it is.
    """
    with ExitStack() as stack:
        written = _write(workshop, checked)
        last = workshop.last.steps.get(PAGES)
        is_new = last is None or not _terms(workshop, written).items() <= last.terms.items()
        yield stack.enter_context(set_checklist(workshop, written)) if is_new else None


@contextmanager
def set_checklist(workshop: Workshop, written: Bundle) -> Iterator[SetChecklist | None]:
    """Begin to set a checklist.

    Args:
        workshop: The build's.
        written: From the step that wrote it.

    Yields:
        The checklist being set; None if there is none.
    """
    if not (text := workshop.content(written, TEXT).decode()):
        yield None
        return
    from epicrisis.render.checklist import begin_checklist

    provide_assets(workshop)  # it may come before the report
    with staging_folder(workshop.paths.cache) as folder, ExitStack() as stack:
        with recording(Grounds(str(workshop.paths.root))):
            begun = stack.enter_context(begin_checklist(workshop.paths, workshop.case_id, text, folder))
        yield SetChecklist(written.files[TEXT], begun)


def _write(workshop: Workshop, checked: Checked) -> Bundle:
    def write() -> Made:
        from epicrisis.render.checklist import checklist_of

        if (manuscript := checked.manuscript()) is None:
            return Made({TEXT: b"", HEADINGS: b"[]"})
        made = checklist_of(checked.case(), manuscript, checked.findings, checked.stated)
        return Made({TEXT: made.text.encode(), HEADINGS: json.dumps(made.headings).encode()})

    terms = {"check": checked.text.key, "environment": workshop.environment}
    return workshop.do(STEP, terms, write, MODULES)


def _terms(workshop: Workshop, written: Bundle) -> dict[str, str]:
    """Return what the rendered checklist hangs on beside the pages of the report."""
    return {
        "case": workshop.case_id,
        "text": written.files[TEXT],
        "time of the build": os.environ.get("SOURCE_DATE_EPOCH", ""),
        "environment": workshop.environment,
    }


def _pages(workshop: Workshop, headings: Sequence[str], articles: Sequence[Bundle]) -> tuple[int, ...]:
    """Return the page of each heading in the PDF of the report."""

    def outline() -> Any:
        from epicrisis.render.reading import heading_pages

        pdfs = ((article, file) for article in articles for file in article.files if file.endswith(".pdf"))
        return {heading: page for pdf in pdfs for heading, page in heading_pages(workshop.content(*pdf)).items()}

    digests = [digest for article in articles for digest in article.files.values()]
    key = ["heading pages", *digests, workshop.code, workshop.environment]
    from epicrisis.render.page_marks import pages_of

    return pages_of(headings, workshop.store.recall(key, outline))


def _finish(workshop: Workshop, begun: Begun, pages: Sequence[int]) -> tuple[Trace, Made]:
    """Return what the checklist was made from, and its files."""
    from epicrisis.render.checklist import finish_checklist

    with staging_folder(workshop.paths.cache) as folder, recording(Grounds(str(workshop.paths.root))):
        artifacts = finish_checklist(begun, workshop.case_id, pages, folder)
        made = Made({artifact.path.name: artifact.path.read_bytes() for artifact in artifacts})
    return reduce(or_, (artifact.reads for artifact in artifacts if artifact.reads), Trace()), made
