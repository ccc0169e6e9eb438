"""The style and the fonts of a report, in their place for whatever renders it."""

from __future__ import annotations

from epicrisis.digests import digest_file
from epicrisis.workshop import Workshop


def provide_assets(workshop: Workshop) -> None:
    """See to it that the style and the fonts are in their place, as they were when they were last provided.

    Args:
        workshop: The build's.
    """
    cache = workshop.paths.cache

    def provide() -> dict[str, str]:
        from epicrisis.render.assets import provide_assets

        return {path.relative_to(cache).as_posix(): digest_file(path) for path in provide_assets(workshop.paths)}

    provided = workshop.store.recall(["assets", workshop.code, workshop.environment], provide)
    found = {name: digest_file(cache / name) for name in provided if (cache / name).is_file()}
    if found != provided:
        provide()
