"""What changed in a figure: its marks, its data points, and pixels that no datum explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from epicrisis.review.marks import Box, MarkChange, Sheet, compare_marks, read_marks
from epicrisis.review.pixels import PixelDifference, compare_pixels, unexplained
from epicrisis.review.points import PointChange, compare_points, read_points
from epicrisis.review.side import FigureFiles, Side

# What draws: another version of one of these moves pixels that no datum moves.
_DRAWING = ("font-source-sans-pro", "matplotlib", "numpy", "pillow", "fonttools", "contourpy", "pandas")

State = Literal["same", "changed", "new", "gone"]


@dataclass(frozen=True)
class FigureChange:
    """A figure on both sides.

    Args:
        stem: Its one name.
        name: How the text calls it, `Figure 2`.
        state: What became of it.
        old: Its files as they were; None if there were none.
        new: Its files as they are; None if there are none.
        size: Width and height in points; 0 where it cannot be read.
        marks: The marks that are drawn otherwise.
        points: The rows of its data table that differ.
        pixels: How the two pictures differ; None where there is one only.
        unexplained: Where they differ and no mark does, in parts of width and height.
        redrawn: How the picture that was published differs from what this program draws from the same data;
            None where they are the same or one of them is missing.
    """

    stem: str
    name: str
    state: State
    old: FigureFiles | None
    new: FigureFiles | None
    size: tuple[float, float] = (0.0, 0.0)
    marks: tuple[MarkChange, ...] = ()
    points: tuple[PointChange, ...] = ()
    pixels: PixelDifference | None = None
    unexplained: tuple[Box, ...] = ()
    redrawn: PixelDifference | None = None

    @property
    def has_other_pixels(self) -> bool:
        """Whether something about its looks follows from no datum."""
        return bool(self.unexplained or self.redrawn)


def compare_figures(old: Side, new: Side, names: Mapping[str, str]) -> tuple[FigureChange, ...]:
    """Compare the figures of two sides.

    Args:
        old: The base.
        new: The project as it is.
        names: How the text calls the figures, by stem.
    """
    stems = dict.fromkeys((*new.figures, *old.figures))
    return tuple(
        _compare(
            stem, names.get(stem, stem), old.figures.get(stem), new.figures.get(stem), old.published.get(stem)
        )
        for stem in stems
    )


def compare_libraries(old: Side, new: Side) -> tuple[tuple[str, str, str], ...]:
    """Return name, old and new version of every library that draws and is pinned otherwise.

    Args:
        old: The base.
        new: The project as it is.
    """
    pairs = ((name, old.libraries.get(name, ""), new.libraries.get(name, "")) for name in _DRAWING)
    return tuple(pair for pair in pairs if pair[1] != pair[2] and all(pair))


def _compare(
    stem: str, name: str, old: FigureFiles | None, new: FigureFiles | None, published: FigureFiles | None
) -> FigureChange:
    if old is None or new is None:
        return FigureChange(stem, name, "gone" if new is None else "new", old, new)
    redrawn = _redrawn(published, old)
    if old == new:
        return FigureChange(stem, name, "same", old, new, redrawn=redrawn)
    before, after = read_marks(old.svg), read_marks(new.svg)
    marks = compare_marks(before, after)
    points = compare_points(read_points(old.table), read_points(new.table))
    pixels = compare_pixels(old.png, new.png)
    # Without a data point that differs, no datum explains what looks otherwise, named or not.
    known = list(_parts(marks, after)) if points else []
    return FigureChange(
        stem,
        name,
        "changed",
        old,
        new,
        (after.width, after.height),
        marks,
        points,
        pixels,
        unexplained(pixels, known),
        redrawn,
    )


def _redrawn(published: FigureFiles | None, drawn: FigureFiles) -> PixelDifference | None:
    if published is None or published.png == drawn.png:
        return None
    difference = compare_pixels(published.png, drawn.png)
    return difference if difference.boxes else None


def _parts(marks: Iterable[MarkChange], sheet: Sheet) -> Iterable[Box]:
    """Yield where marks differ, in parts of the picture's width and height."""
    for mark in marks:
        for box in mark.boxes:
            width, height = sheet.width or 1.0, sheet.height or 1.0
            yield Box(box.left / width, box.top / height, box.right / width, box.bottom / height)
