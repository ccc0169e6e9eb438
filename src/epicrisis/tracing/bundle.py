"""A bundle: what a step of a build has made, and what that hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from epicrisis.digests import digest_value
from epicrisis.tracing.trace import Trace


@dataclass(frozen=True)
class Bundle:
    """What a step has made.

    Args:
        name: The step.
        terms: What the step hangs on beside the files that it reads, each by a digest or a word.
        trace: What it read.
        files: SHA-256 of each file that it made, by name.
        facts: What else came of it, as JSON.
        kept_in: Where in the store it is kept; empty if it is not.
    """

    name: str
    terms: Mapping[str, str]
    trace: Trace
    files: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    kept_in: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """SHA-256 over everything that the step depends on."""
        trace = self.trace
        return digest_value([self.name, dict(self.terms), trace.as_record()])

    def as_record(self) -> dict[str, Any]:
        """Return the bundle as one JSON object, but where it is kept."""
        return {
            "name": self.name,
            "terms": self.terms,
            "trace": self.trace.as_record(),
            "files": self.files,
            "facts": self.facts,
        }


def read_bundle(record: Mapping[str, Any], kept_in: str) -> Bundle:
    """Return the bundle of a JSON object.

    Args:
        record: The object.
        kept_in: Where in the store it is kept.
    """
    return Bundle(**{**record, "trace": Trace.from_record(record["trace"])}, kept_in=kept_in)
