"""Canonical SHA-256 of files, folders and values."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any


def digest_bytes(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def digest_value(value: Any) -> str:
    """Return the SHA-256 of a JSON value that does not depend on the order of its keys."""
    return digest_bytes(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def digest_tree(folder: Path) -> str:
    """Return the SHA-256 of all files of a folder with their names, wherever the folder is.

    What Python compiles and what is hidden is left out: neither is part of what people wrote.

    Args:
        folder: The folder.
    """
    return digest_value({path.relative_to(folder).as_posix(): digest_file(path) for path in files_under(folder)})


def files_under(folder: Path) -> tuple[Path, ...]:
    """Return every file under a folder, sorted, but hidden ones, backup copies and what Python compiles.

    Args:
        folder: The folder; it need not exist.
    """
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file() and _is_lasting(path, folder)))


def _is_lasting(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    return not any(part.startswith(".") or part.endswith("~") or part == "__pycache__" for part in parts)
