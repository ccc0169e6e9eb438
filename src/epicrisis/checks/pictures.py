"""Pictures: what their metadata and their lettering could tell of a person."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath

from epicrisis.checks.finding import Finding
from epicrisis.checks.identifiers import find_identifiers
from epicrisis.places import Place

SOURCE = "HIPAA Safe Harbor, 45 CFR 164.514(b)(2); CARE 2013, item 13"
SUFFIXES = (".svg", ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".webp")
# what drawing programs write of themselves, and what describes the pixels
_HARMLESS = frozenset(
    [
        "software",
        "dpi",
        "gamma",
        "transparency",
        "interlace",
        "aspect",
        "srgb",
        "chromaticity",
        "icc_profile",
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
        "adobe",
        "adobe_transform",
        "background",
        "loop",
        "duration",
        "version",
        "orientation",
        "resolutionunit",
        "xresolution",
        "yresolution",
        "colorspace",
        "exifoffset",
        "exif",
    ]
)
_SVG_TEXT = re.compile(r"<(?:text|tspan|title|desc)\b[^>]*>([^<]+)<")
_SVG_METADATA = re.compile(r"<dc:(date|creator|publisher|rights)>(.*?)</dc:\1>", re.DOTALL)
# PNG Specification, third edition (W3C 2025), 11: what describes pixels, their colours and their size
_PNG = b"\x89PNG\r\n\x1a\n"
_PIXEL_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"pHYs", b"gAMA", b"sRGB", b"cHRM", b"tRNS", b"bKGD"}
)
_PDF_TAGS = ("Author", "Title", "Subject", "Keywords", "CreationDate", "ModDate")
_PDF_METADATA = re.compile(rb"/(%s)\s*[(<]" % "|".join(_PDF_TAGS).encode())


def check_picture(content: bytes, name: str) -> Iterator[Finding]:
    """Find identifiers in the lettering of a picture, and metadata that say who, when or where.

    Args:
        content: The file.
        name: Its name, for messages.

    Source: HIPAA Safe Harbor.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".svg":
        text = content.decode("utf-8", errors="replace")
        for line in _SVG_TEXT.findall(text):
            for _, _, what in find_identifiers(line):
                yield _finding(name, f"{what} stands in the picture", "Draw it without")
        tags = [tag for tag, value in _SVG_METADATA.findall(text) if "matplotlib" not in value.lower()]
    elif suffix == ".pdf":
        tags = [tag.decode() for tag in _PDF_METADATA.findall(content)]
        if b"/ObjStm" in content:  # metadata in compressed objects, which no pattern sees
            tags += _compressed_tags(content)
    else:
        tags = _raster_tags(content)
    if tags:
        message = f"the metadata of the picture hold {', '.join(dict.fromkeys(tags))}"
        yield _finding(name, message, "Save it without metadata, for instance with exiftool -all=")


def _raster_tags(content: bytes) -> list[str]:
    if _is_bare_png(content):
        return []
    # only here, because most cases have no photograph and Pillow takes its time
    from PIL import ExifTags, Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content)) as image:
            exif = image.getexif()
            names = [ExifTags.TAGS.get(tag, str(tag)) for tag in exif]
            names += [str(key) for key in image.info]
            if exif.get_ifd(ExifTags.IFD.GPSInfo):
                names.append("GPSInfo")
            names += [ExifTags.TAGS.get(tag, str(tag)) for tag in exif.get_ifd(ExifTags.IFD.Exif)]
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return []  # a picture that cannot be read is another check's
    return [name for name in names if name.lower() not in _HARMLESS]


def _compressed_tags(content: bytes) -> list[str]:
    # only here, because the drawings of a case are not compressed in this way
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as document:
            return [tag for tag, value in document.get_metadata_dict().items() if value and tag in _PDF_TAGS]
    except pypdfium2.PdfiumError:
        return []  # a picture that cannot be read is another check's


def _is_bare_png(content: bytes) -> bool:
    """Whether a picture is a PNG that holds pixels and nothing about them: no chunk of text, time or Exif."""
    position, kinds = len(_PNG), set()
    while content.startswith(_PNG) and position + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, position)
        position += length + 12  # with the length, the kind and the checksum around it
        kinds.add(kind)
    return bool(kinds) and kinds <= _PIXEL_CHUNKS


def _finding(name: str, message: str, fix: str) -> Finding:
    return Finding("privacy.picture", "error", Place(name), message, fix, SOURCE)
