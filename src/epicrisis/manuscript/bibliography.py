"""The citation keys that a bibliography defines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from epicrisis.manuscript.yaml_core import load_yaml

_BIBTEX_ENTRY = re.compile(r"^[ \t]*@(\w+)\s*[{(]\s*([^\s,{}()]+)\s*,", re.MULTILINE)
_NOT_ENTRIES = frozenset({"comment", "string", "preamble"})


def citation_keys(text: str, suffix: str) -> frozenset[str]:
    """Return the keys that a bibliography file defines.

    Args:
        text: The file's text.
        suffix: Its suffix: `.bib`, `.json` (CSL JSON), `.yaml` or `.yml` (CSL YAML).

    Raises:
        ValueError: If it is not what its suffix says.

    >>> sorted(citation_keys("@article{ding2017, title={X}}", ".bib"))
    ['ding2017']
    """
    try:
        if suffix in {".yaml", ".yml"}:
            loaded = load_yaml(text)
            return reference_keys(loaded.get("references", []) if isinstance(loaded, dict) else loaded)
        if suffix == ".json":
            return reference_keys(json.loads(text))
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError("it cannot be read") from error
    return frozenset(key for kind, key in _BIBTEX_ENTRY.findall(text) if kind.lower() not in _NOT_ENTRIES)


def reference_keys(entries: Any) -> frozenset[str]:
    """Return the ids of CSL entries, as front matter may hold them under `references`."""
    if not isinstance(entries, list):
        return frozenset()
    return frozenset(str(entry["id"]) for entry in entries if isinstance(entry, dict) and "id" in entry)


def bibtex_entries(text: str) -> Iterable[tuple[str, int]]:
    """Yield every BibTeX key with its offset, to find keys that are defined twice."""
    for match in _BIBTEX_ENTRY.finditer(text):
        if match[1].lower() not in _NOT_ENTRIES:
            yield match[2], match.start(2)


def read_citation_keys(paths: Iterable[Path]) -> frozenset[str]:
    """Return the keys of several bibliography files.

    Raises:
        OSError: If a file cannot be read.
    """
    keys = (citation_keys(path.read_text(encoding="utf-8-sig"), path.suffix) for path in paths)
    return frozenset().union(*keys)
