"""Where pandoc is, and what tells it from another one."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from epicrisis.tracing.listening import unheard


@cache
def pandoc_program() -> str:
    """Return the program that `PYPANDOC_PANDOC` names, that the wheel brings, or that pypandoc finds.

    Raises:
        OSError: If there is none.
    """
    with unheard():  # it may look in many places, and only the first time
        return os.environ.get("PYPANDOC_PANDOC") or _of_the_wheel() or _found()


def _of_the_wheel() -> str:
    """Return the program of the pinned wheel, which comes before newer ones; empty where there is none."""
    package = find_spec("pypandoc")
    folders = (package and package.submodule_search_locations) or ()
    names = (Path(folder) / "files" / name for folder in folders for name in ("pandoc", "pandoc.exe"))
    return next((str(path) for path in names if os.access(path, os.X_OK)), "")


def _found() -> str:
    # Its import brings what fetches programs from the net, which no build needs.
    import pypandoc

    return str(pypandoc.get_pandoc_path())


@cache
def pandoc_identity() -> tuple[str, int, int]:
    """Return what an answer of pandoc depends on besides the question: which program gave it.

    Raises:
        OSError: If there is none.
    """
    program = Path(pandoc_program())
    with unheard():
        status = program.stat()
    return str(program), status.st_size, status.st_mtime_ns
