"""What only one of the engines knows is refused by name, with its line."""

from __future__ import annotations

import pytest

from epicrisis.checks.manuscript_constructs import construct_problems
from epicrisis.manuscript.prose import prose
from epicrisis.manuscript.source import Source, SourceLine


def problems_of(text: str) -> list[str]:
    """Return the problems of a text."""
    lines = tuple(SourceLine(line, "doc.qmd", number) for number, line in enumerate(text.splitlines(), start=1))
    source = Source(lines)
    return [str(problem) for problem in construct_problems(source, prose(source.text))]


PLAIN = "Use plain Markdown, a figure or a table."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("::: {.panel-tabset}\n:::", f"the construct .panel-tabset is not supported. {PLAIN}"),
        ("::: panel-tabset\n:::", f"the construct .panel-tabset is not supported. {PLAIN}"),
        (":::: column-margin ::::\n::::", f"the construct .column-margin is not supported. {PLAIN}"),
        ("[x]{.aside}", f"the construct .aside is not supported. {PLAIN}"),
        ("![x](a.png){.lightbox}", f"the construct .lightbox is not supported. {PLAIN}"),
        ("::: {.columns}\n:::", f"the construct .columns is not supported. {PLAIN}"),
        ("::: {.grid}\n:::", f"the construct .grid is not supported. {PLAIN}"),
        ("::: {.g-col-6}\n:::", f"the construct .g-col-6 is not supported. {PLAIN}"),
        ("::: {.notes}\n:::", f"the construct .notes is not supported. {PLAIN}"),
        ("::: {.r-stack}\n:::", f"the construct .r-stack is not supported. {PLAIN}"),
        ("## A {.tabset}", f"the construct .tabset is not supported. {PLAIN}"),
        ("::: {.callout}\n:::", f"the construct .callout is not supported. {PLAIN}"),
        (
            "::: callout-warnig\n:::",
            "the construct .callout-warnig is not supported. Perhaps .callout-warning is meant.",
        ),
        (
            '![x](a.png){fig-cap="y"}',
            "the attribute fig-cap is not supported. "
            "Write the caption as the image's own text or the last paragraph of the div.",
        ),
        ("![x](a.png){fig-pos='h'}", "the attribute fig-pos is not supported. Leave it out."),
        ("[code]{.python filename=a.py}", "the attribute filename is not supported. Leave it out."),
        ("::: {tbl-cap-location=margin}\n:::", "the attribute tbl-cap-location is not supported. Leave it out."),
        ("![x](a.png){fig-align=middle}", "fig-align is middle. It can be center, default, left, right."),
        (
            "::: {.callout-note appearance='fancy'}\n:::",
            "appearance is fancy. It can be default, minimal, simple.",
        ),
        ("::: {layout-ncol=two}\n:::", "layout-ncol is two. It is a number of columns or rows, from 1."),
        ("::: {layout-nrow=0}\n:::", "layout-nrow is 0. It is a number of columns or rows, from 1."),
        (
            '::: {layout="[[1,1],2]"}\n:::',
            "layout is [[1,1],2]. It holds the widths of each row, as in [[1,1],[2]].",
        ),
        ('::: {layout="wide"}\n:::', "layout is wide. It holds the widths of each row, as in [[1,1],[2]]."),
        ('::: {layout="[0]"}\n:::', "layout is [0]. It holds the widths of each row, as in [[1,1],[2]]."),
        (
            ": Caption {tbl-colwidths=wide}",
            "tbl-colwidths is wide. It holds the shares of the columns, as in [40,60].",
        ),
        (
            "```{python}\n1\n```",
            "a python cell would not be executed. Put the code into a notebook and show its figure.",
        ),
        (
            "```{mermaid}\nx\n```",
            "a mermaid cell would not be executed. Put the code into a notebook and show its figure.",
        ),
    ],
)
def test_each_is_refused(text: str, problem: str) -> None:
    """The message names the construct and what to do instead."""
    assert problems_of(f"text\n\n{text}\n") == [f"doc.qmd, line 3: {problem}"]


@pytest.mark.parametrize(
    "text",
    [
        "::: {.my-own-class data-x=y}\n:::",
        "::: my-own-class\n:::",
        '::: {#fig-a layout="[[40,-20,40],[100]]" layout-valign="bottom"}\n:::',
        "::: {layout-ncol=2}\n:::",
        '![x](a.png){fig-align="left" fig-alt="layout=x filename=y" width=50%}',
        ": Caption {#tbl-a tbl-colwidths='[40, 30.5,30]'}",
        '::: {.callout-tip collapse="true" appearance=simple icon=false}\n:::',
        "```python\n1\n```",
        "```{.python}\n1\n```",
        "`::: panel-tabset` and `{.aside}`",
    ],
)
def test_what_both_engines_know_passes(text: str) -> None:
    """Classes of one's own, layouts, callouts, and all of it as code."""
    assert problems_of(text) == []
