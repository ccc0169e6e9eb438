"""Lines and markers of which a long case has thousands: what shall be drawn is said first, and drawn together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from math import nan
from operator import attrgetter
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

MANY = 200
"""So many strokes are drawn together where they look alike; fewer keep a name each."""


@dataclass(frozen=True)
class Stroke:
    """A line between points, or a marker at each of them.

    Args:
        x: Their places in x.
        y: Their places in y.
        look: How it looks, as `Line2D` takes it, with a `zorder`.
        gid: Its name in the figure.
    """

    x: Sequence[float]
    y: Sequence[float]
    look: Mapping[str, Any]
    gid: str | None = None

    @property
    def zorder(self) -> float:
        """How high it lies."""
        zorder: float = self.look["zorder"]
        return zorder


def marker(form: str, x: float, y: float, gid: str | None = None, **look: Any) -> Stroke:
    """Return the stroke of one marker.

    Args:
        form: Its form.
        x: Place in x.
        y: Place in y.
        gid: Its name.
        look: As `Line2D` takes it.
    """
    return Stroke([x], [y], {"marker": form, "linestyle": "none", **look}, gid)


def draw_strokes(axes: Axes, strokes: Sequence[Stroke]) -> None:
    """Draw strokes; the same as `plot` draws of each, without what it asks of each.

    Args:
        axes: Where to draw, with limits that are set: none is worked out from the strokes.
        strokes: What to draw; of those of one height, the later lie over the earlier.
    """
    for stroke in together(strokes) if len(strokes) >= MANY else strokes:
        axes.add_artist(Line2D(stroke.x, stroke.y, gid=stroke.gid, **stroke.look))


def together(strokes: Iterable[Stroke]) -> Iterator[Stroke]:
    """Yield one stroke, without a name, for all that look alike and have none of another look between them.

    Args:
        strokes: In the order in which they lie over each other where they are of one height.
    """
    for look, alike in groupby(sorted(strokes, key=attrgetter("zorder")), attrgetter("look")):
        x, y = zip(*((stroke.x, stroke.y) for stroke in alike), strict=True)
        gap = () if look.get("linestyle") == "none" else (nan,)  # at which a line ends
        yield Stroke([*chain(*((*xs, *gap) for xs in x))], [*chain(*((*ys, *gap) for ys in y))], look)
