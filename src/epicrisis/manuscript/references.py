"""The entries of a bibliography, each with its line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from epicrisis.manuscript.bibliography import bibtex_entries
from epicrisis.manuscript.pandoc import pandoc_identity, pandoc_program
from epicrisis.manuscript.yaml_core import load_yaml
from epicrisis.places import Place
from epicrisis.tracing.memory import recall


@dataclass(frozen=True)
class Reference:
    """One entry of a bibliography.

    Args:
        key: Its citation key.
        fields: Its fields, by the names of CSL: `title`, `author`, `container-title`, `issued`, `page`, `DOI`.
        place: Where it is written.
    """

    key: str
    fields: Mapping[str, Any]
    place: Place

    def text(self, name: str) -> str:
        """Return a field as text; empty where it is missing."""
        return str(self.fields.get(name, "") or "")

    @property
    def year(self) -> int | None:
        """The year of publication."""
        parts = (self.fields.get("issued") or {}).get("date-parts") or [[None]]
        return int(parts[0][0]) if parts[0] and str(parts[0][0]).isdigit() else None


def read_references(text: str, name: str) -> tuple[Reference, ...]:
    """Return the entries of a bibliography in its order; none of a file that cannot be read.

    Args:
        text: The file's text.
        name: Its name, whose suffix says how to read it: `.bib`, `.json`, `.yaml`.
    """
    lines = {key: text.count("\n", 0, offset) + 1 for key, offset in bibtex_entries(text)}
    try:
        entries = _entries(text, name)
    except (ValueError, RecursionError, yaml.YAMLError, subprocess.SubprocessError):
        return ()  # another check says so
    known = [entry for entry in entries if isinstance(entry, dict) and "id" in entry]
    return tuple(
        Reference(str(entry["id"]), entry, Place(name, line=lines.get(str(entry["id"])))) for entry in known
    )


def _entries(text: str, name: str) -> Sequence[Any]:
    if name.endswith(".json"):
        return _list(json.loads(text))
    if name.endswith((".yaml", ".yml")):
        loaded = load_yaml(text)
        return _list(loaded.get("references") if isinstance(loaded, dict) else loaded)
    return _list(json.loads(recall(["csljson", pandoc_identity(), text], lambda: _csljson(text))))


def _csljson(text: str) -> str:
    command = [pandoc_program(), "--from=bibtex", "--to=csljson"]
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, encoding="utf-8", check=True, timeout=60
    )
    return done.stdout


def _list(loaded: Any) -> Sequence[Any]:
    return loaded if isinstance(loaded, list) else []
