"""The third part of rendering: the completed CARE checklist, which leads to parts and pages of the report."""

from __future__ import annotations

from epicrisis.render.outputs import staging_folder
from epicrisis.stages.check import Checked
from epicrisis.tracing.store import Bundle
from epicrisis.workshop import Made, Workshop

STEP = "checklist"


def complete_checklist(workshop: Workshop, checked: Checked, articles: list[Bundle]) -> Bundle:
    """Return the checklist of a report.

    Args:
        workshop: The build's.
        checked: The case.
        articles: The report in every format.
    """

    def work() -> Made:
        from epicrisis.render.checklist import make_checklist

        made = {file: workshop.content(article, file) for article in articles for file in article.files}
        with staging_folder(workshop.paths.cache) as staging:
            files = make_checklist(workshop.paths, checked.inspection(), made, staging)
            return Made({path.name: path.read_bytes() for path in files})

    digests = {file: digest for article in articles for file, digest in article.files.items()}
    terms = {"check": checked.bundle.key, "environment": workshop.environment, **digests}
    return workshop.do(STEP, terms, work, ("epicrisis.render.checklist",))
