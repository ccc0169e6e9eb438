"""A legend as running lines of samples and words, which breaks where the room ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from epicrisis.figures import measure, style

ROW_MM = 4.2
TEXT_GAP_MM = 0.7
ENTRY_GAP_MM = 4.5


@dataclass(frozen=True)
class Entry:
    """One entry of a legend.

    Args:
        text: What the sample means.
        sample_mm: Width of the sample.
        draw: Draws the sample into axes in millimetres, from its left end and its height.
    """

    text: str
    sample_mm: float
    draw: Callable[[Axes, float, float], object]

    @property
    def width(self) -> float:
        """Width of sample and text."""
        return self.sample_mm + TEXT_GAP_MM + measure.width_mm(self.text)


def flow(entries: Iterable[Entry], room_mm: float) -> tuple[tuple[Entry, ...], ...]:
    """Break entries into rows.

    Args:
        entries: The entries.
        room_mm: Width of a row.

    Returns:
        The rows.
    """
    rows: list[list[Entry]] = []
    used = 0.0
    for entry in entries:
        if rows and used + ENTRY_GAP_MM + entry.width <= room_mm:
            rows[-1].append(entry)
            used += ENTRY_GAP_MM + entry.width
        else:
            rows.append([entry])
            used = entry.width
    return tuple(tuple(row) for row in rows)


def draw(page: Axes, rows: Sequence[Sequence[Entry]], left: float, top: float, gid: str) -> None:
    """Draw the rows of a legend.

    Args:
        page: Axes in millimetres both ways.
        rows: The rows.
        left: Where they begin.
        top: Top of the first row.
        gid: The gid of the texts.
    """
    for count, row in enumerate(rows):
        x, y = left, top - (count + 0.5) * ROW_MM
        for entry in row:
            entry.draw(page, x, y)
            text_left = x + entry.sample_mm + TEXT_GAP_MM
            page.text(text_left, y, entry.text, va="center_baseline", fontsize=style.SMALL_PT).set_gid(gid)
            x += entry.width + ENTRY_GAP_MM
