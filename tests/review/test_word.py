"""A Word redline: accepting all changes gives the new text, rejecting them the old one."""

from __future__ import annotations

from pathlib import Path

import pypandoc
import pytest
from PIL import Image

from epicrisis.paths import ProjectPaths
from epicrisis.render.document import render_document
from epicrisis.review.word import redline_document
from review.revisions import marks, paragraphs, settled
from small_case import write_case

NOTES = "word/footnotes.xml"

OLD = """---
title: A case
---

## Course

She came [early](https://example.org/a) and *left* late.[^a] MRD was 0.5%.

A paragraph that goes.

- one
- two

| Day | MRD |
|-----|-----|
| 1   | 0.5% |
| 2   | none |

: Tests {#tbl-tests}

[^a]: After three days.
"""

CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "words": (("came", "arrived"), ("0.5%.", "0.7%, again.")),
    "a link": (("[early](https://example.org/a)", "[soon](https://example.org/b)"),),
    "text that was a link": (("[early](https://example.org/a)", "early"),),
    "a paragraph that goes": (("A paragraph that goes.\n\n", ""),),
    "a paragraph that comes": (
        ("- one", "A paragraph that comes, with a note.[^b]\n\n- one"),
        ("[^a]:", "[^b]: New.\n\n[^a]:"),
    ),
    "a note that reads otherwise": (("After three days.", "After four long days."),),
    "a note that goes": (("late.[^a]", "late."), ("[^a]: After three days.\n", "")),
    "a row that goes": (("| 2   | none |\n", ""),),
    "a row that comes": (("| 2   | none |\n", "| 2   | none |\n| 3   | 0.1% |\n"),),
    "a cell": (("| 1   | 0.5% |", "| 1   | not detected |"),),
    "a column": (
        ("MRD |\n|-----|-----|", "MRD | By |\n|--|--|--|"),
        ("0.5% |", "0.5% | A |"),
        ("none |", "none | B |"),
    ),
    "a table that goes": ((OLD[OLD.index("| Day") : OLD.index("[^a]: ")], ""),),
    "an item": (("- two", "- two\n- three"),),
    "nothing": (),
    "the last paragraph": (("[^a]: After", "The end.\n\n[^a]: After"),),
}


def word(root: Path, text: str) -> bytes:
    """Render a manuscript as a Word document."""
    root.mkdir()
    paths = write_case(root)
    paths.report.mkdir()
    (paths.report / "text.qmd").write_text(text, encoding="utf-8")
    rendered = render_document(
        paths.report / "text.qmd", ("docx",), "embedded", root / "out", ProjectPaths(root).root
    )
    return rendered.artifacts[0].path.read_bytes()


def changed(names: tuple[str, ...]) -> str:
    """Return the text after some of the changes."""
    text = OLD
    for name in names:
        for old, new in CHANGES[name]:
            assert old in text
            text = text.replace(old, new, 1)
    return text


def words(content: bytes, path: Path, track: str) -> list[str]:
    """Return the words that pandoc, an outside judge, reads with all changes accepted or rejected."""
    path.write_bytes(content)
    text = pypandoc.convert_file(str(path), "plain", extra_args=[f"--track-changes={track}"])
    return [word for word in text.split() if any(map(str.isalnum, word))]  # the rules of tables are pandoc's own


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The old document."""
    return word(tmp_path_factory.mktemp("word") / "old", OLD)


@pytest.mark.parametrize("name", CHANGES)
def test_all_accepted_is_the_new_text_and_all_rejected_the_old(name: str, before: bytes, tmp_path: Path) -> None:
    """Paragraph by paragraph, tables and notes included."""
    after = word(tmp_path / "new", changed((name,)))

    redline = redline_document(before, after, "tiny 1.0.0 → 1.1.0", "2024-02-29")

    assert settled(redline, "ins") == paragraphs(after)
    assert settled(redline, "del") == paragraphs(before)
    assert _written(settled(redline, "ins", NOTES)) == _written(paragraphs(after, NOTES))
    assert _written(settled(redline, "del", NOTES)) == _written(paragraphs(before, NOTES))
    assert bool(marks(redline) + marks(redline, NOTES)) == (name not in ("nothing", "text that was a link"))


def _written(texts: list[str]) -> list[str]:
    """Return the paragraphs that say something."""
    return [text for text in texts if text.strip()]


def test_an_outside_reader_sees_both_texts(before: bytes, tmp_path: Path) -> None:
    """Pandoc accepts or rejects all changes of many at once."""
    names = ("words", "a paragraph that comes", "a row that comes", "a cell", "an item")
    after = word(tmp_path / "new", changed(names))

    redline = redline_document(before, after, "tiny 1.0.0 → 1.1.0", "2024-02-29")

    file = tmp_path / "redline.docx"
    assert words(redline, file, "accept") == words(after, file, "accept")
    assert words(redline, file, "reject") == words(before, file, "accept")


def test_changes_have_an_author_a_date_and_ids_of_their_own(before: bytes, tmp_path: Path) -> None:
    """From the versions of the data, not from a clock: the same bytes every time."""
    after = word(tmp_path / "new", changed(("words", "a row that goes")))

    first, second = (redline_document(before, after, "tiny 1.0.0 → 1.1.0", "2024-02-29") for _ in range(2))

    found = [{name.partition("}")[2]: value for name, value in mark.attrib.items()} for mark in marks(first)]
    assert first == second
    assert {(mark["author"], mark["date"]) for mark in found} == {("tiny 1.0.0 → 1.1.0", "2024-02-29T00:00:00Z")}
    assert len({mark["id"] for mark in found}) == len(found)


def test_a_picture_that_was_replaced_comes_along(tmp_path: Path) -> None:
    """The old one is deleted, the new one inserted, and both are in the package."""
    documents = []
    for number, colour in enumerate(("red", "blue")):
        root = tmp_path / f"side-{number}"
        root.mkdir()
        paths = write_case(root)
        paths.report.mkdir()
        Image.new("RGB", (20, 10), colour).save(paths.report / "a.png")
        file = paths.report / "text.qmd"
        file.write_text("---\ntitle: A\n---\n\n![Words.](a.png){#fig-a}\n", encoding="utf-8")
        rendered = render_document(file, ("docx",), "embedded", root / "out", root)
        documents.append(rendered.artifacts[0].path.read_bytes())

    redline = redline_document(*documents, "tiny", "")

    assert settled(redline, "ins") == paragraphs(documents[1])
    assert [mark.tag.rpartition("}")[2] for mark in marks(redline)] == ["del", "ins"]
    assert b"media/gone1.png" in redline
