"""Characters that cannot be published: nobody sees them, and they change what others see."""

from __future__ import annotations

import re
import unicodedata

# Control characters but tab and line ends; signs that turn the direction of text, with which a value can be made
# to read as another one; marks and tags without a shape; what no character is; what stands in for shortcodes.
_UNPUBLISHABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ue000\ue001\U000e0000-\U000e007f]"
)


def unpublishable(text: str) -> tuple[str, ...]:
    r"""Return the characters of a text that cannot be published, each once, sorted.

    >>> unpublishable("0.05\u202e%")
    ('\u202e',)
    """
    return tuple(sorted(set(_UNPUBLISHABLE.findall(text))))


def character_name(character: str) -> str:
    r"""Return how a message names a character.

    >>> character_name("\u202e")
    'U+202E, right-to-left override'
    """
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "").lower()
    return f"{code}, {name}" if name else code
