"""What a piece of work has read, by names in the project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from epicrisis.digests import digest_file


@dataclass(frozen=True)
class Trace:
    """What a piece of work has read.

    Args:
        files: SHA-256 of each file that was opened; an empty text is one that was looked for and was not there.
        present: Files and folders of which only the presence was asked.
        folders: The names in each folder that was listed.
        outside: Files that are neither in the project nor in its environment.
        written: Files that were written, absolute.
        steady: Whether no file changed between its reading and the end of the work.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    present: Sequence[str] = ()
    folders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    outside: Sequence[str] = ()
    written: Sequence[str] = ()
    steady: bool = True

    def __or__(self, other: Trace) -> Trace:
        """Return what both have read."""
        files = {**self.files, **other.files}
        return Trace(
            files=dict(sorted(files.items())),
            present=tuple(sorted({*self.present, *other.present} - files.keys())),
            folders=dict(sorted({**self.folders, **other.folders}.items())),
            outside=tuple(sorted({*self.outside, *other.outside})),
            written=tuple(sorted({*self.written, *other.written})),
            steady=self.steady and other.steady and self._agrees_with(other),
        )

    def _agrees_with(self, other: Trace) -> bool:
        return all(self.files[name] == other.files[name] for name in self.files.keys() & other.files.keys())

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Trace:
        """Return the trace of a JSON object."""
        folders = {folder: tuple(names) for folder, names in record["folders"].items()}
        present, outside = tuple(record["present"]), tuple(record["outside"])
        return cls(record["files"], present, folders, outside)

    def as_record(self) -> dict[str, Any]:
        """Return what lasts of it, as one JSON object: not where its files were written."""
        return {
            "files": dict(self.files),
            "present": list(self.present),
            "folders": {folder: list(names) for folder, names in self.folders.items()},
            "outside": list(self.outside),
        }


def digest_now(path: str) -> str:
    """Return the SHA-256 of a file; an empty text if it cannot be read."""
    try:
        return digest_file(path)
    except OSError:
        return ""
