"""What a `layout` attribute says."""

from __future__ import annotations

import json
from typing import Any


def parsed_layout(text: str) -> list[list[float]]:
    """Return the widths that a `layout` holds, row by row; negative ones are spaces.

    Raises:
        ValueError: If it is not a list of numbers, or a list of such lists.

    >>> parsed_layout("[[40,-20,40],[100]]")
    [[40.0, -20.0, 40.0], [100.0]]
    """
    loaded = json.loads(text)
    rows = loaded if isinstance(loaded, list) and any(isinstance(row, list) for row in loaded) else [loaded]
    if not all(isinstance(row, list) and row for row in rows):
        raise ValueError(text)
    return [[_width(width) for width in row] for row in rows]


def _width(value: Any) -> float:
    width = float(str(value).removesuffix("%")) if isinstance(value, str | int | float) else 0.0
    if width == 0:
        raise ValueError(value)
    return width
