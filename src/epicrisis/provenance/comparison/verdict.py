"""Two builds of one artefact: identical, the same values in other bytes, or different."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any, Literal

from epicrisis.provenance.comparison.markup import html_parts, xml_parts
from epicrisis.provenance.comparison.parts import Parts, differing_places, differing_values
from epicrisis.provenance.comparison.pictures import picture_parts
from epicrisis.provenance.comparison.prints import pdf_parts
from epicrisis.provenance.comparison.records import csv_parts, json_parts, notebook_parts, yaml_parts
from epicrisis.provenance.comparison.word import docx_parts

Likeness = Literal["identical", "same values, different bytes", "different"]

READERS: Mapping[str, Callable[[bytes], Parts]] = {
    ".html": html_parts,
    ".svg": xml_parts,
    ".xml": xml_parts,
    ".png": picture_parts,
    ".pdf": pdf_parts,
    ".docx": docx_parts,
    ".ipynb": notebook_parts,
    ".json": json_parts,
    ".yml": yaml_parts,
    ".csv": csv_parts,
}


@dataclass(frozen=True)
class Verdict:
    """How two builds of one artefact compare.

    Args:
        name: The artefact.
        likeness: How alike they are.
        places: Where they are not, each with old and new; the values first where these differ.
    """

    name: str
    likeness: Likeness
    places: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """Return the verdict as one JSON object."""
        return {"artefact": self.name, "likeness": self.likeness, "places": list(self.places)}


def compare(name: str, old: bytes | None, new: bytes | None) -> Verdict:
    """Compare two builds of one artefact.

    Args:
        name: The artefact, by whose suffix it is read.
        old: The bytes that are there; None if it is not.
        new: The bytes of the second build; None if it did not make the artefact.
    """
    if old is None or new is None:
        side = "the second build" if old is None else "the first build"
        return Verdict(name, "different", (f"only {side} has it",))
    if old == new:
        return Verdict(name, "identical")
    reader = READERS.get(PurePosixPath(name).suffix.lower())
    first, second = _read(reader, old), _read(reader, new)
    if first is None or second is None:
        return Verdict(name, "different", (_first_byte(old, new),))
    if values := differing_values(first, second):
        return Verdict(name, "different", values)
    return Verdict(
        name, "same values, different bytes", differing_places(first, second) or (_first_byte(old, new),)
    )


def _read(reader: Callable[[bytes], Parts] | None, content: bytes) -> Parts | None:
    """Return the parts; None where nobody can tell the values of a file."""
    try:
        return reader(content) if reader else None
    except (ValueError, OSError, RecursionError):
        return None


def _first_byte(old: bytes, new: bytes) -> str:
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    return f"byte {same + 1} of {len(old)} and {len(new)} on"
