"""Which case a build takes where none is asked for, known without reading YAML again."""

from __future__ import annotations

from epicrisis.digests import digest_file
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.interpreter import code_digest, environment_digest
from epicrisis.tracing.store import Store


def remembered_default_case(paths: ProjectPaths) -> str | None:
    """Return what `default_case` does; the library that reads `_quarto.yml` takes a tenth of a build without work.

    Args:
        paths: The project.
    """

    def read() -> str | None:
        from epicrisis.manuscript.config import default_case

        return default_case(paths)

    settings = digest_file(paths.quarto_config)
    key = ["default case", settings, list(paths.case_ids()), code_digest(), environment_digest()]
    chosen: str | None = Store(paths.store).recall(key, read)
    return chosen
