"""The look of the pages, compared with stored pictures, so that a change of it is seen in review.

`make baseline` stores the pictures anew; look at what git shows before you commit them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from PIL import Image

from pages.conftest import CASES, REPOSITORY, Open, RenderedCase, copy_project, render_case
from pages.pictures import Comparison, compare, load, page_picture, pdf_pictures, store

BASELINE = Path(__file__).parent / "baseline"
DIFFERENCES = REPOSITORY / ".cache" / "pictures"
SHRINK = {360: 2, 1440: 4}
HEIGHT = {"demo": None, "li2025": 4000}  # the top of the longer page is enough; its parts are those of the other
BASELINE_BYTES = 3_000_000


@pytest.fixture
def is_update(pytestconfig: pytest.Config) -> bool:
    """Whether pictures are stored and not compared."""
    return bool(pytestconfig.getoption("--update-baseline", default=False))


def differences(
    pictures: dict[str, Image.Image], is_update: bool, stored: Path = BASELINE, folder: Path = DIFFERENCES
) -> list[str]:
    """Compare pictures with the stored ones; leave those that differ, and where, in a folder to look at."""
    if is_update:
        for name, picture in pictures.items():
            store(picture, stored / f"{name}.png")
        return []
    found = []
    for name, picture in pictures.items():
        file = stored / f"{name}.png"
        result = compare(load(file), picture) if file.is_file() else None
        if result is None or not result.is_same:
            store(picture, folder / f"{name}.new.png")
            found.append(f"{name}: {_words(result)}; see {folder}/{name}.*.png")
        if result is not None and not result.is_same:
            store(result.picture, folder / f"{name}.difference.png")
    return found


def _words(result: Comparison | None) -> str:
    if result is None:
        return "there is no stored picture"
    return f"{result.tiles} places differ, the worst by {result.worst} of 255"


@pytest.mark.parametrize("case_id", CASES)
def test_the_print_looks_as_it_did(case_id: str, rendered: dict[str, RenderedCase], is_update: bool) -> None:
    """Every page of the PDF."""
    pages = pdf_pictures(rendered[case_id].pdf)
    pictures = {f"{case_id}-pdf-{number:02}": page for number, page in enumerate(pages, start=1)}
    if is_update:
        for file in BASELINE.glob(f"{case_id}-pdf-*.png"):
            file.unlink()

    assert [] == differences(pictures, is_update)
    assert sorted(pictures) == sorted(file.stem for file in BASELINE.glob(f"{case_id}-pdf-*.png"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", SHRINK)
@pytest.mark.parametrize("case_id", CASES)
def test_the_page_looks_as_it_did(
    case_id: str,
    width: int,
    scheme: Literal["light", "dark"],
    rendered: dict[str, RenderedCase],
    open_page: Open,
    is_update: bool,
) -> None:
    """On a telephone and on a desk, in the light and in the dark."""
    page = open_page(rendered[case_id].html, width, scheme, bypass_csp=True)  # for the fonts of the machine

    picture = page_picture(page, SHRINK[width], HEIGHT[case_id])

    assert [] == differences({f"{case_id}-html-{width}-{scheme}": picture}, is_update)


def test_the_stored_pictures_are_small() -> None:
    """They are in every clone."""
    sizes = [file.stat().st_size for file in BASELINE.glob("*.png")]

    assert 0 < sum(sizes) < BASELINE_BYTES


# The harness itself: a change that an eye sees fails, one that it does not see passes.

SEEN_IN_PRINT = [
    ("#let side = 41mm", "#let side = 36mm"),
    ("text(font: sans, size: 20pt", "text(font: sans, size: 22pt"),
]
SEEN_ON_SCREEN = [
    ("--accent: #0b4f7d;", "--accent: #8a1c1c;"),
    ("main h2 {\n  margin: 3rem", "main h2 {\n  margin: 3.6rem"),
]


def write_changed(source: Path, target: Path, old: str, new: str) -> None:
    """Copy a text file with one thing changed."""
    text = source.read_text("utf-8")
    assert old in text
    target.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [*((old, new, False) for old, new in SEEN_IN_PRINT), ('ink = rgb("#1b1f24")', 'ink = rgb("#1d2127")', True)],
    ids=["column", "title", "imperceptible"],
)
def test_a_change_of_the_print_is_seen_if_an_eye_sees_it(
    old: str, new: str, is_same: bool, rendered: dict[str, RenderedCase], tmp_path: Path
) -> None:
    """A narrower margin and a larger title are; a slightly lighter ink is not."""
    paths = copy_project(tmp_path)
    template = paths.report / "theme" / "typst-template.typ"
    write_changed(template, template, old, new)

    before = pdf_pictures(rendered["demo"].pdf)[0]
    after = pdf_pictures(render_case(paths, "demo").pdf)[0]

    assert is_same is compare(before, after).is_same


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [*((old, new, False) for old, new in SEEN_ON_SCREEN), ("--ink: #1b1f24;", "--ink: #1d2127;", True)],
    ids=["colour", "space", "imperceptible"],
)
def test_a_change_of_the_page_is_seen_if_an_eye_sees_it(
    old: str, new: str, is_same: bool, rendered: dict[str, RenderedCase], tmp_path: Path, open_page: Open
) -> None:
    """Another accent and more space are; a slightly lighter ink is not."""
    write_changed(rendered["demo"].html, tmp_path / "changed.html", old, new)

    before = page_picture(open_page(rendered["demo"].html, bypass_csp=True), SHRINK[1440], HEIGHT["li2025"])
    after = page_picture(open_page(tmp_path / "changed.html", bypass_csp=True), SHRINK[1440], HEIGHT["li2025"])

    assert is_same is compare(before, after).is_same


def test_a_stored_picture_is_still_the_same_picture(rendered: dict[str, RenderedCase], tmp_path: Path) -> None:
    """Few colours cost nothing that the comparison would see."""
    for number, page in enumerate(pdf_pictures(rendered["demo"].pdf)):
        store(page, tmp_path / f"{number}.png")

        assert compare(load(tmp_path / f"{number}.png"), page).is_same


def test_a_page_that_has_grown_differs() -> None:
    """Also if what was there before looks the same."""
    page = Image.new("RGB", (100, 100), "white")
    longer = Image.new("RGB", (100, 130), "white")

    assert not compare(page, longer).is_same


def test_what_differs_is_left_to_look_at(tmp_path: Path) -> None:
    """The new picture and the difference, in the folder that the message names."""
    stored, folder = tmp_path / "stored", tmp_path / "differ"
    white, black = (Image.new("RGB", (60, 60), colour) for colour in ("white", "black"))
    differences({"same": white, "other": white}, True, stored, folder)

    (message,) = differences({"same": white, "other": black}, False, stored, folder)

    assert message == f"other: 25 places differ, the worst by 255 of 255; see {folder}/other.*.png"
    assert ["other.difference.png", "other.new.png"] == sorted(path.name for path in folder.iterdir())
