"""The environment that steps run in: Python and the packages installed beside it."""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from functools import cache

from epicrisis.digests import digest_value


@cache
def environment_digest() -> str:
    """Return a digest of the Python version, the kind of machine and every installed package with its version."""
    folders = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    installed = {name for folder in folders for name in _names(folder) if name.endswith(".dist-info")}
    return digest_value([platform.python_version(), sys.platform, platform.machine(), sorted(installed)])


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
