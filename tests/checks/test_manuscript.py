"""What Quarto would publish silently is refused, with file and line, all at once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from epicrisis.checks.manuscript import check_manuscript
from epicrisis.manuscript.config import read_variables

FIXTURES = Path(__file__).parents[1] / "fixtures" / "quarto"
SETTINGS = """
bibliography: references.bib
crossref:
  custom:
    - {kind: float, key: suppfig, reference-prefix: Supplementary Figure S, space-before-numbering: false}
"""
VARIABLES = {"tiny": {"mrd": {"relapse": {"text": "0.05%"}}}}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one citation and one image."""
    (tmp_path / "_quarto.yml").write_text(SETTINGS, "utf-8")
    (tmp_path / "references.bib").write_text("@article{ding2017, title={X}}\n", "utf-8")
    (tmp_path / "a.png").write_bytes((FIXTURES / "a.png").read_bytes())
    return tmp_path


def problems_of(project: Path, text: str, variables: dict[str, Any] = VARIABLES) -> list[str]:
    """Return the problems of a manuscript with this text."""
    source = project / "doc.qmd"
    source.write_text(text, "utf-8")
    return [str(problem) for problem in check_manuscript(source, project, variables)]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("[!_]*.qmd")), ids=lambda path: path.stem)
def test_what_quarto_renders_well_passes(path: Path) -> None:
    """The checks refuse nothing that is right; only the style that the project names is not stored here."""
    found = [str(problem) for problem in check_manuscript(path, FIXTURES, read_variables(FIXTURES))]
    assert [problem for problem in found if "style.csl, named under csl" not in problem] == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "{{< var tiny.mrd.relaps.text >}}",
            "there is no variable tiny.mrd.relaps.text. Perhaps tiny.mrd.relapse.text is meant.",
        ),
        (
            "{{< var tiny.mrd >}}",
            "the variable tiny.mrd is a group of values. Name one of them, such as tiny.mrd.relapse.text.",
        ),
        ("`{{< var nothing >}}`", "there is no variable nothing."),
        ("{{< var >}}", "{{< var >}} must name exactly one variable."),
        ("{{< meta titel >}}", "there is no front matter key titel. Perhaps title is meant."),
        ("{{< vra x >}}", "the shortcode vra is unknown. Perhaps var is meant."),
        (
            "text {{< include _part.qmd >}}",
            "an include must stand alone on its line. Put it on a line of its own.",
        ),
        (
            "{{< include _none.qmd >}}",
            "the included file _none.qmd does not exist. Include paths are relative to the main document.",
        ),
        ("{{< include doc.qmd >}}", "the include of doc.qmd is circular. Remove one of the includes."),
        ("See @fig-mrd.", "the cross-reference @fig-mrd refers to nothing. Label it with {#fig-mrd}."),
        ("See @suppfig-x.", "the cross-reference @suppfig-x refers to nothing. Label it with {#suppfig-x}."),
        ("See @eq-x.", "the cross-reference @eq-x refers to nothing. Label it with {#eq-x}."),
        ("See @lst-x.", "cross-references of the kind lst are not supported. Name it in words."),
        (
            "## A {#sec-a}\n\n@sec-a",
            "@sec-a refers to a section without a number. "
            "Set number-sections: true and leave the section numbered, or name it in words.",
        ),
        ("Known [@dign2017].", "the citation @dign2017 is not in the bibliography. Perhaps @ding2017 is meant."),
        (
            "![x](a.png){#fig-a}\n\nSee [@ding2017; @fig-a].",
            "one pair of brackets holds a cross-reference and a citation. Give each its own brackets.",
        ),
        ("![x](b.png)", "the image b.png does not exist. Perhaps a.png is meant."),
        (
            "![x](https://example.org/a.png)",
            "the image https://example.org/a.png is on the internet. Save it in the project.",
        ),
        ("## A b\n\n[x](#a-c)", "the link to #a-c leads nowhere. Perhaps #a-b is meant."),
        ("![x]()", "this image names no file."),
        (
            "::: {.panel-tabset}\n:::",
            "the construct .panel-tabset is not supported. Use plain Markdown, a figure or a table.",
        ),
        (
            "```{python}\n1\n```",
            "a python cell would not be executed. Put the code into a notebook and show its figure.",
        ),
    ],
)
def test_each_is_refused(project: Path, text: str, problem: str) -> None:
    """The message names the line, the fault and how to mend it."""
    problems = problems_of(project, f"---\ntitle: A title\n---\n\n{text}\n")

    place, _, message = problems[-1].partition(": ")
    assert place.startswith("doc.qmd, line ")
    assert message == problem


