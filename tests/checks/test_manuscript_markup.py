"""Markup that runs, fetches, hides or vanishes is refused with its line, and what a report needs passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.checks.manuscript import check_manuscript

PICTURE = Path(__file__).parents[1] / "fixtures" / "quarto" / "a.png"
THEME = "Scripts and looks belong to the theme."
LENGTH = "It is a number with px, %, cm, mm, in, pt or em."
LINK = "Link to https: or mailto:."
CODE = "Name the language without braces, or put the code into a notebook."


def problems_of(project: Path, text: str) -> list[str]:
    """Return the problems of a manuscript whose text starts in line 5."""
    (project / "a.png").write_bytes(PICTURE.read_bytes())
    source = project / "doc.qmd"
    source.write_text(f"---\ntitle: T\n---\n\n{text}\n", "utf-8")
    return [str(problem) for problem in check_manuscript(source, project, {"v": "x"})]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[x](javascript:alert(1))", f"an address that starts with javascript: is not supported. {LINK}"),
        ("[x]( JaVaScRiPt:alert(1))", f"an address that starts with JaVaScRiPt: is not supported. {LINK}"),
        ("[x][y]\n\n[y]: vbscript:a", f"an address that starts with vbscript: is not supported. {LINK}"),
        ("<javascript:a>", f"an address that starts with javascript: is not supported. {LINK}"),
        ("[x](data:text/html,a)", f"an address that starts with data: is not supported. {LINK}"),
        ("[x](file:///etc/passwd)", f"an address that starts with file: is not supported. {LINK}"),
        ("[x](a.png){onclick='a()'}", f"the attribute onclick is not supported. {THEME}"),
        ("<span onclick='a()'>x</span>", f"the attribute onclick is not supported. {THEME}"),
        ("::: {onmouseover='a()'}\nx\n:::", f"the attribute onmouseover is not supported. {THEME}"),
        ("![x](a.png){srcset='https://x.org/a.png 2x'}", f"the attribute srcset is not supported. {THEME}"),
        ("![x](a.png){src='b.png'}", f"the attribute src is not supported. {THEME}"),
        ("[x]{style='color: red'}", f"the attribute style is not supported. {THEME}"),
        ("[x]{hidden=true}", f"the attribute hidden is not supported. {THEME}"),
        ("![x](a.png){width=50vw}", f"width is 50vw. {LENGTH}"),
        ("![x](a.png){height=tall}", f"height is tall. {LENGTH}"),
        ("`<script>a()</script>`{=html}", f"raw HTML with script would not work in a page. {THEME}"),
        ("`<p onclick='a()'>x</p>`{=html}", f"raw HTML with onclick would not work in a page. {THEME}"),
        ("`<a href='javascript:a()'>x</a>`{=html}", f"raw HTML with javascript would not work in a page. {THEME}"),
        ("```{=foo}\nx\n```", "raw text for foo would vanish: no output is made of it. Use html or typst."),
        ("::: {#thm-a}\nx\n:::", "labels of the kind thm are not supported. Take the label away."),
        ("```{#lst-a .python}\n1\n```", "labels of the kind lst are not supported. Take the label away."),
        ("```{.python filename='a.py'}\n1\n```", "the attribute filename is not supported. Leave it out."),
        ("`{python} 1 + 1`", f"the code {{python}} would not be executed. {CODE}"),
        ("```{{python}}\n1\n```", f"the code {{{{python}}}} would not be executed. {CODE}"),
        (
            "```python\nx = 1 # <1>\n```\n1. One.",
            "annotations of code are not supported. Explain the code in the text.",
        ),
        ("a {{< pagebreak >}} b", "a pagebreak must stand alone on its line. Put it on a line of its own."),
    ],
)
def test_each_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    """The message says what it is and what to do instead."""
    (found,) = problems_of(tmp_path, text)

    place, _, message = found.partition(": ")
    assert place in {"doc.qmd, line 5", "doc.qmd, line 6", "doc.qmd, line 7"}
    assert message == problem


@pytest.mark.parametrize(
    "text",
    [
        "[x](https://example.org:8080/a?b=c:d) <a@example.org> [y](other.html#a:b) [z](#t)\n\n# T",
        "![x](a.png){width=50% height=2in}",
        "`<abbr title='x'>y</abbr>`{=html}`#h(1pt)`{=typst}",
        "```{=latex}\n\\newpage\n```",
        "```python\nx = {1: 2} # < 1\n```",
        "`{x} y` and `{{< var v >}}`",
        "[x]{data-note='on'} [y]{lang=fr} [z]{dir=rtl}",
        "{{< pagebreak >}}",
        "<!-- <script> -->",
    ],
)
def test_what_a_report_needs_passes(tmp_path: Path, text: str) -> None:
    """Addresses, sizes, raw text for one output, code in braces, languages, comments."""
    assert problems_of(tmp_path, text) == []
