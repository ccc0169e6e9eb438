"""The marks of a figure: the named groups of its SVG, each with what it looks like and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

_SVG = "{http://www.w3.org/2000/svg}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_TRANSFORM = re.compile(r"(translate|scale|rotate)\(([^)]*)\)")
_LOOKS = ("d", "style", "x", "y", "transform", _LINK)
# Text stands on its baseline; a mark's own shape is small. In points.
_REACH = 4.0
_LETTER = 4.5


@dataclass(frozen=True)
class Box:
    """A rectangle on a figure, in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box, slack: float = 0.0) -> bool:
        """Return whether two rectangles overlap or lie closer than the slack."""
        return (
            self.left - slack <= other.right
            and other.left - slack <= self.right
            and self.top - slack <= other.bottom
            and other.top - slack <= self.bottom
        )


@dataclass(frozen=True)
class Mark:
    """A named group of a figure.

    Args:
        name: Its name, parts joined by colons; one part is the id of a row or an event.
        look: Everything that is drawn in it.
        box: Where it stands.
    """

    name: str
    look: tuple[tuple[str, ...], ...]
    box: Box

    @property
    def parts(self) -> frozenset[str]:
        """The parts of its name."""
        return frozenset(self.name.split(":"))


@dataclass(frozen=True)
class MarkChange:
    """A mark that is drawn otherwise.

    Args:
        name: Its name.
        old: As it was; None for one that is new.
        new: As it is; None for one that is gone.
    """

    name: str
    old: Mark | None
    new: Mark | None

    @property
    def parts(self) -> frozenset[str]:
        """The parts of its name."""
        return frozenset(self.name.split(":"))

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Where it stood and stands."""
        return tuple(mark.box for mark in (self.old, self.new) if mark)


@dataclass(frozen=True)
class Sheet:
    """A figure as its marks.

    Args:
        width: Width in points.
        height: Height in points.
        marks: Marks by name; several groups of one name are told apart by `#2` and so on.
    """

    width: float
    height: float
    marks: Mapping[str, Mark]


def read_marks(svg: bytes) -> Sheet:
    """Return the marks of a figure.

    Args:
        svg: The file.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(svg, parser)
    view = [float(part) for part in (root.get("viewBox") or "0 0 0 0").split()]
    marks: dict[str, Mark] = {}
    for group in root.iter(f"{_SVG}g"):
        name = group.get("id") or ""
        if ":" not in name:
            continue
        count = 2
        while name in marks:
            name = f"{name.partition('#')[0]}#{count}"
            count += 1
        marks[name] = Mark(name, tuple(_look(group)), _box(group))
    return Sheet(view[2], view[3], marks)


def compare_marks(old: Sheet, new: Sheet) -> tuple[MarkChange, ...]:
    """Return every mark that is drawn otherwise, new or gone.

    Args:
        old: The figure as it was.
        new: The figure as it is.
    """
    names = dict.fromkeys((*old.marks, *new.marks))
    pairs = ((name, old.marks.get(name), new.marks.get(name)) for name in names)
    return tuple(
        MarkChange(name, before, after)
        for name, before, after in pairs
        if before is None or after is None or before.look != after.look
    )


def _shapes(group: Any) -> Iterable[Any]:
    """Yield what a group draws itself; shared glyphs and markers stand in `defs`, first user first."""
    for child in group:
        if not isinstance(child.tag, str) or child.tag == f"{_SVG}defs":
            continue
        if child.tag != f"{_SVG}g":
            yield child
        elif ":" not in (child.get("id") or ""):
            yield child
            yield from _shapes(child)


def _look(group: Any) -> Iterable[tuple[str, ...]]:
    for shape in _shapes(group):
        look = tuple(f"{name}={shape.get(name)}" for name in _LOOKS if shape.get(name) is not None)
        if look or shape.tag != f"{_SVG}g":
            yield (str(shape.tag).removeprefix(_SVG), *look)


def _box(group: Any) -> Box:
    points = list(_points(group, (1.0, 1.0, 0.0, 0.0)))
    if not points:
        return Box(0, 0, 0, 0)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs) - _REACH, min(ys) - _REACH, max(xs) + _REACH, max(ys) + _REACH)


def _points(element: Any, frame: tuple[float, float, float, float]) -> Iterable[tuple[float, float]]:
    """Yield points that a group covers; a frame is scale and offset in x and y."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag == f"{_SVG}defs":
            continue
        inner = _moved(frame, child.get("transform") or "")
        x_scale, y_scale, x, y = inner
        if child.tag == f"{_SVG}g":
            yield from _points(child, inner)
        elif child.tag == f"{_SVG}path":
            numbers = [float(number) for number in _NUMBER.findall(child.get("d") or "")]
            yield from (
                (x + a * x_scale, y + b * y_scale) for a, b in zip(numbers[::2], numbers[1::2], strict=False)
            )
        elif child.tag == f"{_SVG}use":
            at = float(child.get("x") or 0), float(child.get("y") or 0)
            yield x + at[0] * x_scale, y + at[1] * y_scale
            if "transform" in child.attrib or x_scale != 1:
                yield x + at[0] * x_scale + _LETTER, y + at[1] * y_scale - _LETTER


def _moved(frame: tuple[float, float, float, float], transform: str) -> tuple[float, float, float, float]:
    x_scale, y_scale, x, y = frame
    for kind, text in _TRANSFORM.findall(transform):
        numbers = [float(number) for number in _NUMBER.findall(text)]
        if kind == "translate" and numbers:
            x, y = x + numbers[0] * x_scale, y + (numbers[1] if len(numbers) > 1 else 0.0) * y_scale
        elif kind == "scale" and numbers:
            x_scale, y_scale = x_scale * numbers[0], y_scale * (numbers[1] if len(numbers) > 1 else numbers[0])
    return x_scale, y_scale, x, y
