"""Where two pictures differ, pixel by pixel."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from epicrisis.review.marks import Box

TILE = 12
"""Side of the squares in which differences are gathered, in pixels."""
TOLERANCE = 24
"""Steps of brightness, of 255, that no eye sees in a line of text."""


@dataclass(frozen=True)
class PixelDifference:
    """How two pictures differ.

    Args:
        percent: Share of pixels that differ, in percent; 100 where the sizes differ.
        size: Width and height of the new picture in pixels.
        same_size: Whether both have that size.
        boxes: Where they differ, in parts of the picture's width and height from its upper left corner.
    """

    percent: float
    size: tuple[int, int]
    same_size: bool
    boxes: tuple[Box, ...]


def compare_pixels(old: bytes, new: bytes) -> PixelDifference:
    """Compare two pictures.

    Args:
        old: A PNG file.
        new: A PNG file.
    """
    before, after = (_pixels(content) for content in (old, new))
    height, width = after.shape[:2]
    if before.shape != after.shape:
        return PixelDifference(100.0, (width, height), False, (Box(0, 0, 1, 1),))
    differs = np.abs(before - after).max(axis=2) > TOLERANCE
    tiles = _tiles(differs)
    boxes = tuple(
        Box(
            left * TILE / width,
            top * TILE / height,
            min(right * TILE / width, 1.0),
            min(bottom * TILE / height, 1.0),
        )
        for left, top, right, bottom in _islands(tiles)
    )
    return PixelDifference(round(100 * float(differs.mean()), 4), (width, height), True, boxes)


def unexplained(difference: PixelDifference, explained: Iterable[Box]) -> tuple[Box, ...]:
    """Return where pictures differ without any mark that does.

    Args:
        difference: How they differ.
        explained: Where marks differ, in parts of the picture's width and height.

    Returns:
        Places in the same measure.
    """
    known = tuple(explained)
    slack = 2 * TILE / max(difference.size)
    return tuple(box for box in difference.boxes if not any(box.meets(other, slack) for other in known))


def _pixels(content: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    with Image.open(io.BytesIO(content)) as picture:
        white = Image.new("RGBA", picture.size, "white")
        return np.asarray(Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB"), dtype=np.int16)


def _tiles(differs: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> set[tuple[int, int]]:
    rows, columns = np.nonzero(differs)
    return set(zip((columns // TILE).tolist(), (rows // TILE).tolist(), strict=True))


def _islands(tiles: set[tuple[int, int]]) -> Sequence[tuple[int, int, int, int]]:
    """Return the frame of every group of tiles that touch each other, top to bottom."""
    left_over, found = set(tiles), []
    while left_over:
        island, edge = set(), [left_over.pop()]
        while edge:
            x, y = edge.pop()
            island.add((x, y))
            beside = {(x + a, y + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & left_over
            left_over -= beside
            edge += beside
        xs, ys = [x for x, _ in island], [y for _, y in island]
        found.append((min(xs), min(ys), max(xs) + 1, max(ys) + 1))
    return sorted(found, key=lambda frame: (frame[1], frame[0]))
