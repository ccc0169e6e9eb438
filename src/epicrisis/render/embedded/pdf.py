"""From Typst source to PDF, the same bytes every time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from epicrisis.errors import RenderFailed
from epicrisis.tracing.listening import note_folder

# The stubs of typst type paths by one variable that has to fit all of them.
_compile: Any = typst.compile

EPOCH = 0
"""The time that a PDF carries when SOURCE_DATE_EPOCH names none."""


def compile_pdf(source: str, work: Path, font_folders: Sequence[Path], standards: Sequence[Any]) -> bytes:
    """Compile Typst source.

    Args:
        source: The source; its images stand in the work folder.
        work: The only folder that Typst reads.
        font_folders: Where fonts are, beside those inside Typst; the machine's own are not used.
        standards: PDF standards such as `ua-1`.

    Raises:
        RenderFailed: If Typst refuses the source.
    """
    for folder in font_folders:
        note_folder(folder)
    main = work / "main.typ"
    main.write_text(source, encoding="utf-8")
    try:
        return bytes(
            _compile(
                main,
                root=work,
                font_paths=[str(folder) for folder in font_folders if folder.is_dir()],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=[str(name) for name in standards],  # YAML reads 1.7 as a number
                timestamp=build_time(),
            )
        )
    except typst.TypstError as error:
        hints = "; ".join(getattr(error, "hints", None) or [])
        raise RenderFailed(f"typst: {error}{f' ({hints})' if hints else ''}") from error


def build_time() -> int:
    """Return the seconds of SOURCE_DATE_EPOCH, or a fixed time.

    Raises:
        RenderFailed: If SOURCE_DATE_EPOCH is not a whole number.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", str(EPOCH))
    if not text.isdigit():
        raise RenderFailed(f"SOURCE_DATE_EPOCH is {text!r}, which is not a number of seconds")
    return int(text)
