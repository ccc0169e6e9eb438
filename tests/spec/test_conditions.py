"""Conditional content: shown in one output and not in another, or as the front matter says.

`.content-visible` and `.content-hidden` work on divs, spans and code blocks. Conditions are `when-format`,
`unless-format`, `when-meta` and `unless-meta`; several on one element must all hold.
"""

from __future__ import annotations

import pytest

from spec.reading import Copies, read

CASES = [
    # words, attributes, shown in HTML, shown in the PDF
    ("alpha", '.content-visible when-format="html"', True, False),
    ("bravo", '.content-visible when-format="html:js"', True, False),
    ("charlie", '.content-visible when-format="typst"', False, True),
    ("delta", '.content-visible unless-format="html"', False, True),
    ("echo", '.content-hidden when-format="typst"', True, False),
    ("foxtrot", '.content-hidden unless-format="html"', True, False),
    ("golf", '.content-visible when-format="pdf"', False, False),
    ("hotel", '.content-visible when-format="latex"', False, False),
    ("india", '.content-hidden when-format="pdf"', True, True),
    ("juliett", '.content-visible when-format="revealjs"', False, False),
    ("kilo", '.content-visible when-meta="switches.on"', True, True),
    ("lima", '.content-visible when-meta="switches.off"', False, False),
    ("mike", '.content-visible when-meta="switches.word"', False, False),
    ("november", '.content-visible when-meta="switches.none"', False, False),
    ("oscar", '.content-visible unless-meta="switches.off"', True, True),
    ("papa", '.content-hidden when-meta="switches.on"', False, False),
    ("quebec", '.content-hidden unless-meta="switches.on"', True, True),
    ("romeo", '.content-visible when-format="html" when-meta="switches.on"', True, False),
    ("sierra", '.content-visible when-format="html" unless-meta="switches.on"', False, False),
    ("tango", ".content-visible", True, True),
    ("uniform", ".content-hidden", False, False),
]
FRONT_MATTER = "---\ntitle: Conditions\nswitches: {on: true, off: false, word: yes please}\n---\n\n"


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Every case as a div, a span and a code block, rendered once in both formats."""
    parts = [
        f"::: {{{attributes}}}\n{word}-div\n:::\n\n"
        f"Here: [{word}-span]{{{attributes}}}.\n\n"
        f"```{{.text {attributes}}}\n{word}-code\n```\n"
        for word, attributes, _, _ in CASES
    ]
    more = (
        '[marked]{.datum .content-visible data-source="a#b" when-format="html"}\n\n'
        ':::: {.content-visible when-format="html"}\n::: {.content-hidden when-meta="switches.on"}\nxray\n:::\n\n'
        "yankee\n::::\n\n"
        '::: {.content-visible when-format="html"}\n![Wide](a.png){#fig-a}\n:::\n\n'
        '::: {.content-visible when-format="typst"}\n![Narrow](b.png){#fig-a}\n:::\n\nSee @fig-a.\n'
    )
    return read(tmp_path_factory.mktemp("conditions"), FRONT_MATTER + "\n".join(parts) + "\n" + more)


@pytest.mark.parametrize("form", ["div", "span", "code"])
@pytest.mark.parametrize(("word", "attributes", "in_html", "in_pdf"), CASES, ids=[case[1] for case in CASES])
def test_content_is_shown_where_its_conditions_hold(
    copies: Copies, form: str, word: str, attributes: str, in_html: bool, in_pdf: bool
) -> None:
    """The table above is the specification.

    `html` and `html:js` are the page. `typst` is the PDF. As in Quarto, `pdf` and `latex` are one group, PDF by
    way of LaTeX, which neither the page nor a PDF by way of Typst belongs to. A key of the front matter counts as
    set only if it is `true`.
    """
    shown = (f"{word}-{form}" in copies.text, f"{word}-{form}" in copies.pdf)

    assert shown == (in_html, in_pdf), attributes


def test_conditions_nest(copies: Copies) -> None:
    """The inner one is judged inside the outer one."""
    assert ("yankee" in copies.text, "yankee" in copies.pdf) == (True, False)
    assert "xray" not in copies.text + copies.pdf


def test_a_span_keeps_what_else_it_says(copies: Copies) -> None:
    """Only the condition is taken off it."""
    span = next(node for node in copies.page.every("span", "datum"))

    assert (span.text(), span.attributes) == ("marked", {"class": "datum", "data-source": "a#b"})


def test_a_figure_may_differ_between_formats(copies: Copies) -> None:
    """Two figures with one label, each in its own format, have the same number."""
    assert "Figure 1: Wide" in copies.text
    assert "Figure 1: Narrow" in copies.pdf
    assert "Narrow" not in copies.text
    assert "Wide" not in copies.pdf
