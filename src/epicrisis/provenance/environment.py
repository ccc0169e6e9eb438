"""Which program versions made an output: no host, no user, no clock."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version

LIBRARIES = ("epicrisis", "pandas", "matplotlib", "scipy", "nbclient", "nbconvert", "pypandoc-binary", "typst")


def environment() -> Mapping[str, str]:
    """Return the versions of Python and of the libraries that shape the outputs, by name."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}
