"""Two builds of one artefact: what counts as a value, and what only as the way a file is written."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence

import pytest
from PIL import Image, PngImagePlugin

from epicrisis.provenance.comparison.verdict import Verdict, compare

SAME_VALUES = "same values, different bytes"


def png(colour: str = "white", note: str = "", size: tuple[int, int] = (4, 200)) -> bytes:
    """Return a picture of one colour with one dark point far down, and a note in its metadata."""
    picture, described, stream = Image.new("RGB", size, colour), PngImagePlugin.PngInfo(), io.BytesIO()
    picture.putpixel((1, 150), (0, 0, 0))
    described.add_text("Comment", note)
    picture.save(stream, "PNG", pnginfo=described)
    return stream.getvalue()


def docx(
    text: str = "0.05%", year: int = 1980, names: Sequence[str] = ("word/document.xml", "docProps/app.xml")
) -> bytes:
    """Return an archive in the manner of Word."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), f"<p><t>{text}</t></p>")
    return stream.getvalue()


def notebook(text: str = "0.05%", identifier: str = "a", seconds: str = "1") -> bytes:
    """Return a notebook with one cell that shows a text."""
    output = {"output_type": "display_data", "data": {"text/plain": [text]}, "metadata": {}}
    cell = {
        "id": identifier,
        "cell_type": "code",
        "source": "show()",
        "metadata": {"time": seconds},
        "outputs": [output],
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}).encode()


def pdf(text: str = "0.05%", producer: str = "one") -> bytes:
    """Return a PDF of one page with one line of text."""
    stream = f"BT /F 24 Tf 10 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Producer(%s)>>" % producer.encode(),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + table + b"trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)


PAGE = (
    '<html><body><section id="outcome"><p>MRD was <b class="datum">0.05%</b>.</p><img alt="MRD"></section>'
    "</body></html>"
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><path d="M 1 2" style="fill: red"/><text>0.05%</text></g>'
    "</svg>"
)

ONLY_WRITTEN = [
    (
        "page.html",
        PAGE,
        PAGE.replace('class="datum"', 'class="value"'),
        "#outcome/p[1]/b[1], class: 'datum' → 'value'",
    ),
    (
        "page.html",
        PAGE,
        PAGE.replace("</body>", "<!-- made today --></body>"),
        "html/body[1]/comment[1]: nothing → ",
    ),
    ("page.html", PAGE, PAGE.replace("MRD was", "MRD  was"), "#outcome/p[1]: 'MRD was' → 'MRD was'"),
    ("a.svg", SVG, SVG.replace('id="a"', 'id="b"'), "id: 'a' → 'b'"),
    ("a.svg", SVG, SVG.replace("<g", "<g "), "byte 44 of "),
    ("a.png", png(), png(note="made today"), "metadata: "),
    ("a.pdf", pdf(), pdf(producer="two"), "metadata, Producer: 'one' → 'two'"),
    ("a.docx", docx(), docx(year=2026), "archive entry word/document.xml: "),
    ("a.docx", docx(), docx(names=("docProps/app.xml", "word/document.xml")), "archive entry word/document.xml: "),
    ("a.ipynb", notebook(), notebook(identifier="b"), "cell 1, id: 'a' → 'b'"),
    ("a.ipynb", notebook(), notebook(seconds="2"), "cell 1, metadata.time: '1' → '2'"),
    ("a.json", '{"a": 1, "b": 2}', '{"b": 2, "a": 1}', "byte 3 of 16 and 16 on"),
    ("a.yml", "a: 1\nb: 2\n", "# again\na: 1\nb: 2\n", "byte 1 of 10 and 18 on"),
    ("a.csv", "a,b\n", '"a",b\n', "byte 1 of 4 and 6 on"),
]

