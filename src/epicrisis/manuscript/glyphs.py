"""Characters that the fonts of the PDF have no shape for: a reader would see a box instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from epicrisis.tracing.listening import note_folder

# The stubs of typst type paths by one variable that has to fit all of them.
_compile: Any = typst.compile
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_SOURCE = '#set document(title: "x")\n#set text(font: ("Libertinus Serif", "Source Sans Pro"))\n'


def characters_without_glyph(text: str, font_folders: Iterable[Path]) -> frozenset[str]:
    """Return the characters of a text that neither Typst's fonts nor those of some folders can show.

    Typst itself is asked, because its fonts are inside of it; the standard for accessible PDFs makes it refuse
    what it cannot show.

    Args:
        text: Any text.
        font_folders: Folders with further fonts.
    """
    unusual = "".join(
        sorted(character for character in set(text) if ord(character) > 0x7F and character.isprintable())
    )
    folders = tuple(sorted(str(folder) for folder in font_folders if folder.is_dir()))
    for folder in folders:
        note_folder(Path(folder))
    return _without_glyph(unusual, folders) if unusual else frozenset()


@lru_cache(maxsize=8)
def _without_glyph(characters: str, folders: tuple[str, ...]) -> frozenset[str]:
    missing: set[str] = set()
    while remaining := [character for character in characters if character not in missing]:
        refused = _refused(remaining, folders)
        if not refused:
            break
        missing |= refused
    return frozenset(missing)


def _refused(characters: list[str], folders: tuple[str, ...]) -> set[str]:
    with TemporaryDirectory(prefix="epicrisis-") as folder:
        main = Path(folder) / "main.typ"
        # each in a paragraph of its own, so that none joins another to one shape
        body = "".join(f'\n#"\\u{{{ord(character):x}}}"\n' for character in characters)
        main.write_text(_SOURCE + body, encoding="utf-8")
        options = {"font_paths": list(folders), "ignore_system_fonts": True, "format": "pdf", "timestamp": 0}
        try:
            _compile(main, root=folder, pdf_standards=["ua-1"], **options)
        except typst.TypstError as error:
            return {character for found in _MISSING.findall(str(error)) for character in found} & set(characters)
    return set()
