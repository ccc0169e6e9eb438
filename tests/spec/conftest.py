"""Documents that several chapters render."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from epicrisis.render.assets import citation_style
from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import Document

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(scope="module")
def quarto_documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents that Quarto has rendered too, as a project."""
    folder = tmp_path_factory.mktemp("quarto") / "project"
    shutil.copytree(FIXTURES / "quarto", folder)
    shutil.copyfile(citation_style(), folder / "style.csl")
    return folder


@pytest.fixture(scope="module")
def submission(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small manuscript that has everything a journal asks for, beside its images."""
    folder = tmp_path_factory.mktemp("submission") / "case"
    shutil.copytree(FIXTURES / "submission", folder)
    return folder / "case.qmd"


def render(source: Path, format_name: str, output: Path | None = None) -> Path:
    """Render a document of one of the projects above."""
    variables = {"mrd": "0.05%"} if source.stem == "case" else None
    document = Document(source, source.parent, variables)
    return EmbeddedEngine().render(document, (format_name,), output or source.parent / "_out")[0].path