ANOTHER_VALUE = [
    ("page.html", PAGE, PAGE.replace("0.05%", "0.06%"), "#outcome/p[1]/b[1]: '0.05%' → '0.06%'"),
    ("page.html", PAGE, PAGE.replace('alt="MRD"', 'alt="Other"'), "#outcome/img[1], alt: 'MRD' → 'Other'"),
    ("page.html", PAGE, PAGE.replace("</p>", "</p><p>New.</p>"), "#outcome/p[2]: nothing → 'New.'"),
    ("a.svg", SVG, SVG.replace("0.05%", "0.06%"), "#a/text[1]: '0.05%' → '0.06%'"),
    ("a.svg", SVG, SVG.replace("M 1 2", "M 1 3"), "#a/path[1], d: 'M 1 2' → 'M 1 3'"),
    ("a.png", png(), png("red"), "rows 0 to 63 of points: "),
    ("a.png", png(), png(size=(5, 200)), "size: '4 × 200 points' → '5 × 200 points'"),
    ("a.pdf", pdf(), pdf("0.06%"), "page 1, line 1: '0.05%' → '0.06%'"),
    ("a.docx", docx(), docx("0.06%"), "docProps/app.xml, p/t[1]: '0.05%' → '0.06%'"),
    ("a.ipynb", notebook(), notebook("0.06%"), "cell 1, output 1, text/plain: '0.05%' → '0.06%'"),
    ("a.json", '{"a": [1, 2]}', '{"a": [1, 3]}', "a[2]: '2' → '3'"),
    ("a.yml", "case:\n  mrd: 0.05%\n", "case:\n  mrd: 0.06%\n", "case.mrd: '0.05%' → '0.06%'"),
    ("a.csv", "id,value\nx,1\n", "id,value\nx,2\n", "row 2, column 2: '1' → '2'"),
    ("a.bin", "one", "two", "byte 1 of 3 and 3 on"),
    ("a.json", '{"a": 1}', "{", "byte 2 of 8 and 1 on"),
    ("a.pdf", pdf(), "no PDF", "byte 1 of "),
]


def content(made: str | bytes) -> bytes:
    """Return texts as their bytes."""
    return made.encode() if isinstance(made, str) else made


def test_the_same_bytes_are_identical() -> None:
    """Nobody needs to look inside."""
    assert Verdict("a.bin", "identical") == compare("a.bin", b"same", b"same")


@pytest.mark.parametrize(("name", "old", "new", "place"), ONLY_WRITTEN)
def test_other_bytes_with_the_same_values_say_where(
    name: str, old: str | bytes, new: str | bytes, place: str
) -> None:
    """Metadata, order, ids and spaces are not what a reader reads."""
    verdict = compare(name, content(old), content(new))

    assert SAME_VALUES == verdict.likeness
    assert any(place in found for found in verdict.places), verdict.places


@pytest.mark.parametrize(("name", "old", "new", "place"), ANOTHER_VALUE)
def test_another_value_is_named_with_old_and_new(
    name: str, old: str | bytes, new: str | bytes, place: str
) -> None:
    """A number, an alternative text, a point of a picture; a file that nobody can read is different."""
    verdict = compare(name, content(old), content(new))

    assert "different" == verdict.likeness
    assert any(place in found for found in verdict.places), verdict.places


def test_the_first_value_that_differs_is_told_and_not_what_is_alike_around_it() -> None:
    """One changed cell is one place."""
    old = "".join(f"row{number},{number}\n" for number in range(100))

    verdict = compare("a.csv", old.encode(), old.replace(",50\n", ",51\n").encode())

    assert ("row 51, column 2: '50' → '51'",) == verdict.places


@pytest.mark.parametrize(("old", "new", "side"), [(None, b"", "second"), (b"", None, "first")])
def test_what_only_one_build_has_is_different(old: bytes | None, new: bytes | None, side: str) -> None:
    """A file that is not made any more, or is made for the first time."""
    assert Verdict("a.csv", "different", (f"only the {side} build has it",)) == compare("a.csv", old, new)
