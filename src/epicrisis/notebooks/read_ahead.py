"""What the template of kernels reads of a case, so that its kernels need not work it out each for itself."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from epicrisis.case import ahead
from epicrisis.case.model import Case, Row
from epicrisis.case.on_demand import rows_in
from epicrisis.case.particulars import find_package, particulars, read_package
from epicrisis.case.resolution import resolve
from epicrisis.case.schema import TABLES
from epicrisis.digests import digest_bytes
from epicrisis.notebooks.environment import CASE_VARIABLE, PROJECT_VARIABLE
from epicrisis.paths import ProjectPaths


def read_ahead(environment: Mapping[str, str]) -> None:
    """Read the case that kernels of an environment will open; what has not changed since the last time is kept.

    Args:
        environment: Their variables. Where they name no case nothing is read.
    """
    if not environment.get(CASE_VARIABLE):
        return
    gc.disable()  # nothing that is made here is garbage
    try:
        _read(ProjectPaths(Path(environment[PROJECT_VARIABLE])), environment[CASE_VARIABLE])
    except Exception:  # whatever is wrong with the case, a check or a kernel will say it in words
        return
    finally:
        gc.freeze()  # see `preload`
        gc.enable()


def _read(paths: ProjectPaths, case_id: str) -> None:
    package = read_package(find_package(paths, case_id), "", [])
    rows: dict[str, Any] = {}
    by_digest: dict[ahead.TableDigest, tuple[Row, ...]] = {}
    for schema in TABLES:
        content = (paths.case_data(case_id) / f"{schema.name}.csv").read_bytes()
        rows[schema.name] = by_digest[schema.name, digest_bytes(content)] = rows_in(content, schema, schema.name)
    case = Case(**particulars(case_id, package), **rows)
    chronology = resolve(case)
    chronology.basis_of(case.day_zero)  # has the evidence of all days looked for
    _ = chronology.places  # and their order
    ahead.keep(by_digest, case, chronology)