@pytest.mark.parametrize(
    "text",
    [
        "`@fig-none` and `{#fig-twice}`",
        "```\n@fig-none [@nobody] ![x](none.png)\n```",
        "~~~~\n```\n@fig-none\n~~~~",
        "<!-- @fig-none {{< var none >}} {{< include none >}} -->",
        "<!--\n{{< include _none.qmd >}}\n-->",
        "{{{< var none >}}} and {{</* var none */>}}",
        "Write to a@example.org or <b@example.org>, or \\@nobody.",
        "[@ding2017, p. 3] and -@ding2017 and [see @ding2017]",
        '![x](a.png){#fig-a fig-alt="two\nlines # with } braces"}\n\nSee @fig-a.',
        "![x [@ding2017] and [b](a.png)](a.png)",
        "## A *b* (c): d, 1.5 {.unnumbered}\n\n[x](#a-b-c-d-1.5) [y](#ref-ding2017)",
        "## Über\n\n## Über\n\n[x](#über) [y](#über-1)",
        '::: {.content-visible when-format="html"}\n![x](a.png){#fig-a}\n:::\n\n'
        '::: {.content-visible when-format="typst"}\n![x](a.png){#fig-a}\n:::\n\n@fig-a',
        "::: {#suppfig-x}\n![](a.png)\n\nCaption.\n:::\n\n@suppfig-x",
        "$$\nx\n$$ {#eq-x}\n\n@eq-x",
    ],
)
def test_what_is_right_or_not_prose_passes(project: Path, text: str) -> None:
    """Code, comments, addresses and escapes refer to nothing."""
    assert problems_of(project, text) == []


def test_a_label_is_defined_once(project: Path) -> None:
    """The second definition is refused, and the message says where the first is."""
    problems = problems_of(project, "![x](a.png){#fig-a}\n\n![y](a.png){#fig-a}\n")

    assert problems == [
        "doc.qmd, line 3: the label #fig-a is defined again; the first is in doc.qmd, line 1. "
        "Give one of them another label."
    ]


def test_all_problems_come_at_once_and_name_the_include(project: Path) -> None:
    """A problem inside an include is placed in the included file; lines after it stay right."""
    (project / "_part.qmd").write_text("fine\n\n@fig-part\n", "utf-8")

    problems = problems_of(project, "@fig-one\n\n{{< include _part.qmd >}}\n\n@fig-two [@nobody]\n")

    places = [problem.partition(": ")[0] for problem in problems]
    assert places == ["_part.qmd, line 3", "doc.qmd, line 1", "doc.qmd, line 5", "doc.qmd, line 5"]


def test_a_reference_to_a_numbered_section_passes(project: Path) -> None:
    """Section numbers make sections referable, but not those that opt out."""
    text = "---\nnumber-sections: true\n---\n\n## A {#sec-a}\n\n## B {#sec-b .unnumbered}\n\n@sec-a @sec-b\n"

    problems = problems_of(project, text)

    assert [problem.partition(". ")[0] for problem in problems] == [
        "doc.qmd, line 9: @sec-b refers to a section without a number"
    ]


