"""Images for word processors and printers: bitmaps of 300 dots an inch where the manuscript has drawings."""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from epicrisis.errors import RenderFailed
from epicrisis.render.embedded.elements import Element, typst_string
from epicrisis.render.embedded.images import image_file

DOTS_PER_INCH = 300
_BITMAPS = frozenset({".png", ".jpg", ".jpeg", ".gif"})
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_METRES_PER_INCH = 0.0254
# The stubs of typst type paths by one variable that has to fit all of them.
_compile: Any = typst.compile


class PrintImages:
    """The images of one output, by the name that each has there.

    Args:
        folder: What image paths are relative to.
        fonts: Folders with fonts for the text of drawings.
    """

    def __init__(self, folder: Path, fonts: Sequence[Path]) -> None:
        self.files: dict[str, bytes] = {}
        self._folder = folder
        self._fonts = fonts
        self._names: dict[Path, str] = {}

    def name_of(self, image: Element) -> str:
        """Return the name of an image in the output, after its file is read and drawn if need be.

        Raises:
            RenderFailed: If the image is missing or cannot be drawn.
        """
        path = image_file(image, self._folder).resolve()
        if path not in self._names:
            suffix, content = self._printable(path)
            self._names[path] = self._free_name(path.stem, suffix)
            self.files[self._names[path]] = content
        return self._names[path]

    def _printable(self, path: Path) -> tuple[str, bytes]:
        suffix = path.suffix.lower()
        if suffix in _BITMAPS:
            return suffix, path.read_bytes()
        if suffix == ".svg":
            return ".png", draw(path, self._fonts)
        raise RenderFailed(f"{path.name} is not an image that a word processor shows; save it as SVG, PNG or JPEG")

    def _free_name(self, stem: str, suffix: str) -> str:
        names = [f"{stem}{suffix}", *(f"{stem}-{count}{suffix}" for count in range(2, len(self.files) + 3))]
        return next(name for name in names if name not in self.files)


def draw(path: Path, fonts: Sequence[Path]) -> bytes:
    """Draw an SVG file as PNG, by the program and with the fonts that draw it in the PDF.

    Args:
        path: The drawing.
        fonts: Folders with fonts.

    Raises:
        RenderFailed: If it is no SVG.
    """
    page = f"#set page(width: auto, height: auto, margin: 0pt)\n#image({typst_string(path.name)})\n"
    with tempfile.TemporaryDirectory(prefix="epicrisis-") as work:
        (Path(work) / path.name).write_bytes(path.read_bytes())
        main = Path(work) / "main.typ"
        main.write_text(page, encoding="utf-8")
        try:
            drawn = _compile(
                main,
                root=work,
                font_paths=[str(folder) for folder in fonts if folder.is_dir()],
                ignore_system_fonts=True,
                format="png",
                ppi=DOTS_PER_INCH,
            )
        except typst.TypstError as error:
            raise RenderFailed(f"{path.name} cannot be drawn: {error}") from error
    return _with_density(bytes(drawn))


def png_width(content: bytes) -> float | None:
    """Return the natural width of a PNG in inches; None for other files."""
    if not content.startswith(_PNG_SIGNATURE):
        return None
    pixels = int.from_bytes(content[16:20], "big")
    position = content.find(b"pHYs")
    if position < 0:
        return pixels / 96
    per_metre = int.from_bytes(content[position + 4 : position + 8], "big")
    return pixels / (per_metre * _METRES_PER_INCH)


def _with_density(png: bytes) -> bytes:
    # Typst leaves the density out; without it, nobody knows the size that the drawing was made for.
    if b"pHYs" in png[:200]:
        return png
    density = round(DOTS_PER_INCH / _METRES_PER_INCH)
    body = b"pHYs" + struct.pack(">IIB", density, density, 1)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    after_header = len(_PNG_SIGNATURE) + 25
    return png[:after_header] + chunk + png[after_header:]
