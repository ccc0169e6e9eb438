"""Become a kernel: the one way in, for a process started from nothing and for one forked from the template."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence

# Given to `python -c`, which makes the working folder the first place to import from; a module there that is
# called like one of ours or of Jupyter's must not take its place. IPython adds the folder again, behind them.
START = (
    "import sys; del sys.path[0]; from epicrisis.notebooks import launcher; launcher.become_kernel(sys.argv[1:])"
)

# The rows of a case and the lines of a figure stay until they are drawn; Python would look for those that do not.
RARE_COLLECTIONS = (50_000, 20, 50)


def become_kernel(arguments: Sequence[str]) -> None:
    """Be a kernel until it is told to end.

    Args:
        arguments: Those of `ipykernel`.
    """
    sys.argv = ["-c", *arguments]
    gc.set_threshold(*RARE_COLLECTIONS)
    import_kernel()
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()


def import_kernel() -> None:
    """Import Jupyter's kernel, and Matplotlib, without two things that no build needs and that take their time."""
    _import_without_debugger()
    _import_without_lists_of_setters()


def _import_without_debugger() -> None:
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # Python's own way to say: no such module
    try:
        importlib.import_module("ipykernel.debugger")
    finally:
        del sys.modules["debugpy"]  # a notebook may have its use for it


def _import_without_lists_of_setters() -> None:
    # As each of its classes is made, Matplotlib writes a list of all their setters into a docstring: an eighth of
    # what a template takes to get ready. Every kernel does without, so that `help` says the same in all of them.
    artist = importlib.import_module("matplotlib.artist")
    vars(artist)["kwdoc"] = lambda _: ""
