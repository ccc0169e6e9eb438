"""The fonts of the figures: Matplotlib finds them by our name and reads them from memory."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from matplotlib import font_manager
from matplotlib.ft2font import LoadFlags

from epicrisis.figures import fonts, style


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Let each test begin and end as a process does: no font is open."""
    font_manager._get_font.cache_clear()
    yield
    font_manager._get_font.cache_clear()


def test_matplotlib_reads_a_glyph_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes back to the font for every glyph, and the file takes its time each time."""
    reads: list[str] = []

    class Watched(fonts._FontFile):
        def read(self, size: int | None = -1, /) -> bytes:
            reads.append(self.name)
            return super().read(size)

    monkeypatch.setattr(fonts, "_FontFile", Watched)
    with style.context():
        font = font_manager.get_font(font_manager.findfont(font_manager.FontProperties(weight=600)))
        reads.clear()
        font.set_text("Day 0", flags=LoadFlags.NO_HINTING)

        assert {font.fname} == set(reads)


def test_a_font_is_known_by_its_file() -> None:
    """What is embedded in a PDF is looked for there."""
    with style.context():
        font = font_manager.get_font(font_manager.findfont(font_manager.FontProperties(weight=600)))

        assert font.fname.endswith("SourceSansPro-Semibold.ttf")


def test_other_files_are_opened_as_ever() -> None:
    """Python's own way to open a file is replaced for a moment only."""
    with style.context():
        assert io.open is open
