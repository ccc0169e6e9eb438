"""Which program versions made an output: no host, no user, no clock."""

from __future__ import annotations

import json
import platform
import re
import sysconfig
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from epicrisis.digests import digest_file
from epicrisis.tracing.interpreter import code_digest, environment_digest
from epicrisis.tracing.memory import recall

PROGRAM = "epicrisis"


def environment() -> Mapping[str, str]:
    """Return the versions of Python and of every library that the package names as its own, by name."""
    return {"python": platform.python_version(), **_installed()["libraries"]}


def program() -> Mapping[str, str]:
    """Return name, version and SHA-256 of the code of this package: two commits may share a version."""
    return {"name": PROGRAM, "version": _installed()["version"], "digest": code_digest()}


@cache
def _installed() -> Any:
    """Return the version of this package, and those of its libraries; a build that changes nothing asks nobody."""
    folders = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    described = sorted(path for folder in folders for path in Path(folder).glob(f"{PROGRAM}-*.dist-info/METADATA"))
    return json.loads(recall(["versions", environment_digest(), [*map(digest_file, described)]], _ask))


def _ask() -> str:
    from importlib.metadata import requires, version

    needed = [line for line in requires(PROGRAM) or [] if "extra ==" not in line]
    libraries = sorted(re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in needed)
    return json.dumps({"version": version(PROGRAM), "libraries": {name: version(name) for name in libraries}})
