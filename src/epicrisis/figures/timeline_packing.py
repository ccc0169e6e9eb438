"""Put labels beside their marks, row by row, so that none touches another: deterministic and in millimetres.

Lengths are measured from the top left corner, downwards. Nothing here knows about events or Matplotlib.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

Side = Literal["right", "left", "below"]
Measure = Callable[[str], float]

GAP_MM = 1.0
CLEAR_X_MM = 1.6
CLEAR_Y_MM = 0.5
LONG_MARK_MM = 15.0
NEAR_MM = 7.0
_ROUNDING_MM = 1e-6


@dataclass(frozen=True)
class Rect:
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
        return (
            self.left < other.right + CLEAR_X_MM - _ROUNDING_MM
            and other.left < self.right + CLEAR_X_MM - _ROUNDING_MM
            and self.top < other.bottom + CLEAR_Y_MM - _ROUNDING_MM
            and other.top < self.bottom + CLEAR_Y_MM - _ROUNDING_MM
        )


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
        return replace(self, mark=self.mark.shifted(down), label=self.label.shifted(down))


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
    for item in items:
        placed.append(_best(item, placed, limits, pitch, wall))
    return placed


def _best(
    item: Item, placed: Sequence[Place], limits: tuple[float, float], pitch: float, wall: float | None
) -> Place:
    # What begins at about the same time reads from top to bottom.
    least = max((place.mark.top for place in placed if item.left - place.mark.left < NEAR_MM), default=0.0)
    bottoms = {rect.bottom + CLEAR_Y_MM for place in placed for rect in _rects(place)}
    tops = sorted({least, *(bottom for bottom in bottoms if bottom > least)})
    candidates = [
        (_strikes(wall, place.label), top + penalty * pitch, penalty, place)
        for top in tops
        for penalty, place in _sides(item, top, limits, pitch)
        if not any(ours.touches(theirs) for ours in _rects(place) for other in placed for theirs in _rects(other))
    ]
    struck, *_, best = min(candidates, key=lambda candidate: candidate[:3])
    return replace(best, struck=struck)


def _rects(place: Place) -> tuple[Rect, Rect]:
    return place.mark, place.label


def _strikes(wall: float | None, label: Rect) -> bool:
    return wall is not None and label.left < wall + GAP_MM and label.right > wall - GAP_MM


def _sides(item: Item, top: float, limits: tuple[float, float], pitch: float) -> Iterator[tuple[float, Place]]:
    """Yield every side on which the label fits, with the lines that it may lie deeper before another side wins."""
    mark = Rect(item.left, top, item.right, top + pitch)
    height = item.lines * pitch
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
    lines = _fill(text, width, measure)
    best = lines
    for narrower in sorted({measure(line) for line in _spans(text)}, reverse=True):
        if narrower > width:
            continue
        lines = _fill(text, narrower, measure)
        if len(lines) > len(best):
            break
        best = lines
    return best


def _spans(text: str) -> Iterator[str]:
    words = text.split(" ")
    return (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))


def _fill(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and measure(f"{lines[-1]} {word}") <= width + 1e-9:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return tuple(lines)
