"""Which program versions made an output: no host, no user, no clock."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from importlib.metadata import requires, version
from pathlib import Path

from epicrisis.digests import digest_tree

PROGRAM = "epicrisis"


def environment() -> Mapping[str, str]:
    """Return the versions of Python and of every library that the package names as its own, by name."""
    return {"python": platform.python_version(), **{name: version(name) for name in _libraries()}}


def program() -> Mapping[str, str]:
    """Return name, version and SHA-256 of the code of this package: two commits may share a version."""
    return {"name": PROGRAM, "version": version(PROGRAM), "digest": digest_tree(Path(__file__).parents[1])}


def _libraries() -> list[str]:
    needed = [line for line in requires(PROGRAM) or [] if "extra ==" not in line]
    return sorted(re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in needed)
