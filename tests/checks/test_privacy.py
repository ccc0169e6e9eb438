"""Privacy of data, text and pictures; what is found is named by its place and not repeated."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
import typst
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.checks.pictures import check_picture
from epicrisis.checks.privacy import check_indirect_identifiers, check_private_data, check_private_text
from manuscript_text import manuscript_of
from small_case import PACKAGE, TABLES_TEXT, write_case


def case_of(root: Path, *facts: str, real: bool = False) -> Case:
    """Return `tiny` with more facts, each `subject,attribute,value,unit`; as if of a real patient on demand."""
    rows = "".join(f"f_{number},{fact},Test ¶1,synthetic,\n" for number, fact in enumerate(facts))
    package = dict(PACKAGE)
    if real:
        rows = rows.replace("synthetic", "reported")
        package["epicrisis"] = {"day_zero": "graft", "synthetic": False}
    return load_case(write_case(root, tables={"facts": TABLES_TEXT["facts"] + rows}, package=package), "tiny")


@pytest.mark.parametrize(
    ("fact", "found"),
    [
        ("patient,history,none,", None),
        ("patient,history,seen on 9 March 2024,", "an absolute date"),
        ("patient,age at follow-up,89,years", None),
        ("patient,age at follow-up,90,years", "an age over 89"),
        ("patient,history,told by Mrs Roe,", "a person's name"),
    ],
)
def test_of_the_data(tmp_path: Path, fact: str, found: str | None) -> None:
    """Row and column are named; the cell is not printed."""
    findings = list(check_private_data(case_of(tmp_path, fact)))
    assert [(str(finding.place), finding.message) for finding in findings] == (
        [("data/tiny/facts.csv, row 5, column value", f"{found} stands in the data")] if found else []
    )


@pytest.mark.parametrize(
    ("facts", "real", "found"),
    [
        (["patient,sex,female,"], True, None),
        (["patient,sex,female,", "patient,occupation,driver,"], True, "age, sex, occupation or income"),
        (["patient,sex,female,", "patient,occupation,driver,"], False, None),
    ],
)
def test_three_indirect_identifiers_want_a_review(
    tmp_path: Path, facts: list[str], real: bool, found: str | None
) -> None:
    """Two are fine, three are not; nobody is behind a synthetic case."""
    messages = [finding.message for finding in check_indirect_identifiers(case_of(tmp_path, *facts, real=real))]
    assert messages == ([f"the data hold 3 indirect identifiers: {found}"] if found else [])


@pytest.mark.parametrize(
    ("text", "allowed", "found"),
    [
        ("She came on 9 March 2024.", (), "an absolute date"),
        ("Published on 9 March 2024.", ("Published on 9 March 2024",), None),
        ("Fatima came.", (), "a person's name"),
        ("## Author contributions\n\nFatima Roe wrote it.", (), None),
        ("## Correspondence\n\nFatima Roe, f@roe.example.org, Tel. +49 30 1234567.", (), None),
        ("## Course\n\nShe wrote from f@roe.example.org.", (), "an e-mail address"),
        ("A {{< var x.age >}}-year-old woman.", (), "an age over 89"),
        ("Seen [@roe2021] and https://doi.org/10.1234/2021.", (), None),
    ],
)
def test_of_the_text(text: str, allowed: tuple[str, ...], found: str | None) -> None:
    """Authors name themselves and their addresses in their own section; what is allowed has a reason elsewhere."""
    findings = list(check_private_text(manuscript_of(text + "\n", {"x": {"age": "91"}}), allowed))
    assert [finding.message for finding in findings] == ([f"{found} stands in the text"] if found else [])
    assert not any(secret in str(finding) for finding in findings for secret in ("2024", "Fatima", "roe"))


def photograph(**tags: str) -> bytes:
    """Return a JPEG with these EXIF tags."""
    image, file = Image.new("RGB", (4, 4)), BytesIO()
    exif = image.getexif()
    for name, value in tags.items():
        exif[{"DateTime": 306, "Artist": 315, "Software": 305}[name]] = value
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()


def drawing(**texts: str) -> bytes:
    """Return a PNG with these text chunks."""
    info, file = PngInfo(), BytesIO()
    for name, value in texts.items():
        info.add_text(name, value)
    Image.new("L", (4, 4)).save(file, "PNG", pnginfo=info)
    return file.getvalue()


def signed_behind_its_pixels() -> bytes:
    """Return a PNG whose author stands in its last chunk but one."""
    pixels, text = drawing(), b"tEXtAuthor\0Jane Roe"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    end = pixels.rindex(b"IEND") - 4
    return pixels[:end] + chunk + pixels[end:]


def page(author: str) -> bytes:
    """Return a PDF with compressed objects, and with an author if there is one."""
    named = f', author: "{author}"' if author else ""
    made: bytes = typst.compile(f"#set document(date: none{named})\nA drawing".encode())
    return made


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jpg", photograph(Software="GIMP"), None),
        ("a.jpg", photograph(DateTime="2024:03:09 10:00:00"), "the metadata of the picture hold DateTime"),
        ("a.jpg", photograph(Artist="Jane Roe"), "the metadata of the picture hold Artist"),
        ("a.png", drawing(Software="Matplotlib"), None),
        ("a.png", drawing(Author="Jane Roe"), "the metadata of the picture hold Author"),
        ("a.png", drawing(), None),
        ("a.png", signed_behind_its_pixels(), "the metadata of the picture hold Author"),
        ("a.png", drawing()[:40], None),
        ("a.svg", b"<svg><text>Day 28</text></svg>", None),
        ("a.svg", b"<svg><text>9 March 2024</text></svg>", "an absolute date stands in the picture"),
        ("a.svg", b"<svg><dc:date>2024-03-09</dc:date></svg>", "the metadata of the picture hold date"),
        ("a.pdf", b"%PDF-1.4 << /Producer (Matplotlib) >>", None),
        ("a.pdf", b"%PDF-1.4 << /Author (Jane Roe) >>", "the metadata of the picture hold Author"),
        ("a.pdf", page(""), None),
        ("a.pdf", page("Jane Roe"), "the metadata of the picture hold Author"),
        ("a.pdf", b"%PDF-1.5 /ObjStm and nothing else", None),
        ("a.png", b"no picture at all", None),
    ],
)
def test_of_pictures(name: str, content: bytes, message: str | None) -> None:
    """Metadata that say who or when, and lettering."""
    findings = list(check_picture(content, name))
    assert [finding.message for finding in findings] == ([message] if message else [])
    assert not any("Jane" in str(finding) or "2024" in str(finding) for finding in findings)
