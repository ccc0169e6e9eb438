"""The environment that steps run in: Python, the packages installed beside it, and this package."""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from collections.abc import Mapping
from functools import cache

from epicrisis.digests import digest_value, digests_under
from epicrisis.tracing.grounds import PACKAGE_FOLDER
from epicrisis.tracing.listening import unheard


@cache
def environment_digest() -> str:
    """Return a digest of the Python version, the kind of machine and every installed package with its version."""
    folders = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    installed = {name for folder in folders for name in _names(folder) if name.endswith(".dist-info")}
    return digest_value([platform.python_version(), sys.platform, platform.machine(), sorted(installed)])


@cache
def code_digest() -> str:
    """Return the SHA-256 of the code of this package, as it was when this process first asked."""
    return digest_value(package_digests())


@cache
def package_digests() -> Mapping[str, str]:
    """Return the SHA-256 of each file of this package, by its path from there, as this process first found it."""
    with unheard():  # every step hangs on the modules that it imports, and not on all of them
        return digests_under(PACKAGE_FOLDER)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
