"""Articles in JATS: front matter of many kinds, and what cannot be an article."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from epicrisis.errors import RenderFailed
from epicrisis.render.assets import citation_style
from epicrisis.render.embedded.engine import EmbeddedEngine
from epicrisis.render.engine import Document
from spec.article import Article, text_of

FIXTURES = Path(__file__).parents[1] / "fixtures" / "quarto"

Render = Callable[[str], Article]


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Render a text, in a folder with an image."""
    shutil.copyfile(FIXTURES / "a.png", tmp_path / "a.png")

    def render_text(text: str) -> Article:
        (tmp_path / "doc.qmd").write_text(text, "utf-8")
        document = Document(tmp_path / "doc.qmd", tmp_path, {})
        return Article(EmbeddedEngine().render(document, ("jats",), tmp_path / "out")[0].path)

    return render_text


@pytest.mark.parametrize(
    "front_matter",
    [
        "title: T",
        "title: T\ndate: 2025-08-20\nauthor: Ada Author",
        "title: T & \\<U\\>\nauthor: [{name: {family: Only}, email: a@b.org, corresponding: true, role: Guest}]",
        "title: T\nlicense: CC0",
        "title: T\nlicense: {text: Ask us., url: 'https://example.org/?b=1&c=2'}\ncopyright: © 2025 All",
        "title: T\nabstract: One sentence.\nkeywords: one",
        "title: T\nabstract: |\n  **Bold** start, but no title.\n\n  - a list\n\nkeywords: [α & β]",
        "title: T\narticle-type: Review Article\njournal: {title: J Cases, issn: 1234-5678, publisher-name: P}",
        "title: T\nauthor: [{name: A, affiliation: X}, {name: B, affiliation: [X, Y], equal-contributor: true}]",
    ],
)
def test_any_front_matter_gives_an_article(render: Render, front_matter: str) -> None:
    """What is missing leaves no empty element where the document type wants text."""
    assert render(f"---\n{front_matter}\n---\n\nText.\n").faults() == []


def test_a_date_that_is_not_known_is_not_made_up(render: Render) -> None:
    """The tag set has an element for it."""
    meta = render("---\ntitle: T\n---\n\nText.\n").meta

    assert meta.find("pub-date-not-available") is not None
    assert meta.find("pub-date") is None


@pytest.mark.parametrize(
    ("name", "element"),
    [
        ("Epicrisis contributors", "collab"),
        ("The EBMT Study Group", "collab"),
        ("Li Wei", "string-name"),
        ("Groupon Smith", "string-name"),
        ("{given: Wei, family: Group}", "name"),
    ],
)
def test_names_are_never_guessed_apart(render: Render, name: str, element: str) -> None:
    """Given and family name come from the front matter or not at all; a group is told by its name."""
    contributor = render(f"---\ntitle: T\nauthor: [{{name: {name}}}]\n---\n").meta.find("contrib-group/contrib")

    assert [child.tag for child in contributor] == [element]


def test_an_abstract_without_titles_is_paragraphs(render: Render) -> None:
    """One bold start makes no sections."""
    abstract = render("---\ntitle: T\nabstract: |\n  **One.** Text.\n\n  Two.\n---\n").meta.find("abstract")

    assert [(child.tag, text_of(child)) for child in abstract] == [("p", "One. Text."), ("p", "Two.")]


def test_a_section_of_an_abstract_may_have_several_blocks(render: Render) -> None:
    """Up to the next title."""
    text = "**One.** Text.\n\n  - item\n\n  **Two:** *More.*"

    article = render(f"---\ntitle: T\nabstract: |\n  {text}\n---\n")

    sections = [[text_of(child) for child in section] for section in article.meta.findall("abstract/sec")]
    assert sections == [["One", "Text.", "item"], ["Two", "More."]]
    assert article.faults() == []


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("![A](a.png)", "fig/graphic"),
        ("Inline ![tiny](a.png) image.", "p/inline-graphic"),
        ("![](a.png){fig-alt='alone'}", "graphic/alt-text"),
        ("::: {.frame}\nText.\n:::", "p"),
        ("::: {#box}\nText.\n:::\n\n[to it](#box)", "boxed-text"),
        (
            "::: {#tbl-p}\n| a |\n|---|\n| 1 |\n\n: A {#tbl-a}\n\n| b |\n|---|\n| 2 |\n\n: B {#tbl-b}\n\nTwo\n:::",
            "table-wrap-group/table-wrap/table",
        ),
        (
            "::: {#fig-p}\n![A](a.png){#fig-a}\n\nWords between.\n\n![B](a.png){#fig-b}\n\nAll.\n:::",
            "boxed-text/fig",
        ),
        ("| a |\n|---|\n| 1 |", "table-wrap/table"),
        ("One.\n\n{{< pagebreak >}}\n\nTwo.", "p"),
        (
            "One\\\ntwo $x$.\n\n---\n\n> Quoted.\n\n1. item\n\n`code` [small]{.smallcaps} [under]{.underline}",
            "disp-quote/p",
        ),
        ("```python\nprint(1)\n```\n\n| verse\n| line\n\nTerm\n: Definition", "code"),
        ("::: {.callout-tip appearance=simple}\nBody.\n:::", "boxed-text/p"),
    ],
)
def test_any_text_gives_an_article(render: Render, body: str, path: str) -> None:
    """Each construct has an element of the tag set."""
    article = render(f"---\ntitle: T\n---\n\n{body}\n")

    assert article.faults() == []
    assert article.body.find(path) is not None


def test_any_key_of_a_bibliography_gets_its_label(render: Render) -> None:
    """Also one that XML does not allow as an id."""
    style = citation_style()
    entries = "references: [{id: 'doi:10.1/x', type: article, title: X}, {id: b, type: thesis, title: B}]"

    article = render(f"---\ntitle: T\n{entries}\ncsl: {style}\n---\n\nBoth [@{{doi:10.1/x}}; @b].\n")

    assert article.faults() == []
    assert article.texts("back/ref-list/ref/label") == ["1", "2"]
    assert [target for _, target, _ in article.references_within] == [
        ref.get("id") for ref in article.root.iter("ref")
    ]


def test_raw_jats_that_spoils_the_article_is_refused(render: Render) -> None:
    """The manuscript may hold raw JATS, but not half an element."""
    with pytest.raises(RenderFailed, match="the article is not well-formed XML"):
        render("---\ntitle: T\n---\n\n```{=jats}\n<p>half\n```\n")


def test_content_for_jats_is_shown_in_jats(render: Render) -> None:
    """And that for other outputs is not."""
    shown = '::: {.content-visible when-format="jats"}\nHere.\n:::\n'
    hidden = '::: {.content-hidden when-format="jats"}\nThere.\n:::\n'

    assert text_of(render(f"{shown}\n{hidden}").body) == "Here."
