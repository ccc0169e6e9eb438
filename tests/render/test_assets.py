"""What the dependencies lend to the engines."""

from __future__ import annotations

from pathlib import Path

from epicrisis.paths import ProjectPaths
from epicrisis.render.assets import provide_assets


def test_style_and_fonts_are_where_the_settings_look(tmp_path: Path) -> None:
    """The names are those of `_quarto.yml`."""
    provided = provide_assets(ProjectPaths(tmp_path))

    assert [path.relative_to(tmp_path).as_posix() for path in provided] == [
        ".cache/fonts/SourceSansPro-Bold.ttf",
        ".cache/fonts/SourceSansPro-It.ttf",
        ".cache/fonts/SourceSansPro-Regular.ttf",
        ".cache/fonts/SourceSansPro-Semibold.ttf",
        ".cache/fonts/SourceSansPro-SemiboldIt.ttf",
        ".cache/frontiers-medical-journals.csl",
    ]
    assert all(path.is_file() for path in provided)


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    """A second run touches nothing; a damaged file is replaced."""
    style, *others = reversed(provide_assets(ProjectPaths(tmp_path)))
    content, times = style.read_bytes(), [path.stat().st_mtime_ns for path in others]
    style.write_bytes(b"damaged")

    provide_assets(ProjectPaths(tmp_path))

    assert style.read_bytes() == content
    assert [path.stat().st_mtime_ns for path in others] == times
