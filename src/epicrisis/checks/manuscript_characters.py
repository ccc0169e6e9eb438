"""Characters that no reader could see: control characters, and those without a shape in the fonts of the PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from epicrisis.characters import character_name, unpublishable
from epicrisis.manuscript.config import Config, as_list
from epicrisis.manuscript.glyphs import characters_without_glyph
from epicrisis.manuscript.shortcodes import find_shortcodes, printed_value
from epicrisis.manuscript.source import Source
from epicrisis.places import Problem


def character_problems(source: Source, config: Config, variables: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem for the first of every character that a reader could not see.

    Args:
        source: The manuscript with its includes.
        config: Its settings, for the fonts of the PDF.
        variables: What `{{< var … >}}` prints.
    """
    fonts = [Path(folder) for folder in as_list(config.options("typst").get("font-paths"))]
    printed = {code.offset: printed_value(variables, *code.arguments) for code in find_shortcodes(source.text)}
    missing = characters_without_glyph(source.text + "".join(printed.values()), fonts)
    for character in sorted(missing):
        yield Problem(
            source.place_at(_first(character, source.text, printed)),
            f"the fonts of the PDF have no shape for {character} ({character_name(character)})",
            "Write it in other characters, or add a font that has it to font-paths",
        )
    for character in unpublishable("".join([source.text, *printed.values()])):
        place = source.place_at(_first(character, source.text, printed))
        yield Problem(
            place, f"there is a character that nobody can see ({character_name(character)})", "Delete it"
        )


def _first(character: str, text: str, printed: Mapping[int, str]) -> int:
    offsets = [offset for offset, value in printed.items() if character in value]
    typed = text.find(character)
    return min([*offsets, *([typed] if typed >= 0 else [])])
