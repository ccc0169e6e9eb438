"""A Word document as a package of parts: the same bytes every time, and rows that stay whole."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from epicrisis.render.embedded.docx.tidy import tidied, with_current_mode

TERMS = "{http://purl.org/dc/terms/}"
CONTENT_TYPES = "[Content_Types].xml"
# The earliest time that a package can hold; the file's own dates stand in its properties.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def finished(content: bytes, epoch: int, date: str) -> bytes:
    """Finish a document that pandoc wrote.

    Args:
        content: The document.
        epoch: Seconds of its creation; 0 if nobody says.
        date: The date of the manuscript, which then takes the place; empty without one.

    Returns:
        The document with fixed dates, in a fixed order of parts.
    """
    parts = read_parts(content)
    parts["docProps/core.xml"] = _with_dates(parts["docProps/core.xml"], _time(epoch, date))
    parts["word/document.xml"] = tidied(parts["word/document.xml"])
    parts["word/settings.xml"] = with_current_mode(parts["word/settings.xml"])
    return write_parts(parts, zipfile.ZIP_DEFLATED)


def read_parts(content: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def write_parts(parts: Mapping[str, bytes], compression: int) -> bytes:
    """Return a package of parts, the table of types first and the others by name.

    Args:
        parts: Content by name.
        compression: One of the methods of `zipfile`.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as package:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name)):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = compression
            entry.create_system = 3  # the same on every system
            package.writestr(entry, parts[name])
    return stream.getvalue()


def _time(epoch: int, date: str) -> str:
    if epoch:
        return datetime.datetime.fromtimestamp(epoch, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{date}T00:00:00Z" if date else ""


def _with_dates(content: bytes, time: str) -> bytes:
    properties = etree.fromstring(content)
    for name in ("created", "modified"):
        for found in properties.findall(f"{TERMS}{name}"):
            found.text = time
            if not time:
                properties.remove(found)
    return bytes(etree.tostring(properties, xml_declaration=True, encoding="UTF-8", standalone=True))
