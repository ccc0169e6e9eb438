"""Put labels beside their marks, row by row, so that none touches another: deterministic and in millimetres.

Lengths are measured from the top left corner, downwards. Nothing here knows about events or Matplotlib.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

Side = Literal["right", "left", "below"]
Measure = Callable[[str], float]

GAP_MM = 1.0
CLEAR_X_MM = 1.6
CLEAR_Y_MM = 0.5
LONG_MARK_MM = 15.0
NEAR_MM = 7.0
_ROUNDING_MM = 1e-6


class Rect(NamedTuple):
    """A rectangle in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    def shifted(self, down: float) -> Rect:
        """Return the rectangle further down."""
        return Rect(self.left, self.top + down, self.right, self.bottom + down)

    def touches(self, other: Rect) -> bool:
        """Say whether less than the clear distance lies between two rectangles."""
        return not _is_free(self.ground, [other.ground])

    @property
    def ground(self) -> Rect:
        """The rectangle with the clear distance to its right and below: grounds that overlap touch."""
        right, bottom = self.right + CLEAR_X_MM - _ROUNDING_MM, self.bottom + CLEAR_Y_MM - _ROUNDING_MM
        return Rect(self.left, self.top, right, bottom)


@dataclass(frozen=True)
class Item:
    """A mark with a label that wants a place.

    Args:
        key: What it is called.
        left: Left end of the mark.
        right: Right end of the mark.
        width: Width of the label.
        lines: How many lines the label has.
    """

    key: str
    left: float
    right: float
    width: float
    lines: int


@dataclass(frozen=True)
class Place:
    """Where a mark and its label go.

    Args:
        key: What it is called.
        side: On which side of the mark the label stands.
        mark: The mark's rectangle, one line high.
        label: The label's rectangle.
        struck: Whether the wall goes through the label.
    """

    key: str
    side: Side
    mark: Rect
    label: Rect
    struck: bool = False

    @property
    def bottom(self) -> float:
        """Lower end of both."""
        return max(self.mark.bottom, self.label.bottom)

    def shifted(self, down: float) -> Place:
        """Return the place further down."""
        return Place(self.key, self.side, self.mark.shifted(down), self.label.shifted(down), self.struck)


def pack(items: Iterable[Item], limits: tuple[float, float], pitch: float, wall: float | None) -> list[Place]:
    """Place marks and labels, each as high as it will go.

    Args:
        items: What to place, in reading order.
        limits: Left and right end of the space; no label leaves it.
        pitch: Height of one line.
        wall: A vertical line that labels should not be crossed by, if there is one.

    Returns:
        One place per item, in the same order.
    """
    placed: list[Place] = []
    grounds: list[Rect] = []
    for item in items:
        best = _best(item, placed, grounds, limits, pitch, wall)
        placed.append(best)
        grounds += (best.mark.ground, best.label.ground)
    return placed


def _best(
    item: Item,
    placed: Sequence[Place],
    grounds: Sequence[Rect],
    limits: tuple[float, float],
    pitch: float,
    wall: float | None,
) -> Place:
    # What begins at about the same time reads from top to bottom.
    least = max((place.mark.top for place in placed if item.left - place.mark.left < NEAR_MM), default=0.0)
    bottoms = {rect.bottom + CLEAR_Y_MM for place in placed for rect in (place.mark, place.label)}
    best: tuple[tuple[bool, float, float], Place] | None = None
    for top in sorted({least, *(bottom for bottom in bottoms if bottom > least)}):
        if best and not best[0][0] and best[0][1] < top:
            break  # nothing further down is better
        mark = Rect(item.left, top, item.right, top + pitch)
        if not _is_free(mark.ground, grounds):
            continue
        for penalty, place in _sides(item, mark, limits, pitch):
            cost = (_strikes(wall, place.label), top + penalty * pitch, penalty)
            if (best is None or cost < best[0]) and _is_free(place.label.ground, grounds):
                best = cost, place
    assert best is not None  # below everything there is room
    (struck, _, _), place = best
    return Place(place.key, place.side, place.mark, place.label, struck)


def _is_free(ours: Rect, grounds: Sequence[Rect]) -> bool:
    left, top, right, bottom = ours
    for their_left, their_top, their_right, their_bottom in grounds:  # thousands of times a figure
        if left < their_right and their_left < right and top < their_bottom and their_top < bottom:
            return False
    return True


def _strikes(wall: float | None, label: Rect) -> bool:
    return wall is not None and label.left < wall + GAP_MM and label.right > wall - GAP_MM


def _sides(item: Item, mark: Rect, limits: tuple[float, float], pitch: float) -> Iterator[tuple[float, Place]]:
    """Yield every side on which the label fits, with the lines that it may lie deeper before another side wins."""
    top, height = mark.top, item.lines * pitch
    right, left = item.right + GAP_MM, item.left - GAP_MM - item.width
    fits_right, fits_left = right + item.width <= limits[1], left >= limits[0]
    if fits_right:
        yield 0.0, Place(item.key, "right", mark, Rect(right, top, right + item.width, top + height))
    if fits_left:
        yield 0.4, Place(item.key, "left", mark, Rect(left, top, left + item.width, top + height))
    # Under a short mark a label is too easily read as that of the next one.
    if item.right - item.left >= LONG_MARK_MM or not (fits_right or fits_left):
        left = max(limits[0], min(item.left, limits[1] - item.width))
        below = Rect(left, top + pitch, left + item.width, top + pitch + height)
        yield 0.9, Place(item.key, "below", mark, below)


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Break a text into as few lines as its width allows, of lengths as even as they can be.

    Args:
        text: The text.
        width: Greatest width of a line; a longer word stands alone and sticks out.
        measure: Width of a text.

    Returns:
        The lines.
    """
    lines, widest = _fill(text, width, measure)
    while widest:  # else each word stands alone
        narrower, next_widest = _fill(text, widest - _ROUNDING_MM, measure)
        if len(narrower) > len(lines):
            break
        lines, widest = narrower, next_widest
    return lines


def _fill(text: str, width: float, measure: Measure) -> tuple[tuple[str, ...], float]:
    """Return the lines of a text, each as full as it will go, and the width of the widest that has two words."""
    lines: list[str] = []
    widest = 0.0
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and (reach := measure(joined)) <= width + 1e-9:
            lines[-1] = joined
            widest = max(widest, reach)
        else:
            lines.append(word)
    return tuple(lines), widest
