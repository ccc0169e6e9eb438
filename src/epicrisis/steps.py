"""A step of a build: what it read and what it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StepRecord:
    """One step of a build, as it was done or taken from the cache.

    Args:
        name: What it is, `notebook mrd` or `render html`.
        reads: SHA-256 of each file that it read, by its path in the project; an empty text is a file that it
            looked for and that was not there.
        writes: SHA-256 of each file that it wrote, by its path in the project or in the output folder.
    """

    name: str
    reads: Mapping[str, str] = field(default_factory=dict)
    writes: Mapping[str, str] = field(default_factory=dict)
