"""Where pandoc is."""

from __future__ import annotations

from functools import cache

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
