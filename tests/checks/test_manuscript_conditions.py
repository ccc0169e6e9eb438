"""A condition that nobody judges, or that can never hold, is refused with its line."""

from __future__ import annotations

import pytest

from epicrisis.checks.manuscript_conditions import condition_problems
from epicrisis.manuscript.prose import prose
from epicrisis.manuscript.source import Source, SourceLine


def problems_of(text: str) -> list[str]:
    """Return the problems of a text."""
    lines = tuple(SourceLine(line, "doc.qmd", number) for number, line in enumerate(text.splitlines(), start=1))
    source = Source(lines)
    return [str(problem) for problem in condition_problems(source, prose(source.text))]


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        (
            '.content-visible when-format="htlm"',
            "when-format names the unknown format htlm. Perhaps html is meant.",
        ),
        (".content-hidden unless-format=xyz", "unless-format names the unknown format xyz."),
        (".content-visible when-format=''", "when-format names the unknown format ."),
        (
            '.content-visible when-profile="draft"',
            "the condition when-profile is not supported. Use a format or front matter.",
        ),
        (
            '.content-visible when-fromat="html"',
            "the condition when-fromat is not supported. Perhaps when-format is meant.",
        ),
        (
            '.note when-format="html"',
            "when-format is not looked at here. Add .content-visible or .content-hidden to the braces.",
        ),
        (
            '.content-visible when-format="html" when-format="typst"',
            "when-format stands here twice. Nest one condition in the other.",
        ),
    ],
)
def test_each_is_refused(attributes: str, problem: str) -> None:
    """On a div as on a span."""
    assert problems_of(f"text\n\n::: {{{attributes}}}\nx\n:::\n\n[y]{{{attributes}}}\n") == [
        f"doc.qmd, line 3: {problem}",
        f"doc.qmd, line 7: {problem}",
    ]


def test_what_both_engines_judge_passes() -> None:
    """Several conditions on one element, and conditions shown as code."""
    text = '::: {.content-visible when-format="html:js" unless-meta="a.b"}\n`{when-format="x"}`\n:::\n'

    assert problems_of(text) == []
