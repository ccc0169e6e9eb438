"""The last look at outputs: identifiers that came in by another way than the sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import typst

from epicrisis.places import Problem
from epicrisis.render.screening import find_suspects, judge_suspects, lines_to_look_over

PUBLISHED = date(2024, 2, 29)
SOURCE = "The report of 3 May 2021 was written by Jane Roe, jane@clinic.example."


def screen_outputs(outputs: dict[str, bytes], sources: list[str], published: date) -> tuple[Problem, ...]:
    """Find what would be published and stands in no source."""
    found = {name: find_suspects(lines_to_look_over(name, content)) for name, content in outputs.items()}
    return judge_suspects(found, sources, published)


def page(body: str) -> bytes:
    """Return a page with this body."""
    return f"<html><head><title>A report</title></head><body>{body}</body></html>".encode()


def messages(body: str) -> list[str]:
    """Return what is found on a page."""
    return [problem.message for problem in screen_outputs({"out/a.html": page(body)}, [SOURCE], PUBLISHED)]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<p>Seen on 9 March 2023.</p>", "an absolute date"),
        ("<p>Ask john@clinic.example.</p>", "an e-mail address"),
        ("<p>Telephone: 0451 123456</p>", "a telephone number"),
        ("<p>MRN 4711001</p>", "the number of a record"),
        ("<p>A 93-year-old man</p>", "an age over 89"),
        ("<p>Mr Smith was seen.</p>", "a person's name"),
        ("<img alt='Maria in her ward' src=''>", "a person's name"),
        ("<pre>File /home/maintainer/case/a.py</pre>", "a folder of the computer"),
        ("<pre>File C:\\\\Users\\\\me\\\\a.py</pre>".replace("\\\\", "\\"), "a folder of the computer"),
    ],
)
def test_what_stands_in_no_source_is_found(body: str, what: str) -> None:
    """It is named by its kind and file, and not repeated."""
    (problem,) = screen_outputs({"out/a.html": page(body)}, [SOURCE], PUBLISHED)

    assert problem.message == f"{what} would be published here, and stands in no source"
    assert problem.place.path == "out/a.html"
    assert not any(word in str(problem) for word in ("March", "john", "4711", "Smith", "Maria", "maintainer"))


@pytest.mark.parametrize(
    "body",
    [
        "<p>The report of 3\u00a0May\u00a02021 was written by Jane Roe.</p>",
        "<p>Mail jane@clinic.example</p>",
        "<p>Version of 29 February 2024, also written 2024-02-29 or February 2024.</p>",
        "<p>MRD was 0.05% on Day 28; 404–1612 cells/µL; 47,XX,+8,del(9)(p22).</p>",
        "<script>'9 March 2023'</script><style>/* Mr Smith */</style>",
    ],
)
def test_what_was_judged_before_passes(body: str) -> None:
    """Sources, the date of the version however it is written, and ordinary numbers; scripts are no text."""
    assert messages(body) == []


def test_sources_are_read_until_nothing_is_left_to_judge() -> None:
    """Those of a long case are long, and what a report says stands mostly in its text."""
    asked: list[int] = []

    def sources() -> Iterator[str]:
        for number, text in enumerate(["Seen on 9 March", "By Jane Roe, 9 March 2023", "the data"]):
            asked.append(number)
            yield text

    text = page("<p>On 9\u00a0March\u00a02023.</p><p>Jane Roe</p>")
    found = {"a.html": find_suspects(lines_to_look_over("a.html", text))}

    assert judge_suspects(found, sources(), PUBLISHED) == ()
    assert judge_suspects({"a.html": ()}, sources(), PUBLISHED) == ()
    assert asked == [0, 1]


def test_one_kind_is_told_once_for_each_file() -> None:
    """Many dates are one finding of one file."""
    bodies = {f"out/{name}.html": page("<p>9 March 2023, then 10 March 2023</p>") for name in "ab"}

    assert [problem.place.path for problem in screen_outputs(bodies, [], PUBLISHED)] == [
        "out/a.html",
        "out/b.html",
    ]


def test_a_pdf_is_read_with_its_metadata() -> None:
    """Its author is none of the sources'."""
    named = typst.compile(b'#set document(author: "Mr Smith", date: none)\nA page')
    plain = typst.compile(b"#set document(date: none)\nA page")

    found = screen_outputs({"a.pdf": named, "b.pdf": plain}, [SOURCE], PUBLISHED)

    assert [(problem.place.path, problem.message.partition(" would")[0]) for problem in found] == [
        ("a.pdf", "a person's name")
    ]


def test_a_line_is_looked_over_once() -> None:
    """What a page says again in the same words is one suspect, and the same words in another line are another."""
    found = find_suspects(lines_to_look_over("a.html", page("<p>Mr Smith</p><p>Mr Smith</p><p>So Mr Smith</p>")))

    assert [suspect.words for suspect in found] == ["Mr Smith", "Mr Smith"]
