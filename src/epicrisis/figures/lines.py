"""Lines and markers of which a long case has thousands, drawn without what Matplotlib's `plot` asks of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D


def draw_line(axes: Axes, x: Sequence[float], y: Sequence[float], **options: Any) -> Line2D:
    """Draw a line between points; the same as that of `plot`, in half the time.

    Args:
        axes: Where to draw, with limits that are set: none is worked out from the line.
        x: Places in x.
        y: Places in y.
        options: As `Line2D` takes them.
    """
    line = Line2D(x, y, **options)
    axes.add_artist(line)
    return line


def draw_marker(axes: Axes, marker: str | int, x: float, y: float, **options: Any) -> Line2D:
    """Draw one marker, as `draw_line` draws a line.

    Args:
        axes: Where to draw.
        marker: Its form.
        x: Place in x.
        y: Place in y.
        options: As `Line2D` takes them.
    """
    return draw_line(axes, [x], [y], marker=marker, linestyle="none", **options)


@contextmanager
def lines_left_out() -> Iterator[None]:
    """Draw everything inside the context but lines and markers."""
    ordinary = Line2D.draw
    Line2D.draw = lambda *_: None  # type: ignore[method-assign]  # Matplotlib has no setting for it
    try:
        yield
    finally:
        Line2D.draw = ordinary  # type: ignore[method-assign]
