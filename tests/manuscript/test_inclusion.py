"""Of the generated tables those are made whose files somebody names; of rows those count that somebody names."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.manuscript.inclusion import table_files, what_is_named
from epicrisis.paths import ProjectPaths


def write(paths: ProjectPaths, name: str, text: str) -> Path:
    """Write a file of the project."""
    path = paths.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "report/tiny.qmd",
        "report/part.txt",
        "report/parts/_methods.md",
        "report/_metadata.yml",
        "report/draft.qmd",
        "letter.qmd",
        "_quarto.yml",
        "notebooks/extra.ipynb",
    ],
)
def test_a_name_counts_wherever_something_may_be_included_from(small_project: ProjectPaths, name: str) -> None:
    """The manuscript itself, a part of it, settings, another document, a notebook."""
    write(small_project, name, "{{< include _tables/tiny/mrd.md >}} and data.md")

    assert what_is_named(small_project, "tiny").tables == ("data", "mrd")


def test_a_part_that_lies_elsewhere_is_followed(small_project: ProjectPaths) -> None:
    """As well as what it includes itself, and a table that is not there yet ends nothing."""
    text = "{{< include _tables/tiny/mrd.md >}}\n\n{{< include /shared/a.md >}}\n"
    write(small_project, "report/tiny.qmd", text)
    write(small_project, "shared/a.md", "{{< include ../shared/b.md >}}\n")
    write(small_project, "shared/b.md", "{{< include _tables/tiny/lesions.md >}}\n")

    assert what_is_named(small_project, "tiny").tables == ("lesions", "mrd")


def test_what_a_build_made_and_what_is_of_another_case_names_nothing(small_project: ProjectPaths) -> None:
    """Else a table would be made because it was; the other case has tables of its own."""
    write(small_project, "data/other/datapackage.json", "{}")
    for name in ("report/_tables/tiny/mrd.md", "report/_notebooks/tiny/mrd.ipynb", "report/other.qmd"):
        write(small_project, name, "{{< include _tables/tiny/data.md >}}")
    write(small_project, "report/tiny.qmd", "{{< include _tables/tiny/mrd.md >}}")

    assert what_is_named(small_project, "tiny").tables == ("mrd",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("figure-mrd.md", ("figure-mrd",)),
        ("figure-mrd.md, mrd.md", ("figure-mrd", "mrd")),
        ("mrd", ()),
        ("README.md", ()),
        ("", ()),
    ],
)
def test_only_the_name_of_a_file_counts(small_project: ProjectPaths, text: str, named: tuple[str, ...]) -> None:
    """The disclosure of a figure is not the table of the same rows."""
    write(small_project, "report/tiny.qmd", text)

    assert what_is_named(small_project, "tiny").tables == named


def test_a_manuscript_that_cannot_be_read_is_no_fault_here(small_project: ProjectPaths) -> None:
    """The check says what is wrong with it."""
    small_project.report.mkdir(exist_ok=True)
    small_project.manuscript("tiny").write_bytes(b"\xff{{< include _tables/tiny/mrd.md >}}")

    assert what_is_named(small_project, "tiny").tables == ("mrd",)
    small_project.manuscript("tiny").unlink()
    assert what_is_named(small_project, "tiny").tables == ()


def test_files_of_tables_that_nobody_names_are_found(small_project: ProjectPaths) -> None:
    """Those that a build has made; what else lies there is somebody else's."""
    for name in ("mrd", "data", "own"):
        write(small_project, f"report/_tables/tiny/{name}.md", "text")

    found = [path.stem for path in table_files(small_project, "tiny", but=("data",))]

    assert found == ["mrd"]


@pytest.mark.parametrize("name", ["report/tiny.qmd", "report/part.txt", "_quarto.yml", "notebooks/extra.ipynb"])
def test_a_row_that_is_named_counts_wherever_it_may_be_printed(small_project: ProjectPaths, name: str) -> None:
    """Once, whichever of its cells is asked for, and however the name is written down."""
    write(small_project, name, "{{< var tiny.mrd.b_2.text >}} {{<var 'tiny.mrd.b_2.method'>}} tiny.times.a.text")

    assert what_is_named(small_project, "tiny").rows == ("mrd.b_2", "times.a")


def test_a_document_that_is_told_counts_too(small_project: ProjectPaths) -> None:
    """Wherever it lies; that of another case, which lies in the report, does not."""
    for name, row in (("letters/a.qmd", "x"), ("letters/b.qmd", "y"), ("report/demo.qmd", "z")):
        write(small_project, name, f"{{{{< var tiny.mrd.{row}.text >}}}}")
    write(small_project, "data/demo/datapackage.json", "{}")
    told = [small_project.root / name for name in ("letters/a.qmd", "report/demo.qmd", "report/tiny.qmd")]

    assert "mrd.x" in what_is_named(small_project, "tiny", told).rows
    assert not {"mrd.y", "mrd.z"} & {*what_is_named(small_project, "tiny", told).rows}


@pytest.mark.parametrize(
    "text", ["tiny.mrd", "tiny", "other.tiny.mrd.a", "tiny2.mrd.a", "my-tiny.mrd.a", "tiny-mrd.a"]
)
def test_what_is_no_name_of_a_row_is_none(small_project: ProjectPaths, text: str) -> None:
    """A table alone, or a case whose name only looks alike."""
    write(small_project, "report/tiny.qmd", f"{{{{< var {text} >}}}}")

    assert what_is_named(small_project, "tiny").rows == ()


def test_a_name_of_a_case_is_no_pattern(small_project: ProjectPaths) -> None:
    """Its signs stand for themselves."""
    write(small_project, "report/a+b.qmd", "{{< var a+b.mrd.x.text >}} {{< var aab.mrd.y.text >}}")

    assert what_is_named(small_project, "a+b").rows == ("mrd.x",)
