"""The last stage: outputs go to their places, with the manifest that names them; leftovers of old builds go."""

from __future__ import annotations

import os
from collections.abc import Container, Mapping
from pathlib import Path

from epicrisis.digests import digest_file
from epicrisis.provenance.manifest import MANIFEST_NAME, SCHEMA_NAME, make_manifest, schema_text
from epicrisis.provenance.recipe import Recipe
from epicrisis.tracing.bundle import Bundle
from epicrisis.workshop import Workshop


def seal(workshop: Workshop, recipe: Recipe, outputs: Mapping[Path, tuple[Bundle, str]], folder: Path) -> None:
    """Bring the outputs to their places and write the manifest.

    Args:
        workshop: The build's.
        recipe: What the build started from.
        outputs: The bundle and file of each output, by its place; the figures are in theirs already.
        folder: The output folder.
    """
    paths = workshop.paths
    with workshop.changes.together(folder):
        for path, (bundle, file) in outputs.items():
            workshop.place(path, bundle, file)
        placed = workshop.placed_by_name()
        _remove_leftovers(workshop, folder, placed)
        inside = f"{paths.case_figures(workshop.case_id)}{os.sep}"
        figures = [path for path in workshop.placed if str(path).startswith(inside)]
        digests = {path: workshop.placed[path] for path in (*outputs, *figures)}
        manifest = make_manifest(paths, recipe, digests, folder, workshop.records())
        workshop.changes.write(folder / SCHEMA_NAME, schema_text().encode())
        workshop.changes.write(folder / MANIFEST_NAME, manifest.text().encode())
    workshop.remember_build(recipe.as_record(), placed)
    if workshop.redone:
        workshop.store.tidy(workshop.bundles.values())


def _remove_leftovers(workshop: Workshop, folder: Path, placed: Container[str]) -> None:
    """Remove what an earlier build has placed and this one has not, as the figure of a notebook that is gone."""
    paths, case_id = workshop.paths, workshop.case_id
    ours = (folder, paths.case_figures(case_id), paths.case_tables(case_id), paths.executed_notebooks(case_id))
    for name, digest in workshop.last.placed.items():
        path = paths.root / name if name not in placed else None
        if path is None or not any(path.is_relative_to(place) for place in ours):
            continue
        if path.is_file() and digest_file(path) == digest:  # what people have changed since is theirs
            workshop.changes.remove(path)
