"""Whether a figure can be read at its final size: texts that overlap, leave the canvas or are too small."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import BboxBase

from epicrisis.figures import style

_TOLERANCE_PX = 0.5


def visible_texts(figure: Figure) -> tuple[Text, ...]:
    """Return every text that is drawn, tick labels included, blank ones left out."""
    style.settle(figure)
    return tuple(text for text in _texts(figure) if text.get_text().strip())


def _texts(artist: Artist) -> Iterator[Text]:
    if not artist.get_visible():
        return
    if isinstance(artist, Text):
        yield artist
    for child in artist.get_children():
        if isinstance(artist, Axes) and isinstance(child, Axis) and not artist.axison:
            continue
        if isinstance(artist, Axis) and isinstance(child, Tick) and not _in_view(artist, child):
            continue
        yield from _texts(child)


def _in_view(axis: Axis, tick: Tick) -> bool:
    low, high = sorted(axis.get_view_interval())
    slack = (high - low) * 1e-9
    return bool(low - slack <= float(tick.get_loc()) <= high + slack)


def faults(figure: Figure) -> tuple[str, ...]:
    """Find everything that keeps a figure's texts from being read.

    Args:
        figure: The figure, at its final size.

    Returns:
        One sentence per fault: a text below 7 pt, one that leaves the canvas, two that overlap.
    """
    with style.context():
        boxes = [(text, text.get_window_extent()) for text in visible_texts(figure)]
    found = [
        f"'{text.get_text()}' is {text.get_fontsize():g} pt, below {style.MIN_TEXT_PT:g} pt"
        for text, _ in boxes
        if float(text.get_fontsize()) < style.MIN_TEXT_PT
    ]
    found += [f"'{text.get_text()}' leaves the canvas" for text, box in boxes if not _inside(box, figure.bbox)]
    found += [
        f"'{first.get_text()}' overlaps '{second.get_text()}'"
        for (first, first_box), (second, second_box) in combinations(boxes, 2)
        if _overlap(first_box, second_box)
    ]
    return tuple(found)


def _inside(box: BboxBase, canvas: BboxBase) -> bool:
    return bool(
        box.x0 >= canvas.x0 - _TOLERANCE_PX
        and box.y0 >= canvas.y0 - _TOLERANCE_PX
        and box.x1 <= canvas.x1 + _TOLERANCE_PX
        and box.y1 <= canvas.y1 + _TOLERANCE_PX
    )


def _overlap(first: BboxBase, second: BboxBase) -> bool:
    return bool(
        min(first.x1, second.x1) - max(first.x0, second.x0) > _TOLERANCE_PX
        and min(first.y1, second.y1) - max(first.y0, second.y0) > _TOLERANCE_PX
    )
