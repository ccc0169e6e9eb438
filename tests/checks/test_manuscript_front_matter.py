"""The front matter of a manuscript: faults that an engine would meet late or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.checks.manuscript import check_manuscript


def problems_of(project: Path, text: str) -> list[str]:
    """Return the problems of a manuscript."""
    source = project / "doc.qmd"
    source.write_text(text, "utf-8")
    return [str(problem) for problem in check_manuscript(source, project, {})]


def with_front_matter(lines: str) -> str:
    """Return a manuscript with a title and further lines of front matter."""
    return f"---\ntitle: A title\n{lines}\n---\n\nWords.\n"


@pytest.mark.parametrize(
    "lines",
    [
        "date: 2026-11-24",
        "date-format: long",
        "lang: en-GB",
        "author:\n  - name: A\n    affiliations:\n      - ref: here\naffiliations:\n  - id: here\n    name: B",
        "author:\n  - name: A\n    affiliations:\n      - id: own\n        name: B\n"
        "  - name: C\n    affiliations:\n      - ref: own",
        "css: style.css",
        "pdf-standard: ua-1",
    ],
)
def test_what_an_engine_can_follow_passes(tmp_path: Path, lines: str) -> None:
    """A fixed day, a kind of English, an affiliation that is there, a file that exists."""
    (tmp_path / "style.css").write_text("", "utf-8")
    assert problems_of(tmp_path, with_front_matter(lines)) == []


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("date: today", "doc.qmd, line 3: the date today is not a fixed day."),
        ("date: 2026-13-01", "doc.qmd, line 3: the date 2026-13-01 is not a fixed day."),
        ("date-format: D. MMMM", "doc.qmd, line 3: the date-format D. MMMM is not supported."),
        ("keywords: [a]\nlang: de", "doc.qmd, line 4: the language de is not supported"),
        (
            "author:\n  - name: A\n    affiliations:\n      - ref: there",
            "doc.qmd, line 6: an author refers to the affiliation there, which is not there.",
        ),
        ("css: no.css", "doc.qmd, line 3: the file no.css, named under css, does not exist."),
        ("csl: no.csl", "doc.qmd, line 3: the file no.csl, named under csl, does not exist."),
    ],
)
def test_what_an_engine_cannot_follow_is_named_with_its_line(tmp_path: Path, lines: str, problem: str) -> None:
    """The line is that of the key, and the advice comes behind it."""
    (found,) = problems_of(tmp_path, with_front_matter(lines))
    assert found.startswith(problem)


def test_an_accessible_pdf_needs_a_title(tmp_path: Path) -> None:
    """PDF/UA wants a title; a document for readers without that standard may lack one."""
    without_title = "---\nlang: en\n{}---\n\nWords.\n"
    assert problems_of(tmp_path, without_title.format("")) == []
    (found,) = problems_of(tmp_path, without_title.format("format:\n  typst:\n    pdf-standard: ua-1\n"))
    assert found.startswith("doc.qmd, line 1: there is no title, which an accessible PDF needs.")


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_manuscript_is_refused(tmp_path: Path, text: str) -> None:
    """Nothing is published of nothing."""
    (found,) = problems_of(tmp_path, text)
    assert found.startswith("doc.qmd, line 1: the manuscript is empty.")


def test_front_matter_without_an_end_is_refused(tmp_path: Path) -> None:
    """Its settings would be printed as text."""
    found = problems_of(tmp_path, "---\ntitle: A title\n\nWords.\n")
    assert found[0] == "doc.qmd, line 1: the front matter is never closed. End it with a line of three dashes."


def test_a_code_block_without_an_end_is_refused(tmp_path: Path) -> None:
    """It is named where it opens; a closed one passes."""
    assert problems_of(tmp_path, with_front_matter("lang: en") + "\n```\ncode\n```\n") == []
    (found,) = problems_of(tmp_path, with_front_matter("lang: en") + "\n```\ncode\n")
    assert found.startswith("doc.qmd, line 8: this code block is never closed.")


def test_an_open_shortcode_is_named_where_it_stands(tmp_path: Path) -> None:
    """A complete shortcode further up is not taken for it."""
    found = problems_of(tmp_path, with_front_matter("lang: en") + "\n{{< pagebreak >}}\n\nz {{< var a\n")
    assert [problem for problem in found if "not complete" in problem] == [
        "doc.qmd, line 10: this shortcode is not complete. It is written {{< name argument >}}."
    ]
