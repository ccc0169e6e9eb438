"""The values of the last builds, for documents that are rendered beside a report: a letter, a poster, a draft."""

from __future__ import annotations

from collections import ChainMap
from pathlib import Path
from typing import Any

from epicrisis.manuscript.config import read_variables
from epicrisis.manuscript.shortcodes import printed_value
from epicrisis.paths import ProjectPaths
from epicrisis.stages.check import DATA as CHECK
from epicrisis.stages.kept_values import KeptValues
from epicrisis.stages.values import DATA, STEP
from epicrisis.transaction import NoChanges
from epicrisis.workshop import Workshop


def built_values(project_root: Path) -> dict[str, Any]:
    """Return what a document of a project can name.

    The variables file holds of each table what the report names. A letter may name another row: it gets the value
    that the build behind this file had for it, whatever the tables say by now, as long as that is in the cache.

    Args:
        project_root: The project's folder, or that of a lone document.
    """
    paths = ProjectPaths(project_root)
    known = read_variables(project_root)
    for case_id in paths.case_ids():
        digest = printed_value(known, f"{case_id}.digest")
        if digest and (values := _values(paths, case_id, digest)) is not None:
            known[case_id] = values
    return known


def _values(paths: ProjectPaths, case_id: str, digest: str) -> Any:
    """Return all values of the last build of a case, if it is the one with this digest and they are kept."""
    workshop = Workshop(paths, case_id, NoChanges(paths.transaction))
    data, values = (workshop.last.steps.get(step) for step in (CHECK, STEP))
    if data is None or values is None or not (workshop.store.holds(data) and workshop.store.holds(values)):
        return None
    own = workshop.parsed(values, DATA)["own"]
    return ChainMap(own, KeptValues(workshop, data)) if own["digest"] == digest else None  # type: ignore[arg-type]  # nobody writes to it
