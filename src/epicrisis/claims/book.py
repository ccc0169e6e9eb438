"""What a manuscript asserts about its data, as questions: `report/<case>.claims.yml`.

values:                      # derived values: {{< var <case>.derived.<id>.text >}}
  reference_width:
    query: select high - low from reference_ranges where id = 'b_cells'
    format: "{:g} cells/µL"
    note: high − low
claims:                      # [wording]{.claim of="id"}
  negative_five_months:
    query: select count(*) = 3 from mrd where relation = 'not_detected'
    rows: select 'mrd', id from mrd where relation <> 'not_detected'
allowed:                     # numbers in the prose that no datum stands behind
  - text: "CC BY 4.0"
    reason: name of a licence
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from epicrisis.places import Place, Problem

ID = re.compile(r"[a-z][a-z0-9_]*")
PARTS: Mapping[str, tuple[str, ...]] = {
    "values": ("query", "format", "note"),
    "claims": ("query", "rows", "note"),
    "allowed": ("text", "reason"),
}


@dataclass(frozen=True)
class Claim:
    """A statement that the data must support.

    Args:
        id: Its name; `[wording]{.claim of="id"}` binds wording to it.
        query: One SQL query that returns one value, which must be true.
        rows: A query that returns table and row id of what speaks against it; may be empty.
        note: What a reader should know; may be empty.
        place: Where it is written.
    """

    id: str
    query: str
    rows: str
    note: str
    place: Place


@dataclass(frozen=True)
class DerivedValue:
    """A value that is computed from the data.

    Args:
        id: Its name: `{{< var <case>.derived.<id>.text >}}`.
        query: One SQL query that returns one value.
        format: How it is printed, in Python's format language: `{:.1f}%`.
        note: The formula in words; may be empty.
        place: Where it is written.
    """

    id: str
    query: str
    format: str
    note: str
    place: Place


@dataclass(frozen=True)
class AllowedNumber:
    """Words of the prose that hold a number which no datum stands behind, and why that is right."""

    text: str
    reason: str
    place: Place


@dataclass(frozen=True)
class ClaimBook:
    """Everything in one `claims.yml`."""

    claims: Mapping[str, Claim] = field(default_factory=dict)
    values: Mapping[str, DerivedValue] = field(default_factory=dict)
    allowed: tuple[AllowedNumber, ...] = ()


@lru_cache(maxsize=4)
def parse_claims(text: str, name: str) -> tuple[ClaimBook, tuple[Problem, ...]]:
    """Parse a book of claims.

    Args:
        text: The YAML text.
        name: Name of the file for messages.

    Returns:
        What is right of it, and every problem of the rest.
    """
    try:
        node = _composed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(name, line=mark.line + 1 if mark else None)
        return ClaimBook(), (Problem(place, f"this is not valid YAML: {getattr(error, 'problem', error)}"),)
    return _Parser(name).book(node) if node is not None else (ClaimBook(), ())


def _composed(text: str) -> Any:
    """Return the root node of some YAML; libyaml finds the same one, in a tenth of the time."""
    with suppress(yaml.YAMLError, AttributeError):  # its reasons are worded otherwise, and it may not be there
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    return yaml.compose(text, Loader=yaml.SafeLoader)


class _Parser:
    """Walks over the YAML nodes of one file, which know their lines, and keeps what is wrong."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._problems: list[Problem] = []

    def book(self, node: Any) -> tuple[ClaimBook, tuple[Problem, ...]]:
        claims: dict[str, Claim] = {}
        values: dict[str, DerivedValue] = {}
        allowed: list[AllowedNumber] = []
        for key, content in self._pairs(node, "the file"):
            if key.value not in PARTS:
                self._refuse(key, f"there is no part '{key.value}'", f"Use one of: {', '.join(PARTS)}")
            elif key.value == "allowed":
                allowed += self._allowed(content)
            else:
                for name, entry in self._entries(key.value, content):
                    place = self._place(name)
                    if key.value == "claims":
                        claims[name.value] = Claim(id=name.value, place=place, **entry)
                    else:
                        values[name.value] = DerivedValue(id=name.value, place=place, **entry)
        return ClaimBook(claims, values, tuple(allowed)), tuple(self._problems)

    def _entries(self, part: str, content: Any) -> Iterator[tuple[Any, dict[str, str]]]:
        seen: set[str] = set()
        for name, fields in self._pairs(content, part):
            if not ID.fullmatch(name.value):
                self._refuse(name, f"'{name.value}' is no id", "Use a-z, 0-9 and _, a letter first")
            elif name.value in seen:
                self._refuse(name, f"'{name.value}' is there twice", "Rename one of them")
            else:
                seen.add(name.value)
                entry = self._fields(part, name, fields)
                if entry is not None:
                    yield name, entry

    def _fields(self, part: str, name: Any, content: Any) -> dict[str, str] | None:
        entry = dict.fromkeys(PARTS[part], "")
        before = len(self._problems)
        for key, value in self._pairs(content, f"'{getattr(name, 'value', part)}'"):
            if key.value not in entry:
                self._refuse(key, f"there is no field '{key.value}'", f"Use one of: {', '.join(entry)}")
            elif not isinstance(value, yaml.ScalarNode):
                self._refuse(key, f"'{key.value}' is not a text", "Write it on one line")
            else:
                entry[key.value] = " ".join(value.value.split())
        required = ("text", "reason") if part == "allowed" else ("query",)
        for missing in [part for part in required if not entry[part]]:
            self._refuse(name, f"'{missing}' is missing", f"Add {missing}:")
        return entry if len(self._problems) == before else None

    def _allowed(self, content: Any) -> Iterator[AllowedNumber]:
        if not isinstance(content, yaml.SequenceNode):
            self._refuse(content, "'allowed' is not a list", "Write each entry as - text: … and reason: …")
            return
        for item in content.value:
            entry = self._fields("allowed", item, item)
            if entry is not None:
                yield AllowedNumber(entry["text"], entry["reason"], self._place(item))

    def _pairs(self, node: Any, what: str) -> list[tuple[Any, Any]]:
        if isinstance(node, yaml.MappingNode):
            return [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
        self._refuse(node, f"{what} is not a mapping of keys to values", "Write key: value lines")
        return []

    def _place(self, node: Any) -> Place:
        return Place(self._name, line=node.start_mark.line + 1)

    def _refuse(self, node: Any, message: str, fix: str) -> None:
        self._problems.append(Problem(self._place(node), message, fix))
