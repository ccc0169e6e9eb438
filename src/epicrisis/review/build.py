"""Build both sides of a review, the base in a clean copy that is kept in the cache."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import epicrisis
from epicrisis.digests import digest_bytes, digest_file, digest_value
from epicrisis.errors import BuildStepFailed, InvalidInput, OutputFailed, UsageError
from epicrisis.paths import ProjectPaths
from epicrisis.pipeline import build
from epicrisis.progress import Progress
from epicrisis.provenance.environment import environment
from epicrisis.render.select import EngineChoice, select_engine
from epicrisis.review.base import Base
from epicrisis.review.side import Side, read_figures, read_side

BUILT = "built"
"""File that says that a base was dealt with to the end; it holds why it could not be built, if so."""


def build_sides(
    paths: ProjectPaths, case_id: str, base: Base, engine: EngineChoice, progress: Progress
) -> tuple[Side, Side]:
    """Build the base and the project, and read what both say.

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
    old = _build_base(paths, case_id, base, engine, progress)
    problem = ""
    try:
        build(paths, case_id, engine, None, progress)
    except InvalidInput as error:
        problem = str(error)
    new = read_side(paths, case_id, "the working tree", "", problem, {})
    return old, new


def _build_base(paths: ProjectPaths, case_id: str, base: Base, engine: EngineChoice, progress: Progress) -> Side:
    digest = _digest(base, case_id, engine, paths.root)
    kept = paths.cache / "review" / digest
    with progress.stage("base") as stage:
        stage.note = f"{base.name}, from the cache"
        if not (kept / BUILT).is_file():
            stage.note = f"{base.name}, built in {kept.parent.relative_to(paths.root).as_posix()}"
            _make(paths, kept, case_id, base, engine)
        problem = (kept / BUILT).read_text(encoding="utf-8")
        if problem:
            stage.note = f"{base.name} cannot be built by this program; data and text are compared as they are"
        published = read_figures(kept / "published")
        if not ProjectPaths(kept).case_data(case_id).is_dir():
            raise UsageError(f"--base {base.name}: the case '{case_id}' is not in it.")
        return read_side(ProjectPaths(kept), case_id, base.name, base.commit, problem, published)


def _make(paths: ProjectPaths, kept: Path, case_id: str, base: Base, engine: EngineChoice) -> None:
    """Write a base into a folder of its own and build it there; it takes its place only when all is done."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=kept.parent) as temporary:
            root = Path(temporary).resolve() / "project"
            _write(root, base.files)
            copy = ProjectPaths(root)
            if copy.case_figures(case_id).is_dir():
                shutil.copytree(copy.case_figures(case_id), root / "published")
            _lend(paths.store, copy.store)
            problem = _try_build(copy, case_id, engine)
            (root / BUILT).write_text(problem, encoding="utf-8")
            shutil.rmtree(kept, ignore_errors=True)  # without the mark: left by an older program
            with suppress(FileExistsError):  # another review was faster
                root.rename(kept)
    except OSError as error:
        raise OutputFailed(f"{kept.parent.name} cannot be written: {error.strerror or error}") from error


def _lend(store: Path, copy: Path) -> None:
    """Give a base what the project's builds have made, so that only what differs is done anew."""
    # Files of a store are replaced and never written into; what a store holds is not trusted, so a half is fine.
    with suppress(OSError):
        shutil.copytree(store, copy, copy_function=_link, ignore=shutil.ignore_patterns("last", ".*"))


def _link(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy(source, target)


def _try_build(copy: ProjectPaths, case_id: str, engine: EngineChoice) -> str:
    """Build a base; return why it cannot be built, or nothing."""
    if not copy.case_data(case_id).is_dir():
        return f"the case '{case_id}' is not in it"
    try:
        build(copy, case_id, engine, None, Progress(quiet=True))
    except (InvalidInput, BuildStepFailed, UsageError) as error:
        return str(error) or type(error).__name__
    return ""


def _write(root: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _digest(base: Base, case_id: str, engine: EngineChoice, root: Path) -> str:
    """Return what decides the build of a base: its files, this program, and the engine."""
    package = Path(epicrisis.__file__).parent
    files = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    program = {path.relative_to(package).as_posix(): digest_file(path) for path in files}
    chosen = select_engine(engine, root)
    return digest_value(
        {
            "case": case_id,
            "base": {name: digest_bytes(content) for name, content in base.files.items()},
            "program": program,
            "environment": dict(environment()),
            "engine": [chosen.name, chosen.version],
        }
    )
