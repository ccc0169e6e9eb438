"""How a figure becomes bytes: SVG, PDF and PNG that say nothing of when, where and with what they were made."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from fontTools import subset
from matplotlib.figure import Figure
from PIL import Image

from epicrisis.figures.style import PNG_DPI, context

LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "kern")

_METADATA: Mapping[str, Mapping[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def encode(figure: Figure, file_format: Literal["svg", "pdf", "png"]) -> bytes:
    """Encode a figure; the same figure gives the same bytes.

    Args:
        figure: The figure, drawn inside `style.context()`.
        file_format: `svg`, `pdf` or `png` (300 dpi).

    Returns:
        The file's bytes, without date, program name or path.
    """
    with context():
        if file_format == "png":
            pixels = _Pixels()
            figure.savefig(pixels, format="raw", dpi=PNG_DPI)
            return pixels.as_png()
        metadata = dict(_METADATA[file_format])
        if file_format == "svg":
            text = io.StringIO()  # not bytes, for which each of a million snippets would be encoded for itself
            figure.savefig(text, format="svg", metadata=metadata)
            return text.getvalue().encode()
        buffer = io.BytesIO()
        with _without_layout_tables():
            figure.savefig(buffer, format=file_format, metadata=metadata)
    return buffer.getvalue()


class _Pixels(io.BytesIO):
    """Takes the pixels of a figure, tens of megabytes, from where Matplotlib has them."""

    picture: Image.Image

    def write(self, pixels: Any, /) -> int:
        """Take all of them, without their transparency: they are opaque."""
        height, width, _ = pixels.shape
        self.picture = Image.frombuffer("RGBA", (width, height), pixels, "raw", "RGBA", 0, 1).convert("RGB")
        return int(pixels.nbytes)

    def as_png(self) -> bytes:
        """Return them as PNG, packed as suits even areas, in half the time."""
        buffer = io.BytesIO()
        self.picture.save(buffer, "PNG", dpi=(PNG_DPI, PNG_DPI), compress_type=zlib.Z_RLE)
        return buffer.getvalue()


@contextmanager
def _without_layout_tables() -> Iterator[None]:
    """Leave what lays out text out of the fonts of a PDF: every glyph has its place, and it takes half the time.

    Matplotlib has no setting for it; it has fontTools load each font of which it wants a part.
    """
    ordinary = subset.load_font

    def load_font(*arguments: Any, **options: Any) -> Any:
        font = ordinary(*arguments, **options)
        for tag in LAYOUT_TABLES:
            if tag in font:
                del font[tag]
        return font

    subset.load_font = load_font
    try:
        yield
    finally:
        subset.load_font = ordinary
