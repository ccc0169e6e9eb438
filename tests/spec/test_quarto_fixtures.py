"""The embedded engine gives a reader what Quarto gives: eleven documents, in HTML and PDF."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path

import pytest
from pypdf import PdfReader

from epicrisis.render.assets import citation_style
from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import Document
from spec.comparison import page_of, words_of_pdf

FIXTURES = Path(__file__).parents[1] / "fixtures" / "quarto"
NAMES = sorted(path.stem for path in (FIXTURES / "expected").glob("*.html"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixtures as a project of their own, with the citation style that their settings name."""
    folder = tmp_path_factory.mktemp("quarto") / "project"
    shutil.copytree(FIXTURES, folder)
    shutil.copyfile(citation_style(), folder / "style.csl")
    return folder


def render(project: Path, name: str, format_name: str) -> Path:
    """Render one fixture in one format."""
    document = Document(project / f"{name}.qmd", project)
    return EmbeddedEngine().render(document, (format_name,), project / "_out")[0].path


def test_every_fixture_is_here() -> None:
    """A fixture that was not copied would not be missed by the tests below."""
    assert len(NAMES) == 11


@pytest.mark.parametrize("name", NAMES)
def test_html_reads_like_quartos(project: Path, name: str) -> None:
    """Text, numbers, link targets, citations, cells, callouts, notes and alt texts are Quarto's."""
    expected = page_of((FIXTURES / "expected" / f"{name}.html").read_text("utf-8"))

    page = page_of(render(project, name, "html").read_text("utf-8"))

    assert asdict(expected) == asdict(page)


@pytest.mark.parametrize("name", NAMES)
def test_pdf_reads_like_quartos(project: Path, name: str) -> None:
    """The words of the PDF, in reading order, are Quarto's."""
    expected = (FIXTURES / "expected" / f"{name}.txt").read_text("utf-8")

    pages = PdfReader(render(project, name, "pdf")).pages
    text = "\n".join(page.extract_text() for page in pages)

    assert words_of_pdf(expected) == words_of_pdf(text)
