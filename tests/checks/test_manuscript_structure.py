"""Markup that would be printed as it stands, dropped, or left without a number is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.checks.manuscript_structure import structure_problems
from epicrisis.manuscript.config import read_config
from epicrisis.manuscript.prose import prose
from epicrisis.manuscript.source import read_source

KIND = "{kind: float, key: suppfig, reference-prefix: Figure S}"
FRONT_MATTER = f"---\ntitle: T\ncrossref: {{custom: [{KIND}]}}\n---\n\n"


def problems_of(folder: Path, text: str) -> list[str]:
    """Return the problems of a text, whose first line is the sixth of its file."""
    path = folder / "doc.qmd"
    path.write_text(FRONT_MATTER + text + "\n", "utf-8")
    source = read_source(path, folder)
    found = structure_problems(source, prose(source.text), read_config(source, path, folder))
    return sorted(str(problem) for problem in found)


BRACES = "Put them right behind what they describe, without a space."
ALONE = "Let an image stand alone in its paragraph, or put a labelled ::: div around it."
TAG = "Write it in Markdown, such as x^2^ and H~2~O, or mark it as HTML with `…`{=html}."


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("::: {.box}\nopen\n", 6, "this div is never closed. Close it with a line of colons."),
        (
            "text\n::: {.box}\nnot a div\n",
            7,
            "this line of colons opens or closes nothing. Give the div a blank line before it, and braces.",
        ),
        ("See {{< var x >}.", 6, "this shortcode is not complete. It is written {{< name argument >}}."),
        ("![x](a.png) {#fig-a}", 6, f"the braces {{#fig-a}} belong to nothing. {BRACES}"),
        ("word {.class}", 6, f"the braces {{.class}} belong to nothing. {BRACES}"),
        ("$x$ {#eq-x}", 6, "the label #eq-x is not on a formula. Write $$ … $$ {#eq-name}."),
        ("word {#eq-x}", 6, "the label {#eq-x} follows no formula. Put it right after the closing $$."),
        (
            "A claim.[^none]",
            6,
            "the footnote [^none] is not defined. Add a line that starts with its name and a colon.",
        ),
        ("text\n\n[^a]: A note.", 8, "the footnote [^a] is used nowhere. Use it or remove it."),
        (
            "text[^a]\n\n[^a]: A note.\n\n[^a]: Another.",
            10,
            "the footnote [^a] is defined again. Rename one of them.",
        ),
        (
            "See @fig-a [left].\n\n![x](a.png){#fig-a}",
            6,
            "Quarto drops the words after @fig-a in brackets. Put them behind the brackets.",
        ),
        (
            "See [@Fig-a, panel B].\n\n![x](a.png){#fig-a}",
            6,
            "Quarto drops the words after @Fig-a in brackets. Put them behind the brackets.",
        ),
        ("one \\newpage two", 6, "the LaTeX command \\newpage would be dropped. Write it in Markdown."),
        ("10<sup>9</sup>/L", 6, f"the PDF would leave out the HTML tag <sup>. {TAG}"),
        ("<table><tr><td>x</td></tr></table>", 6, f"the PDF would leave out the HTML tag <table>. {TAG}"),
        ("$\\foo{x}$", 6, "the formula \\foo{x} cannot be converted. Use plainer TeX."),
        ("Inline ![x](a.png){#fig-a} image.", 6, f"the label #fig-a is on nothing that gets a number. {ALONE}"),
        ("[words]{#tbl-a}", 6, f"the label #tbl-a is on nothing that gets a number. {ALONE}"),
        ("## Heading {#suppfig-a}", 6, f"the label #suppfig-a is on nothing that gets a number. {ALONE}"),
        ("::: {#fig-a .callout-note}\nx\n:::", 6, f"the label #fig-a is on nothing that gets a number. {ALONE}"),
        (
            'See @fig-a.\n\n::: {.content-visible when-format="html"}\n![x](a.png){#fig-a}\n:::',
            6,
            "the PDF does not show what @fig-a refers to. Give both the same condition.",
        ),
        (
            'See @fig-a.\n\n::: {.content-hidden unless-meta="on"}\n![x](a.png){#fig-a}\n:::',
            6,
            "HTML does not show what @fig-a refers to. Give both the same condition.",
        ),
        ("::: {#sec-a}\nx\n:::", 6, "the label #sec-a is not on a heading. Move it to a heading."),
        (
            "::: {#tip-a .callout-note}\nx\n:::",
            6,
            "the label #tip-a is not on a .callout-tip. Its start tells the kind of callout.",
        ),
        (
            "::: {#fig-a}\n::: {#tbl-b}\n| x |\n|---|\n| 1 |\n\nPart.\n:::\n\nWhole.\n:::",
            7,
            "the part #tbl-b is of another kind than #fig-a around it. Let its label start with fig-.",
        ),
    ],
)
def test_each_is_refused(tmp_path: Path, text: str, line: int, problem: str) -> None:
    """Quarto would publish each of them and exit 0."""
    assert f"doc.qmd, line {line}: {problem}" in problems_of(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "`{#fig-a}` and `<sup>` and `[^x]` and `{{< x`",
        "```\n::: {.box\n<b>\n```",
        "Raw `<b>x</b>`{=html}.\n\n```{=html}\n<p>x</p>\n```\n\n<!-- a comment -->",
        '::: {.content-visible when-format="latex"}\n\\newpage\n:::',
        "Printed as it is: \\{#fig-x\\}, \\{.class\\}, \\[^note\\]",
        '[See @fig-a.]{.content-visible when-format="html"}\n\n'
        '::: {.content-visible when-format="html"}\n![x](a.png){#fig-a}\n:::',
        "<https://example.org> and p < 0.05, x > y",
        "{{{< var shown >}}} and {{< var x >}}",
        "[^a] is used.[^b]\n\n[^a]: One.\n\n[^b]: Two.",
        "$$\nx = \\frac{a}{b}\n$$ {#eq-x}",
        '$$ y $$ {#eq-y alt="why"}',
        "$\\$5 < x$",
        "# Heading {#sec-a}",
        "![x](a.png){#fig-a}",
        "![](a.png){#fig-a}",
        "[![x](a.png){#fig-a}](https://example.org)",
        "| x |\n|---|\n| 1 |\n\n: Caption {#tbl-a}",
        "::: {#suppfig-a}\n![](a.png)\n\nCaption.\n:::",
        "::: {#wrn-a .callout-warning}\nx\n:::",
        "::: {#fig-a layout-ncol=2}\n![A](a.png){#fig-b}\n\n::: {.note}\n![B](a.png){#fig-c}\n:::\n\nBoth.\n:::",
    ],
)
def test_what_is_read_as_it_was_meant_passes(tmp_path: Path, text: str) -> None:
    """Code is code, and every label is on something that is counted."""
    assert problems_of(tmp_path, text) == []


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ('abstract: "10<sup>9</sup>/L"', f"the PDF would leave out the HTML tag <sup>. {TAG}"),
        ("title: 'of \\alpha'", "the LaTeX command \\alpha would be dropped. Write it in Markdown."),
    ],
)
def test_the_front_matter_is_read_too(tmp_path: Path, key: str, problem: str) -> None:
    """Title and abstract are printed like any other text."""
    path = tmp_path / "doc.qmd"
    path.write_text(f"---\nlang: en\n{key}\n---\n\nText.\n", "utf-8")
    source = read_source(path, tmp_path)
    found = structure_problems(source, prose(source.text), read_config(source, path, tmp_path))

    assert f"doc.qmd, line 3: {problem}" in [str(item) for item in found]


def test_broken_front_matter_is_one_problem(tmp_path: Path) -> None:
    """Pandoc reads metadata blocks anywhere in a text, and this one is none."""
    problems = problems_of(tmp_path, "---\n: [\n---\n\ntext")

    assert len(problems) == 1
    assert problems[0].startswith("doc.qmd, line 1: pandoc cannot read this: ")
