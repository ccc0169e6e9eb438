"""Pictures of pages: taken small, stored with few colours, and compared as an eye would compare them."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page

from epicrisis.render.assets import font_faces

PDF_DPI = 50
COLOURS = 160
TILE = 12  # pixels of a picture; about one line of text
TOLERANCE = 14  # mean difference of a tile, of 255; above it, something has moved or changed its colour
# Fonts of the machine differ, so for a picture the page is set in the one that comes with the dependencies.
_WEIGHTS = {
    "Regular": "400 normal",
    "It": "400 italic",
    "Semibold": "600 normal",
    "SemiboldIt": "600 italic",
    "Bold": "700 normal",
}


@dataclass(frozen=True)
class Comparison:
    """What differs between two pictures.

    Args:
        tiles: How many tiles differ.
        worst: The mean difference of the worst tile, from 0 to 255.
        picture: The new picture, pale, with what differs in red.
    """

    tiles: int
    worst: int
    picture: Image.Image

    @property
    def is_same(self) -> bool:
        """Whether an eye would see no difference."""
        return self.tiles == 0


def pdf_pictures(pdf: Path) -> list[Image.Image]:
    """Draw the pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=PDF_DPI / 72).to_pil().convert("RGB") for page in document]


def page_picture(page: Page, shrink: int, height: int | None = None) -> Image.Image:
    """Take a picture of an HTML page.

    Args:
        page: The page in the browser.
        shrink: How many pixels of the screen become one.
        height: How much of it from the top; None is all.
    """
    page.add_style_tag(content=_own_fonts())
    page.evaluate("document.fonts.ready")
    page.evaluate("Promise.all([...document.images].filter(image => image.src).map(image => image.decode()))")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled"))).convert("RGB")
    if height is not None:
        picture = picture.crop((0, 0, picture.width, min(height, picture.height)))
    return picture.reduce(shrink)


def compare(stored: Image.Image, new: Image.Image) -> Comparison:
    """Compare two pictures tile by tile; a soft blur forgives how a machine smooths its letters."""
    size = (max(stored.width, new.width), max(stored.height, new.height))
    old_sheet, new_sheet = (_on_sheet(picture, size) for picture in (stored, new))
    bands = ImageChops.difference(*(sheet.filter(ImageFilter.GaussianBlur(1)) for sheet in (old_sheet, new_sheet)))
    red, green, blue = bands.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    tiles = strongest.reduce(TILE)
    differing = tiles.point(lambda value: 255 if value > TOLERANCE else 0)
    marks = differing.resize((tiles.width * TILE, tiles.height * TILE), Image.Resampling.NEAREST)
    pale = Image.blend(new_sheet, Image.new("RGB", size, "white"), 0.5)
    pale.paste((220, 30, 30), (0, 0), marks.crop((0, 0, *size)).point(lambda value: value // 2))
    return Comparison(differing.histogram()[255], tiles.getextrema()[1], pale)


def store(picture: Image.Image, file: Path) -> None:
    """Write a picture with few colours, which makes it small."""
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)


def load(file: Path) -> Image.Image:
    """Read a stored picture."""
    return Image.open(file).convert("RGB")


def _on_sheet(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    # A page that has become longer differs where the other one has ended.
    sheet = Image.new("RGB", size, (255, 0, 255))
    sheet.paste(picture)
    return sheet


def _own_fonts() -> str:
    faces = []
    for file in font_faces():
        description = _WEIGHTS.get(file.stem.partition("-")[2])
        if description:
            weight, style = description.split()
            data = base64.b64encode(file.read_bytes()).decode()
            faces.append(
                f"@font-face {{ font-family: Pictured; font-weight: {weight}; font-style: {style};"
                f" src: url(data:font/ttf;base64,{data}); }}"
            )
    return "\n".join([*faces, ":root { --serif: Pictured; --sans: Pictured; --mono: Pictured; }"])
