"""The last build of a case: what it started from, its steps, and what it has placed, in one file.

The steps of a build have read much the same, so that a file that many of them have read is named once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from epicrisis.digests import digest_bytes
from epicrisis.tracing.bundle import Bundle, read_bundle


@dataclass(frozen=True)
class LastBuild:
    """What a build has done.

    Args:
        recipe: What it started from, as one JSON object; empty if there was no build.
        steps: What each step has made, by its name.
        placed: SHA-256 of each file that it has placed, by its name in the project.
    """

    recipe: Mapping[str, Any] = field(default_factory=dict)
    steps: Mapping[str, Bundle] = field(default_factory=dict)
    placed: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return it as `read_last_build` reads it: a digest, and the rest of which it is."""
        numbers: dict[tuple[str, str], int] = {}
        steps = {}
        for name, bundle in self.steps.items():
            reads = [numbers.setdefault(read, len(numbers)) for read in bundle.trace.files.items()]
            record = replace(bundle, trace=replace(bundle.trace, files={})).as_record()
            steps[name] = {**record, "kept in": bundle.kept_in, "reads": reads}
        content = {"recipe": self.recipe, "reads": [*numbers], "steps": steps, "placed": self.placed}
        body = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return f"{digest_bytes(body.encode())}\n{body}"


def read_last_build(path: Path) -> LastBuild:
    """Return what a build has noted.

    Args:
        path: Its note; if there is none, or it is not what was written, nothing is known of a build.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return LastBuild()
    return _read(content)


@lru_cache(maxsize=1)  # asked for before a build begins, and in it
def _read(note: bytes) -> LastBuild:
    digest, _, body = note.partition(b"\n")
    if digest_bytes(body).encode() != digest:
        return LastBuild()
    try:
        content = json.loads(body)
        reads = [tuple(read) for read in content["reads"]]
        steps = {name: _bundle(record, reads) for name, record in content["steps"].items()}
        return LastBuild(content["recipe"], steps, content["placed"])
    except (ValueError, KeyError, TypeError, IndexError):  # another release wrote it, in another form
        return LastBuild()


def _bundle(record: dict[str, Any], reads: list[tuple[str, str]]) -> Bundle:
    kept_in, numbers = record.pop("kept in"), record.pop("reads")
    record["trace"]["files"] = dict([reads[number] for number in numbers])
    return read_bundle(record, kept_in)
