"""Rendering for people: one document or a folder, inside a project or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.errors import UsageError
from epicrisis.render.document import documents_of, render_document, render_folder


def write(path: Path, text: str = "Text.\n") -> Path:
    """Write one file and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_lone_document_is_rendered_beside_itself(tmp_path: Path) -> None:
    """As Quarto does."""
    rendered = render_document(write(tmp_path / "lone.qmd"), ["html"], "embedded")

    assert [artifact.path for artifact in rendered.artifacts] == [tmp_path / "lone.html"]
    assert rendered.engine == "embedded"
    assert rendered.engine_version.startswith("pandoc ")


def test_a_document_of_a_project_goes_to_its_build_folder(tmp_path: Path) -> None:
    """`_build/<stem>/`, as a build would do; what `.cache` lends is put there first."""
    write(tmp_path / "_quarto.yml", "csl: .cache/frontiers-medical-journals.csl\n")

    rendered = render_document(write(tmp_path / "report" / "tiny.qmd"), ["html"], "embedded")

    assert [artifact.path for artifact in rendered.artifacts] == [tmp_path / "_build" / "tiny" / "tiny.html"]
    assert (tmp_path / ".cache" / "frontiers-medical-journals.csl").is_file()


def test_a_folder_renders_what_its_settings_list(tmp_path: Path) -> None:
    """The `render` list of `_quarto.yml`."""
    write(tmp_path / "_quarto.yml", "project: {render: [report/*.qmd]}\n")
    for name in ("report/b.qmd", "report/a.qmd", "report/_part.qmd", "other.qmd"):
        write(tmp_path / name)

    rendered = render_folder(tmp_path, ["html"], "embedded", tmp_path / "out")

    assert [document.source.stem for document in rendered] == ["a", "b"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.html", "b.html"]


def test_without_a_list_every_document_is_one(tmp_path: Path) -> None:
    """But for parts, whose names start with an underscore, and hidden folders."""
    for name in ("a.qmd", "sub/b.qmd", "_c.qmd", "_build/d.qmd", ".venv/e.qmd"):
        write(tmp_path / name)

    assert [path.relative_to(tmp_path).as_posix() for path in documents_of(tmp_path)] == ["a.qmd", "sub/b.qmd"]


def test_what_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    """A document, a format, or anything to render at all."""
    with pytest.raises(UsageError, match=r"there is no manuscript .*none\.qmd"):
        render_document(tmp_path / "none.qmd")
    with pytest.raises(UsageError, match="the formats are html, pdf, docx and jats, not epub"):
        render_document(write(tmp_path / "a.qmd"), ["html", "epub"])
    with pytest.raises(UsageError, match=r"there is no \.qmd file to render"):
        render_folder(tmp_path / "empty")
