"""The fonts of all figures, which Matplotlib finds under a name of ours and reads from memory.

Matplotlib goes back to the file of a font for each glyph that it measures or draws, thousands of times a figure,
and text takes it three times as long as from a copy in memory.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

import font_source_sans_pro
from matplotlib import font_manager

# A private family name: a machine that has another Source Sans installed must not draw with it.
FONT_FAMILY = "Epicrisis Sans"
_FOLDER = Path(font_source_sans_pro.font_directory).resolve()
_WEIGHTS = {
    str(_FOLDER / f"SourceSansPro-{style}.ttf"): weight
    for style, weight in {"Regular": 400, "Semibold": 600, "Bold": 700, "It": 400}.items()
}


def load() -> None:
    """Have Matplotlib know the fonts and hold them in memory.

    It holds them under the parameters that are set now, and lets go of them where a process is forked.
    """
    with _opened_in_memory():
        for path in _WEIGHTS:
            font_manager.get_font(path)
    _register()


@cache
def _register() -> None:
    for path, weight in _WEIGHTS.items():
        entry = font_manager.ttfFontProperty(font_manager.get_font(path))
        font_manager.fontManager.ttflist.append(dataclasses.replace(entry, name=FONT_FAMILY, weight=weight))


class _FontFile(io.BytesIO):
    """A font file in memory, which Matplotlib asks for its name."""

    def __init__(self, path: str) -> None:
        super().__init__(Path(path).read_bytes())
        self.name = path


@contextmanager
def _opened_in_memory() -> Iterator[None]:
    ordinary = io.open

    def open_font(file: Any, *arguments: Any, **options: Any) -> IO[Any]:
        return _FontFile(file) if file in _WEIGHTS else ordinary(file, *arguments, **options)

    io.open = open_font  # type: ignore[assignment]  # what Matplotlib opens fonts with, and it takes none that is open
    try:
        yield
    finally:
        io.open = ordinary