def test_without_values_the_fix_is_to_make_them(project: Path) -> None:
    """Every variable of a fresh checkout is missing for the same reason."""
    problems = problems_of(project, "{{< var tiny.mrd.relapse.text >}}", {})

    assert problems == [
        "doc.qmd, line 1: there is no variable tiny.mrd.relapse.text. "
        "There are no values of tiny yet: run make report, which writes _variables.yml."
    ]


def test_no_value_of_another_case_is_suggested(project: Path) -> None:
    """Not even if its name is almost the same."""
    variables = {"tiny": {"age": 39}, "other": {"weight": 60}}

    problems = problems_of(project, "{{< var tiny.weight >}} {{< var third.weight >}}", variables)

    assert [problem.partition(": ")[2] for problem in problems] == [
        "there is no variable third.weight. "
        "There are no values of third yet: run make report, which writes _variables.yml.",
        "there is no variable tiny.weight.",
    ]


@pytest.mark.parametrize(
    ("front_matter", "problem"),
    [
        ("title: [", "doc.qmd, line 3: this is not valid YAML: "),
        ("- title", "doc.qmd, line 1: this is not a YAML mapping of keys to values."),
        (
            "a: &a [x, x]\n" + "\n".join(f"{b}: &{b} [*{a}, *{a}]" for a, b in pairwise(map(chr, range(97, 123)))),
            "doc.qmd, line 1: this YAML is nested too deeply, or its aliases multiply it without end.",
        ),
        ("bibliography: deep.json", "deep.json: this bibliography cannot be read."),
        ("bibliography: broken.yaml", "broken.yaml: this bibliography cannot be read."),
        ("bibliography: none.bib", "none.bib: this bibliography, named in the settings, does not exist."),
    ],
)
def test_broken_settings_are_problems_too(project: Path, front_matter: str, problem: str) -> None:
    """No traceback for bad YAML or a missing bibliography."""
    (project / "deep.json").write_text("[" * 100_000, "utf-8")
    (project / "broken.yaml").write_text("a: [", "utf-8")

    problems = problems_of(project, f"---\n{front_matter}\n---\n\ntext\n")

    assert problems[0].startswith(problem)


def test_a_manuscript_that_is_no_text_is_one_problem(project: Path) -> None:
    """Bytes that are not UTF-8 are refused by name."""
    (project / "doc.qmd").write_bytes(b"\xff\xfe")

    problems = check_manuscript(project / "doc.qmd", project, {})

    assert [str(problem) for problem in problems] == ["doc.qmd: the manuscript is not a readable UTF-8 text file."]


@pytest.mark.parametrize("text", [">" * 300 + " deep", "- " * 300 + "deep"])
def test_what_is_nested_without_end_is_one_problem(project: Path, text: str) -> None:
    """Not a traceback of a reader that gave up."""
    problems = problems_of(project, f"{text}\n")

    assert problems == [
        "doc.qmd, line 1: pandoc cannot read this: lists, quotes or brackets are nested too deeply."
    ]


def test_a_name_that_is_too_long_is_a_missing_image(project: Path) -> None:
    """The system refuses to look for it."""
    (problem,) = problems_of(project, f"![x]({'a' * 5000}.png)\n")

    assert problem.startswith("doc.qmd, line 1: the image aaa")
    assert "does not exist" in problem


@pytest.mark.parametrize(
    ("name", "content"), [("x.png", b"no picture"), ("x.svg", b"<svg><g></svg>"), ("y.svg", b"<p/>")]
)
def test_a_broken_picture_is_named_with_its_line(project: Path, name: str, content: bytes) -> None:
    """Before an engine stumbles over it and does not say where."""
    (project / name).write_bytes(content)

    problems = problems_of(project, f"text\n\n![x]({name})\n")

    advice = "Save it again as SVG, PNG or JPEG."
    assert problems == [f"doc.qmd, line 3: the image {name} cannot be read as a picture. {advice}"]
