"""Pictures of points: what is seen is their size and every point."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

from epicrisis.digests import digest_bytes
from epicrisis.provenance.comparison.parts import Part, Parts

BAND = 64
"""Points a difference is told by: what differs lies in bands of so many rows."""


def picture_parts(content: bytes) -> Parts:
    """Return the parts of a PNG or JPEG: its points, then what its file says beside them.

    Args:
        content: The file.

    Raises:
        OSError: If it is no picture.
    """
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        return (*seen_parts(picture), Part("metadata", repr(sorted(_described(picture))), is_value=False))


def seen_parts(picture: Image.Image) -> Iterator[Part]:
    """Yield size and points of a picture.

    Args:
        picture: The picture; it is compared as it looks, so that a palette and its colours are the same.
    """
    width, height = picture.size
    yield Part("size", f"{width} × {height} points")
    looks = picture.convert("RGBA")
    for top in range(0, height, BAND):
        bottom = min(top + BAND, height)
        points = looks.crop((0, top, width, bottom)).tobytes()
        yield Part(f"rows {top} to {bottom - 1} of points", f"points {digest_bytes(points)[:12]}")


def _described(picture: Image.Image) -> Iterator[tuple[str, str]]:
    yield "mode", picture.mode
    yield from ((str(name), repr(value)) for name, value in picture.info.items())
