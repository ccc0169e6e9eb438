"""The first stage: the case and its manuscript are checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from epicrisis.errors import UsageError
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.listening import unheard
from epicrisis.tracing.store import Bundle
from epicrisis.workshop import Made, Workshop

if TYPE_CHECKING:
    from epicrisis.inspection import Inspection

STEP = "check"
GENERATED = ("figures", "report/_tables", "report/_notebooks", "_variables.yml")
"""What a check looks at and a build makes: it says nothing of the inputs."""


@dataclass
class Checked:
    """A case without findings that stop the build, or that a lenient build lets stand.

    Args:
        workshop: The build's.
        bundle: What the check has made: the tables for the manuscript.
        seen: The inspection, if the check was done in this build.
    """

    workshop: Workshop
    bundle: Bundle
    seen: Inspection | None = None

    @property
    def id(self) -> str:
        """The case's name."""
        return self.workshop.case_id

    @property
    def version(self) -> str:
        """The version of its data."""
        return str(self.facts["version"])

    @property
    def facts(self) -> Any:
        """`version` and `created` of the case, the number of its `rows` and of its `findings`."""
        return self.bundle.facts

    def inspection(self) -> Inspection:
        """Return the inspection, made again if the check was not done in this build."""
        if self.seen is None:
            with unheard():  # whoever asks hangs on the check as a whole
                self.seen = _inspect(self.workshop.paths, self.workshop.case_id)
        return self.seen


def check_case(workshop: Workshop) -> Checked:
    """Check a case and its manuscript, unless nothing that the last check read has changed.

    Args:
        workshop: The build's.

    Raises:
        InvalidInput: If something stops the build; if that is lenient, only what makes the case unreadable.
        UsageError: If there is no such case or it has no manuscript.
    """
    _require_manuscript(workshop.paths, workshop.case_id)
    seen: list[Inspection] = []

    def work() -> Made:
        seen.append(_inspect(workshop.paths, workshop.case_id))
        return _made(workshop.paths, seen[0], lenient=workshop.lenient)

    terms = {"case": workshop.case_id, "environment": workshop.environment}
    terms = workshop.terms_under_findings(STEP, terms)
    bundle = workshop.do(STEP, terms, work, ["epicrisis.inspection"], GENERATED)
    for file in bundle.files:
        workshop.place(workshop.paths.root / file, bundle, file)
    return Checked(workshop, bundle, seen[0] if seen else None)


def _inspect(paths: ProjectPaths, case_id: str) -> Inspection:
    from epicrisis.inspection import inspect

    # The figures are judged when they are drawn; those that are there are the last build's.
    return inspect(paths, case_id, with_figures=False)


def _made(paths: ProjectPaths, inspection: Inspection, *, lenient: bool) -> Made:
    from epicrisis.case.schema import TABLES

    case, _ = inspection.readable() if lenient else inspection.require()
    folder = paths.relative(paths.case_tables(case.id))
    return Made(
        {f"{folder}/{name}.md": text.encode() for name, text in inspection.tables.items()},
        {
            "version": case.version,
            "created": case.created.isoformat(),
            "rows": sum(len(case.rows(schema.name)) for schema in TABLES),
            "findings": len(inspection.findings),
        },
    )


def _require_manuscript(paths: ProjectPaths, case_id: str) -> None:
    manuscript = paths.manuscript(case_id)
    if paths.case_data(case_id).is_dir() and not manuscript.is_file():
        raise UsageError(f"the case '{case_id}' has no manuscript: {paths.relative(manuscript)} is missing.")
