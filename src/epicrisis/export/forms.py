"""Every form that a report can be exported in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from epicrisis.export.phenopacket.packet import export_phenopacket
from epicrisis.export.rocrate import export_rocrate
from epicrisis.paths import ProjectPaths

EXPORTS: Mapping[str, Callable[[ProjectPaths, str, Path | None], Path]] = {
    "rocrate": export_rocrate,
    "phenopacket": export_phenopacket,
}
