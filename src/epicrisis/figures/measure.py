"""How much room a text takes at its final size, and how to break it to fit."""

from __future__ import annotations

from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from epicrisis.figures import fonts, style

LINE_HEIGHT = 1.2


@cache
def width_mm(text: str, size_pt: float = style.SMALL_PT, weight: int = 400) -> float:
    """Return the width of one line of text, without drawing it.

    Args:
        text: The line; not mathtext.
        size_pt: Its size.
        weight: Its weight, 400, 600 or 700.

    Returns:
        Millimetres.
    """
    with style.context():
        font = FontProperties(family=[fonts.FONT_FAMILY], size=size_pt, weight=weight)
        width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72 * style.MM_PER_INCH


def height_mm(lines: int, size_pt: float = style.SMALL_PT) -> float:
    """Return the height of a block of lines in millimetres."""
    return lines * size_pt * LINE_HEIGHT / 72 * style.MM_PER_INCH


def wrap(text: str, room_mm: float, size_pt: float = style.SMALL_PT, weight: int = 400) -> tuple[str, ...]:
    """Break a text at its spaces and after its hyphens.

    Args:
        text: The text.
        room_mm: Width that lines should keep to; a word that is wider stands alone on its line.
        size_pt: Text size.
        weight: Text weight.

    Returns:
        The lines.
    """
    lines: list[str] = []
    for piece in _pieces(text):
        joined = lines[-1] + piece if lines else piece
        if lines and width_mm(joined.rstrip(), size_pt, weight) > room_mm:
            lines.append(piece)
        elif lines:
            lines[-1] = joined
        else:
            lines.append(piece)
    return tuple(line.rstrip() for line in lines)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for word in text.split():
        head, hyphen, tail = word.partition("-")
        # Only between letters: "Day -7" and "CAR-T" stay whole.
        if hyphen and len(head) > 3 and len(tail) > 3:
            pieces += [head + hyphen, tail + " "]
        else:
            pieces.append(word + " ")
    return pieces
