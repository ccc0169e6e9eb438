"""Renders documents for people: finds the project, checks the manuscript, runs an engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from epicrisis.errors import UsageError
from epicrisis.manuscript.config import as_list, read_config
from epicrisis.manuscript.source import Source
from epicrisis.paths import ProjectPaths, find_project
from epicrisis.render.assets import provide_assets
from epicrisis.render.engine import FORMATS, SUFFIXES, Artifact, Document
from epicrisis.render.select import EngineChoice, select_engine


@dataclass(frozen=True)
class RenderedDocument:
    """What was rendered, and by what.

    Args:
        source: The manuscript.
        engine: Name of the engine.
        engine_version: Its version.
        artifacts: The outputs.
    """

    source: Path
    engine: str
    engine_version: str
    artifacts: tuple[Artifact, ...]


def render_document(
    source: Path,
    formats: Sequence[str] = FORMATS,
    engine_choice: EngineChoice = "auto",
    output_dir: Path | None = None,
    project_root: Path | None = None,
    variables: Mapping[str, Any] | None = None,
    *,
    lenient: bool = False,
) -> RenderedDocument:
    """Check one manuscript and render it.

    Args:
        source: The `.qmd` file, of a project or on its own.
        formats: Any of `SUFFIXES`.
        engine_choice: `auto`, `quarto` or `embedded`.
        output_dir: Where the outputs go; without it, `_build` in a project, or beside a lone document.
        project_root: Folder with `_quarto.yml`; without it, the nearest one above the document.
        variables: What `{{< var … >}}` prints; without them, `_variables.yml`.
        lenient: Whether what the checks refuse is rendered all the same, to be compared.

    Raises:
        UsageError: If the document or a format does not exist.
        InvalidInput: If the manuscript has problems.
        MissingTool: If the engine asked for is not installed.
        RenderFailed: If a format cannot be made.
        OutputFailed: If an output cannot be written.
    """
    wanted = _known(formats)
    if not source.is_file():
        raise UsageError(f"there is no manuscript {source}.")
    root = (project_root or project_of(source)).resolve()
    _provide_named_assets(root)
    engine = select_engine(engine_choice, root)
    target = output_dir or default_output_dir(source, root)
    artifacts = engine.render(Document(source, root, variables, lenient=lenient), wanted, target)
    return RenderedDocument(source, engine.name, engine.version, artifacts)


def render_folder(
    folder: Path,
    formats: Sequence[str] = FORMATS,
    engine_choice: EngineChoice = "auto",
    output_dir: Path | None = None,
    variables: Mapping[str, Any] | None = None,
) -> tuple[RenderedDocument, ...]:
    """Check and render every document of a project; see `render_document`.

    Args:
        folder: The project folder.
        formats: Any of `SUFFIXES`.
        engine_choice: `auto`, `quarto` or `embedded`.
        output_dir: Where the outputs go.
        variables: What `{{< var … >}}` prints; without them, `_variables.yml`.

    Raises:
        UsageError: If there is nothing to render.
    """
    documents = documents_of(folder)
    if not documents:
        raise UsageError(f"there is no .qmd file to render in {folder}.")
    return tuple(
        render_document(path, formats, engine_choice, output_dir, folder, variables) for path in documents
    )


def documents_of(folder: Path) -> tuple[Path, ...]:
    """Return the documents of a project: the `render` list of `_quarto.yml`, or else every `.qmd` file.

    As in Quarto, files and folders whose names start with `_` or `.` are parts of documents, not documents.
    """
    config = read_config(Source(()), folder / "index.qmd", folder)
    patterns = as_list((config.project.get("project") or {}).get("render")) or ["**/*.qmd"]
    found = {path for pattern in patterns for path in folder.glob(str(pattern)) if path.suffix == ".qmd"}
    return tuple(sorted(path for path in found if not _is_part(path.relative_to(folder))))


def project_of(source: Path) -> Path:
    """Return the project folder of a document; for a lone document, its own folder."""
    try:
        return find_project(source.parent).root
    except UsageError:
        return source.resolve().parent


def default_output_dir(source: Path, project_root: Path) -> Path:
    """Return where outputs go if nobody says: `_build/<stem>` of a project, or beside a lone document."""
    paths = ProjectPaths(project_root)
    return paths.case_build(source.stem) if paths.quarto_config.is_file() else source.parent


def _known(formats: Sequence[str]) -> tuple[str, ...]:
    unknown = [name for name in formats if name not in SUFFIXES]
    if unknown or not formats:
        *first, last = SUFFIXES
        raise UsageError(f"the formats are {', '.join(first)} and {last}, not {', '.join(unknown) or 'none'}.")
    return tuple(dict.fromkeys(formats))


def _provide_named_assets(root: Path) -> None:
    # Only for a project that takes its citation style or fonts from there; others get no folder.
    paths = ProjectPaths(root)
    if paths.quarto_config.is_file() and f"{paths.cache.name}/" in paths.quarto_config.read_text("utf-8"):
        provide_assets(paths)


def _is_part(path: Path) -> bool:
    return any(name.startswith(("_", ".")) for name in path.parts)
