"""An artefact as a sequence of parts: what it says, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile


@dataclass(frozen=True)
class Part:
    """One piece of an artefact.

    Args:
        place: Where it stands, as a person would look it up.
        text: What it is.
        is_value: Whether a reader sees or hears it; a part that is none is only how the file is written.
    """

    place: str
    text: str
    is_value: bool = True

    def within(self, place: str) -> Part:
        """Return the part as one of a file that lies inside another."""
        return replace(self, place=f"{place}, {self.place}" if self.place else place)


Parts = tuple[Part, ...]

LONGEST = 60


def differing_values(old: Parts, new: Parts) -> tuple[str, ...]:
    """Return what the two sides say differently, each with its place, old and new; empty if they say the same.

    Args:
        old: The parts of one side.
        new: The parts of the other.
    """
    return _differing(_values(old), _values(new))


def differing_places(old: Parts, new: Parts) -> tuple[str, ...]:
    """Return where the two sides are written differently, each with old and new.

    Args:
        old: The parts of one side.
        new: The parts of the other.
    """
    return _differing(old, new)


def _values(parts: Parts) -> Parts:
    return tuple(part for part in parts if part.is_value)


def _differing(old: Parts, new: Parts) -> tuple[str, ...]:
    """Leave out what is alike at both ends, then pair what is left."""
    pairs = tuple(zip(old, new, strict=False))
    start = sum(1 for _ in takewhile(_are_alike, pairs))
    rest = tuple(zip(reversed(old[start:]), reversed(new[start:]), strict=False))
    end = sum(1 for _ in takewhile(_are_alike, rest))
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) == len(new):
        changed = (pair for pair in zip(old, new, strict=True) if not _are_alike(pair))
        return tuple(f"{before.place}: {_shown(before)} → {_shown(after)}" for before, after in changed)
    gone = (f"{part.place}: {_shown(part)} → nothing" for part in old)
    come = (f"{part.place}: nothing → {_shown(part)}" for part in new)
    return (*gone, *come)


def _are_alike(pair: tuple[Part, Part]) -> bool:
    return pair[0].text == pair[1].text


def _shown(part: Part) -> str:
    text = " ".join(part.text.split()) or part.text
    return repr(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
