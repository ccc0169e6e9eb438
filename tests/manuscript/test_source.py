"""Every line of a manuscript remembers the file and line that it came from."""

from __future__ import annotations

from pathlib import Path

from epicrisis.manuscript.source import Source, read_source

ROOT = Path("/project")


def read(files: dict[str, str]) -> Source:
    """Read `doc.qmd` of a project that exists only in this dictionary."""

    def read_one(path: Path) -> str:
        name = path.relative_to(ROOT).as_posix()
        if name not in files:
            raise FileNotFoundError(name)
        return files[name]

    return read_source(ROOT / "report/doc.qmd", ROOT, read_one)


def test_lines_after_an_include_keep_their_numbers() -> None:
    """An include of two lines does not move the line after it."""
    source = read({"report/doc.qmd": "a\n{{< include _b.qmd >}}\nd\n", "report/_b.qmd": "b\nc\n"})

    assert source.text == "a\nb\nc\nd"
    assert [str(source.place_at(offset)) for offset in (0, 2, 4, 6)] == [
        "report/doc.qmd, line 1",
        "report/_b.qmd, line 1",
        "report/_b.qmd, line 2",
        "report/doc.qmd, line 3",
    ]


def test_includes_are_relative_to_the_main_document() -> None:
    """Also those inside an included file of another folder; a leading slash means the project."""
    source = read(
        {
            "report/doc.qmd": "{{< include parts/_a.qmd >}}\n{{< include /shared/_c.qmd >}}",
            "report/parts/_a.qmd": "{{< include _b.qmd >}}",
            "report/_b.qmd": "b",
            "shared/_c.qmd": "c",
        }
    )

    assert (source.text, source.problems) == ("b\nc", ())


def test_who_includes_a_table_that_is_not_made_is_told_which_are() -> None:
    """No folder shows it: a table is made only once somebody includes it."""
    (problem,) = read({"report/doc.qmd": "{{< include _tables/tiny/mrds.md >}}"}).problems

    assert problem.message == "the included file _tables/tiny/mrds.md does not exist"
    assert "lesions.md, literature.md, markers.md, mrd.md" in problem.fix


def test_an_include_may_stand_inside_a_div() -> None:
    """The fences around it stay."""
    source = read({"report/doc.qmd": "::: {#tbl-a}\n{{< include _t.md >}}\n:::", "report/_t.md": "| a |"})

    assert source.text == "::: {#tbl-a}\n| a |\n:::"


def test_front_matter_ends_at_its_fence() -> None:
    """A rule later in the text is not the end of a front matter that is not there."""
    with_front_matter = read({"report/doc.qmd": "---\ntitle: x\n---\ntext"})
    without = read({"report/doc.qmd": "text\n\n---\n\nmore"})

    assert (with_front_matter.front_matter, with_front_matter.front_matter_length) == ("\ntitle: x", 3)
    assert (without.front_matter, without.front_matter_length) == ("", 0)


def test_an_empty_manuscript_has_no_lines() -> None:
    """Nothing fails on an empty file."""
    source = read({"report/doc.qmd": ""})

    assert (source.text, source.front_matter, source.problems) == ("", "", ())
