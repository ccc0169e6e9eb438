"""Build both sides of a review, the base in a clean copy that is kept in the cache."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from epicrisis.digests import digest_bytes, digest_tree, digest_value
from epicrisis.errors import BuildStepFailed, InvalidInput, NotebookFailed, OutputFailed, UsageError
from epicrisis.paths import ProjectPaths
from epicrisis.pipeline import build, build_unsealed
from epicrisis.progress import Progress
from epicrisis.provenance.environment import environment
from epicrisis.render.select import EngineChoice, select_engine
from epicrisis.review.base import Base, read_folder
from epicrisis.review.shelf import Copy, put, take
from epicrisis.review.side import Side, read_figures, read_side
from epicrisis.review.supplement import supplement
from epicrisis.tracing.interpreter import code_digest

TREE = "the working tree"
UNSEALED = (
    '<p role="note"><strong>Not a publication.</strong> Built by <code>epicrisis review</code> to be compared, '
    "whatever the checks find.</p>"
)
"""Stands at the head of the page of every copy."""
PUBLISHED = "published"
"""Folder of a copy with its figures as they were, before this program draws them."""


def build_sides(
    paths: ProjectPaths, case_id: str, base: Base, engine: EngineChoice, progress: Progress
) -> tuple[Side, Side]:
    """Build the base and the project, and read what both say.

    Findings do not stop a side: it is built to be compared, and what would stop its publication is said of it.

    Args:
        paths: The project.
        case_id: The case.
        base: The older side.
        engine: `auto`, `quarto` or `embedded`, for both.
        progress: Where to tell how it goes.

    Returns:
        The base and the project as it is. A side that cannot be built says why.

    Raises:
        BuildStepFailed: If a notebook, a render or a write fails in the project as it is.
        MissingTool: If the engine asked for is not installed.
    """
    # the base first: what went wrong in the project stands last on the screen
    whole = supplement(base.files, case_id, paths)
    old = _build_copy("base", paths, case_id, replace(base, files=whole.files), engine, progress)
    old = replace(old, supplied=(*whole.supplied, *old.supplied))
    try:
        build(paths, case_id, engine, None, progress)
    except InvalidInput as error:
        tree = Base(TREE, "", read_folder(paths.root))
        new = _build_copy("new", paths, case_id, tree, engine, progress)
        return old, replace(new, stopped=error.problems)
    page = (paths.case_build(case_id) / f"{case_id}.html").read_text(encoding="utf-8")
    return old, read_side(paths, case_id, TREE, "", Copy(page), {})


def _build_copy(
    name: str, paths: ProjectPaths, case_id: str, base: Base, engine: EngineChoice, progress: Progress
) -> Side:
    """Take a project from the shelf, or build a copy of it there, and read what it says."""
    folder = paths.reviews / _digest(base.files, case_id, engine, paths)
    with progress.stage(name) as stage:
        stage.note = f"{base.name}, from the cache"
        if (copy := take(folder)) is None:
            stage.note = f"{base.name}, built in {paths.relative(paths.reviews)}"
            copy = put(folder, base.files, lambda place: _make(place, paths, case_id, engine))
        if copy.problem:
            stage.note = f"{base.name} cannot be built by this program; data and text are compared as they are"
    return read_side(ProjectPaths(folder), case_id, base.name, base.commit, copy, read_figures(folder / PUBLISHED))


def _make(place: ProjectPaths, paths: ProjectPaths, case_id: str, engine: EngineChoice) -> Copy:
    if place.case_figures(case_id).is_dir():
        shutil.copytree(place.case_figures(case_id), place.root / PUBLISHED)
    _lend(paths.store, place.store)
    try:
        return _try_build(place, case_id, engine)
    except NotebookFailed as error:
        failure = _placed(str(error), place)
    if digest_tree(place.notebooks) == digest_tree(paths.notebooks):
        return Copy(problem=failure)
    # Notebooks are thin: what they call may have moved since, and what they drew is what those of today draw.
    shutil.rmtree(place.notebooks)
    shutil.copytree(paths.notebooks, place.notebooks, ignore=shutil.ignore_patterns(".*"))
    try:
        copy = _try_build(place, case_id, engine)
    except NotebookFailed:
        return Copy(problem=failure)
    sentence = f"{failure.splitlines()[0].rstrip('.:')}; the working tree's notebooks drew the figures."
    return replace(copy, supplied=(sentence,))


def _try_build(place: ProjectPaths, case_id: str, engine: EngineChoice) -> Copy:
    """Build a copy, or say why it cannot be built.

    Raises:
        NotebookFailed: If its notebooks do not run.
        OutputFailed: If it cannot be written, which is no fault of its content.
    """
    try:
        page = build_unsealed(place, case_id, engine, Progress(quiet=True))
    except (NotebookFailed, OutputFailed):
        raise
    except (InvalidInput, BuildStepFailed, UsageError) as error:
        return Copy(problem=_placed(str(error), place))
    return Copy(_marked(page.decode()))


def _placed(message: str, place: ProjectPaths) -> str:
    """Return a message in which files are named from the project on, as programs do not that work there."""
    return message.replace(f"{place.root}/", "")


def _marked(page: str) -> str:
    """Return a page that cannot be taken for a published one."""
    head, body, rest = page.partition("<body")
    attributes, end, content = rest.partition(">")
    return f"{head}{body}{attributes}{end}\n{UNSEALED}{content}" if end else page


def _lend(store: Path, copy: Path) -> None:
    """Give a copy what the project's builds have made, so that only what differs is done anew."""
    # Files of a store are replaced and never written into; what a store holds is not trusted, so a half is fine.
    with suppress(OSError):
        shutil.copytree(store, copy, copy_function=_link, ignore=shutil.ignore_patterns("last", ".*"))


def _link(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy(source, target)


def _digest(files: Mapping[str, bytes], case_id: str, engine: EngineChoice, paths: ProjectPaths) -> str:
    """Return what decides the build of a copy: files, program, engine, and the notebooks that it may take."""
    chosen = select_engine(engine, paths.root)
    return digest_value(
        {
            "case": case_id,
            "files": {name: digest_bytes(content) for name, content in files.items()},
            "notebooks": digest_tree(paths.notebooks),
            "program": code_digest(),
            "environment": dict(environment()),
            "engine": [chosen.name, chosen.version],
        }
    )
