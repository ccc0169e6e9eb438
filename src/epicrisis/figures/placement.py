"""Find a free place for each label beside its mark; all lengths in millimetres of the final figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from epicrisis.figures import measure, style


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
    labels: Iterable[Label], taken: Sequence[Box], room: Box, gap_mm: float = 1.5, size_pt: float = style.SMALL_PT
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
    boxes = list(taken)
    placed: list[PlacedLabel] = []
    for label in labels:
        options = _options(label, gap_mm, size_pt)
        first = next(options)
        free = (
            option
            for option in chain([first], options)
            if option.box.within(room) and not option.box.overlaps(*boxes)
        )
        best = next(free, first)
        boxes.append(best.box)
        placed.append(best)
    return tuple(placed)


def _options(label: Label, gap: float, size_pt: float) -> Iterator[PlacedLabel]:
    half_width = measure.width_mm(label.text, size_pt) / 2 + 0.2
    half_height = measure.height_mm(1, size_pt) / 2 - 0.2
    for reach in _REACHES:
        for across, up in _DIRECTIONS:
            x = label.x + across * (gap * (0.6 if up else 1) * reach + half_width)
            y = label.y + up * (gap * (0.6 if across else 1) * reach + half_height)
            box = Box(x - half_width, y - half_height, x + half_width, y + half_height)
            yield PlacedLabel(label, x, y, box)
