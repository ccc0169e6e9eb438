"""Canonical SHA-256 of files, folders and values."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHUNK_BYTES = 2**17
PART_BYTES = 2**22
"""So much of a large file is brought in here at a time."""


def digest_bytes(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_file(path: Path | str) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  # a trace has names, not paths
        # `hashlib.file_digest` clears a larger buffer, which most files do not fill
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def have_same_bytes(path: Path, other: Path) -> bool:
    """Return whether two files hold the same; of large ones that differ, this tells mostly at their beginnings.

    One that is not there holds nothing, and not the same as any.
    """
    if not path.is_file() or path.stat().st_size != other.stat().st_size:
        return False
    with path.open("rb", buffering=0) as first, other.open("rb", buffering=0) as second:
        while chunk := first.read(CHUNK_BYTES):
            if chunk != second.read(CHUNK_BYTES):
                return False
    return True


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_value(value: Any) -> str:
    """Return the SHA-256 of a JSON value that does not depend on the order of its keys."""
    return digest_bytes(_CANONICAL.encode(value).encode())


def digest_tree(folder: Path) -> str:
    """Return the SHA-256 of all files of a folder with their names, wherever the folder is.

    Args:
        folder: The folder.
    """
    return digest_value(digests_under(folder))


def digests_under(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file under a folder, by its path from there with forward slashes.

    What Python compiles and what is hidden is left out: neither is part of what people wrote.

    Args:
        folder: The folder.
    """
    parent = f"{folder}{os.sep}"
    return {path.removeprefix(parent).replace(os.sep, "/"): digest_file(path) for path in _files_in(str(folder))}


def files_under(folder: Path) -> tuple[Path, ...]:
    """Return every file under a folder, sorted, but hidden ones, backup copies and what Python compiles.

    Args:
        folder: The folder; it need not exist.
    """
    return tuple(sorted(map(Path, _files_in(str(folder)))))


def _files_in(folder: str) -> Iterator[str]:
    # what the system tells of a folder's entries along with their names, nobody has to ask for each
    try:
        entries = [*os.scandir(folder)]
    except OSError:
        return
    for entry in filter(_is_lasting, entries):
        if entry.is_dir(follow_symlinks=False):
            yield from _files_in(entry.path)
        elif entry.is_file():
            yield entry.path


def _is_lasting(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    return not (name.startswith(".") or name.endswith("~") or name == "__pycache__")
