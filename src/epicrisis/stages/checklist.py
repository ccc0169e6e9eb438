"""The third part of rendering: the completed CARE checklist, which leads to parts and pages of the report."""

from __future__ import annotations

import os

from epicrisis.render.outputs import staging_folder
from epicrisis.stages.check import Checked
from epicrisis.tracing.bundle import Bundle
from epicrisis.workshop import Made, Workshop

STEP = "checklist"
PAGES = "checklist pages"
TEXT = ".care.qmd"
"""The checklist before it is rendered, which most changes to a report leave as it is."""
MODULES = ("epicrisis.render.checklist",)


def complete_checklist(workshop: Workshop, checked: Checked, articles: list[Bundle]) -> Bundle:
    """Return the checklist of a report, as page and as print.

    Args:
        workshop: The build's.
        checked: The case.
        articles: The report in every format.
    """

    def complete() -> Made:
        from epicrisis.render.checklist import checklist_text

        if (manuscript := checked.manuscript()) is None:
            return Made({TEXT: b""})
        made = {file: workshop.content(article, file) for article in articles for file in article.files}
        text = checklist_text(checked.case(), manuscript, checked.findings, made, checked.stated)
        return Made({TEXT: text.encode()})

    digests = {file: digest for article in articles for file, digest in article.files.items()}
    terms = {"check": checked.text.key, "environment": workshop.environment, **digests}
    text = workshop.do(STEP, terms, complete, MODULES)

    def render() -> Made:
        from epicrisis.render.checklist import render_checklist

        written = workshop.content(text, TEXT).decode()
        with staging_folder(workshop.paths.cache) as staging:
            files = render_checklist(workshop.paths, workshop.case_id, written, staging) if written else ()
            return Made({path.name: path.read_bytes() for path in files})

    terms = {"case": workshop.case_id, "text": text.files[TEXT], "environment": workshop.environment}
    return workshop.do(
        PAGES, terms | {"time of the build": os.environ.get("SOURCE_DATE_EPOCH", "")}, render, MODULES
    )
