"""Where pandoc is, and what tells it from another one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pypandoc

from epicrisis.tracing.listening import unheard


@cache
def pandoc_program() -> str:
    """Return the program that the wheel brings, or another that pypandoc finds.

    Raises:
        OSError: If there is none.
    """
    with unheard():  # it looks in many places, and only the first time
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
