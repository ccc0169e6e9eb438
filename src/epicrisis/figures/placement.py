"""Find a free place for each label beside its mark; all lengths in millimetres of the final figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from epicrisis.figures import measure, style

COLUMN_MM = 5.0
"""What is taken is kept by columns of this width: a label asks only those that it could reach."""
TRAIL_MM = 0.2
"""Half the width of a box of a trail."""
_HAIR_MM = 0.01  # more than a rounded sum can be off


class Box(NamedTuple):
    """A rectangle that is taken."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, *others: Box) -> bool:
        """Whether it shares area with any other."""
        left, bottom, right, top = self
        for their_left, their_bottom, their_right, their_top in others:  # thousands of times a figure
            if left < their_right and their_left < right and bottom < their_top and their_bottom < top:
                return True
        return False

    def within(self, other: Box) -> bool:
        """Whether it lies inside another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.bottom >= other.bottom
            and self.top <= other.top
        )


class Trail(NamedTuple):
    """A line that is taken, as small boxes along it; of the thousands of a long case few are near a label.

    Args:
        start: Its first point.
        end: Its last point.
        steps: So many boxes follow the first.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    steps: int

    @property
    def hull(self) -> Box:
        """A box around all of its boxes."""
        (x, y), (other_x, other_y) = self.start, self.end
        reach = TRAIL_MM + _HAIR_MM
        left, right = (x, other_x) if x < other_x else (other_x, x)
        bottom, top = (y, other_y) if y < other_y else (other_y, y)
        return Box(left - reach, bottom - reach, right + reach, top + reach)

    def boxes(self) -> Iterator[Box]:
        """Yield the boxes along it."""
        (left, low), (right, high), steps = self
        for step in range(steps + 1):
            x, y = left + (right - left) * step / steps, low + (high - low) * step / steps
            yield Box(x - TRAIL_MM, y - TRAIL_MM, x + TRAIL_MM, y + TRAIL_MM)


@dataclass(frozen=True)
class Label:
    """A text that wants to stand beside a point."""

    key: str
    text: str
    x: float
    y: float


@dataclass(frozen=True)
class PlacedLabel:
    """A label with the centre of the place that was found for it."""

    label: Label
    x: float
    y: float
    box: Box


# Directions in order of preference, and how far out: above, to the right, to the left, below, then the corners.
_DIRECTIONS = ((0, 1), (1, 0), (-1, 0), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
_REACHES = (1.0, 1.6, 2.4)


def place(
    labels: Iterable[Label],
    taken: Iterable[Box | Trail],
    room: Box,
    gap_mm: float = 1.5,
    size_pt: float = style.SMALL_PT,
) -> tuple[PlacedLabel, ...]:
    """Place labels one after the other, each at the first free place beside its point.

    Args:
        labels: The labels; the first ones have the better choice.
        taken: What they must not cover.
        room: Where they must stay.
        gap_mm: Distance from the point to the text.
        size_pt: Text size.

    Returns:
        The labels with their places; one that finds none stands above its point.
    """
    ground = _Ground(taken)
    placed: list[PlacedLabel] = []
    for label in labels:
        boxes = ground.near(_reach(label, gap_mm, size_pt))
        options = _options(label, gap_mm, size_pt)
        first = next(options)
        free = (
            option
            for option in chain([first], options)
            if option.box.within(room) and not option.box.overlaps(*boxes)
        )
        best = next(free, first)
        ground.take(best.box)
        placed.append(best)
    return tuple(placed)


class _Ground:
    """Everything that is taken, by the columns that it reaches into."""

    def __init__(self, taken: Iterable[Box | Trail]) -> None:
        self._columns: dict[int, list[tuple[Box, Box | Trail]]] = {}
        for item in taken:
            self.take(item)

    def take(self, item: Box | Trail) -> None:
        """Take a place."""
        hull = item.hull if isinstance(item, Trail) else item
        for column in _columns(hull):
            self._columns.setdefault(column, []).append((hull, item))

    def near(self, place: Box) -> list[Box]:
        """Return the boxes that share area with a place, and some that do not."""
        left, bottom, right, top = place
        boxes: list[Box] = []
        for column in _columns(place):
            for hull, item in self._columns.get(column, ()):
                if hull[0] < right and left < hull[2] and hull[1] < top and bottom < hull[3]:
                    boxes += item.boxes() if isinstance(item, Trail) else (item,)
        return boxes


def _columns(box: Box) -> range:
    return range(int(box.left // COLUMN_MM), int(box.right // COLUMN_MM) + 1)


def _half_size(label: Label, size_pt: float) -> tuple[float, float]:
    return measure.width_mm(label.text, size_pt) / 2 + 0.2, measure.height_mm(1, size_pt) / 2 - 0.2


def _reach(label: Label, gap: float, size_pt: float) -> Box:
    """Return a box around all of the places beside its point that a label may have."""
    half_width, half_height = _half_size(label, size_pt)
    across = gap * max(_REACHES) + 2 * half_width + _HAIR_MM
    up = gap * max(_REACHES) + 2 * half_height + _HAIR_MM
    return Box(label.x - across, label.y - up, label.x + across, label.y + up)


def _options(label: Label, gap: float, size_pt: float) -> Iterator[PlacedLabel]:
    half_width, half_height = _half_size(label, size_pt)
    for reach in _REACHES:
        for across, up in _DIRECTIONS:
            x = label.x + across * (gap * (0.6 if up else 1) * reach + half_width)
            y = label.y + up * (gap * (0.6 if across else 1) * reach + half_height)
            box = Box(x - half_width, y - half_height, x + half_width, y + half_height)
            yield PlacedLabel(label, x, y, box)
