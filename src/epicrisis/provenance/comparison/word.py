"""Word documents: what their parts say are values; dates and order of the archive are how it is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from epicrisis.digests import digest_bytes
from epicrisis.provenance.comparison.markup import xml_parts
from epicrisis.provenance.comparison.parts import Part, Parts
from epicrisis.provenance.comparison.pictures import picture_parts

XML = frozenset({".xml", ".rels", ".svg"})
PICTURES = frozenset({".png", ".jpg", ".jpeg"})


def docx_parts(content: bytes) -> Parts:
    """Return the parts of a Word document, member by member.

    Args:
        content: The file.

    Raises:
        ValueError: If it is no archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(entry, archive.read(entry)) for entry in archive.infolist()]
    except zipfile.BadZipFile as error:
        raise ValueError(str(error)) from error
    ordered = sorted(members, key=lambda member: member[0].filename)
    said = (part.within(entry.filename) for entry, data in ordered for part in _member(entry.filename, data))
    return (*said, *(_entry(entry) for entry, _ in members))


def _member(name: str, data: bytes) -> Iterator[Part]:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in XML:
        yield from xml_parts(data)
    elif suffix in PICTURES:
        yield from picture_parts(data)
    else:
        yield Part("", digest_bytes(data))


def _entry(entry: zipfile.ZipInfo) -> Part:
    described = (entry.filename, entry.date_time, entry.compress_type, entry.external_attr, entry.create_system)
    return Part(f"archive entry {entry.filename}", repr(described), is_value=False)
