"""The same figure is the same file, and says nothing else."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Literal

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from epicrisis.figures import style
from epicrisis.figures.encoding import LAYOUT_TABLES, encode
from figures.sample import sample_figure

FORMATS: tuple[Literal["svg", "pdf", "png"], ...] = ("svg", "pdf", "png")


@pytest.mark.parametrize("file_format", FORMATS)
def test_two_drawings_give_the_same_bytes(file_format: Literal["svg", "pdf", "png"]) -> None:
    """Nothing in a file depends on when it was made."""
    assert encode(sample_figure(), file_format) == encode(sample_figure(), file_format)


@pytest.mark.parametrize("file_format", FORMATS)
def test_no_file_says_when_or_where_it_was_made(file_format: Literal["svg", "pdf", "png"]) -> None:
    """No date, program name or path."""
    content = encode(sample_figure(), file_format)

    assert not [
        word
        for word in (b"dc:date", b"CreationDate", b"Software", b"Creator", b"/site-packages")
        if word in content
    ]


def test_another_process_gives_the_same_bytes() -> None:
    """String hashing, which Python salts in each process, does not show."""
    program = (
        "import hashlib; from figures.sample import sample_figure; from epicrisis.figures.encoding import encode;"
        "print([hashlib.sha256(encode(sample_figure(), f)).hexdigest() for f in ('svg', 'pdf', 'png')])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(runs) == 1


def test_the_fonts_of_a_pdf_lay_out_no_text() -> None:
    """Their glyphs have their places; what else uses fontTools in this process still gets everything."""
    before = subset.load_font
    with style.context():
        figure = style.new_figure(60, 20)
        figure.text(0.1, 0.5, "office 1/2")
        style.settle(figure)
    page = PdfReader(io.BytesIO(encode(figure, "pdf"))).pages[0]

    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    tables = [set(TTFont(io.BytesIO(one["/FontFile2"].get_data())).keys()) for one in descriptors]

    assert tables
    assert not any(found & {*LAYOUT_TABLES} for found in tables)
    assert subset.load_font is before
