"""Become a kernel: the one way in, for a process started from nothing and for one forked from the template."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

# Given to `python -c`, which makes the working folder the first place to import from; a module there that is
# called like one of ours or of Jupyter's must not take its place. IPython adds the folder again, behind them.
START = (
    "import sys; del sys.path[0]; from epicrisis.notebooks import launcher; launcher.become_kernel(sys.argv[1:])"
)


def become_kernel(arguments: Sequence[str]) -> None:
    """Be a kernel until it is told to end.

    Args:
        arguments: Those of `ipykernel`.
    """
    sys.argv = ["-c", *arguments]
    import_kernel()
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()


def import_kernel() -> None:
    """Import Jupyter's kernel without its debugger: nobody attaches one to a build, and it takes its time."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # Python's own way to say: no such module
    try:
        importlib.import_module("ipykernel.debugger")
    finally:
        del sys.modules["debugpy"]  # a notebook may have its use for it
