"""The project as Quarto has to find it: notebooks with outputs, and links to their pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from epicrisis.manuscript.config import read_config
from epicrisis.manuscript.embeds import embedded_notebooks, notebooks_of
from epicrisis.manuscript.source import read_source
from epicrisis.paths import ProjectPaths
from epicrisis.render.engine import NotebookLink

# What Quarto does not read; the environment is linked, because the pre-render step is a program in it.
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "_build", "__pycache__", ".*_cache", ".hypothesis")
_ENVIRONMENT = ".venv"


@contextmanager
def project_with_outputs(source: Path, root: Path) -> Iterator[Path]:
    """Give the project in which Quarto finds the outputs of the notebooks that a manuscript embeds.

    Quarto embeds what the named file holds, and notebooks are stored without outputs. A manuscript
    that names one of them is rendered in a copy of the project that holds the executed notebooks in their places;
    any other in the project itself.

    Args:
        source: The manuscript, absolute.
        root: The project, absolute.

    Yields:
        The project, or its copy for as long as the context lasts.
    """
    executed = _executed(source, root)
    if not executed:
        yield root
        return
    with TemporaryDirectory(prefix="epicrisis-") as folder:
        project = Path(folder).resolve() / root.name
        shutil.copytree(root, project, ignore=_LEFT_OUT)
        if (root / _ENVIRONMENT).exists():
            (project / _ENVIRONMENT).symlink_to(root / _ENVIRONMENT, target_is_directory=True)
        for copy in executed:
            shutil.copyfile(copy, ProjectPaths(project).notebooks / copy.name)
        yield project


def write_links(links: Sequence[NotebookLink], path: Path) -> None:
    """Write settings that make Quarto link to the pages of the notebooks in its margin, under "Notebooks".

    Args:
        links: The links.
        path: The file for Quarto's `--metadata-file`.
    """
    entries = [{"text": link.title, "href": link.href} for link in links]
    settings = {"other-links": entries, "language": {"other-links-title": "Notebooks"}}
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")


def _executed(source: Path, root: Path) -> list[Path]:
    manuscript = read_source(source, root)
    notebooks = notebooks_of(source, root, read_config(manuscript, source, root))
    stored = [path for path in embedded_notebooks(manuscript, notebooks) if path.parent == _stored_in(root)]
    return [copy for path in stored if (copy := notebooks.copy_of(path)) and copy.is_file()]


def _stored_in(root: Path) -> Path:
    return ProjectPaths(root).notebooks.resolve()
