"""A pipe table is read apart and remembered, and the tree is the one that pandoc makes of the text as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from epicrisis.manuscript.pipe_tables import read_tables_apart
from epicrisis.tracing import memory
from whole_reading import Pandoc

TABLE = (
    "| Test | Result |\n| :---------- | -----: |\n"
    "| marrow | [0.05%](#datum-mrd-one){.datum data-source='data/tiny/mrd.csv#one'} |\n"
    '| blood "x" | *not* detected\\* |\n'
)
CITING_ROW = f"| {'[@y] ' * 10}|\n"
OTHER = "| a |\n|---|\n| 1 |\n| 2 |\n"


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    """A process that remembers nothing."""
    memory.forget()
    yield
    memory.forget()


def trees(text: str) -> tuple[object, object, list[str]]:
    """Return the tree of a text with its tables apart, and as a whole, and what pandoc was given for the first."""
    pandoc = Pandoc()
    apart, whole = read_tables_apart(text, pandoc), Pandoc()(text)
    assert apart[1:] == whole[1:]
    return json.loads(apart[0]), json.loads(whole[0]), pandoc.texts


PLACES = {
    "between paragraphs": f"One.\n\n{TABLE}\nTwo.\n",
    "at the end": f"One.\n\n{TABLE}",
    "with a caption below": f"One.\n\n{TABLE}\n: A caption {{#tbl-one}}\n\nTwo.\n",
    "with a caption above": f"Table: A caption {{#tbl-one}}\n\n{TABLE}\nTwo.\n",
    "in a div": f"::: {{#tbl-one}}\n\n{TABLE}\nA caption.\n\n:::\n",
    "twice": f"One.\n\n{TABLE}\n{TABLE}\n{OTHER}\nTwo.\n",
    "after a list": f"- item\n- item\n\n{TABLE}\n- item\n",
    "in an element of HTML": f"<div class='x'>\n\n{TABLE}\n</div>\n",
    "with citations": (
        "A [@x] and [@y].^[Note [@z].]\n\n| [@a; @b, p. 2] @c | d |\n|---|---|\n| -@d [-@e] | [see @f] text |\n\n"
        ": Caption [@g]\n\nA [@x] here.[^1]\n\n[^1]: Note [@z].\n\n# Heading @h\n"
    ),
    "with many citations": f"A [@x].\n\n| a |\n|---|\n{CITING_ROW * 3}\nText [@x].\n",
    "after front matter": f"---\ntitle: T\n---\n\n{TABLE}\nTwo [@key] and a note.[^1]\n\n[^1]: Here.\n",
}


@pytest.mark.parametrize("text", PLACES.values(), ids=PLACES)
def test_a_table_apart_stands_in_the_tree_as_in_the_text(text: str) -> None:
    """Wherever it stands; the text around it is read without it."""
    apart, whole, read = trees(text)

    assert apart == whole
    assert len(read) == 2
    assert "datum-mrd-one" not in read[1]


def test_a_table_is_read_once() -> None:
    """A sentence that changes does not have it read again."""
    pandoc = Pandoc()
    read_tables_apart(f"One.\n\n{TABLE}\nTwo.\n", pandoc)
    pandoc.texts.clear()

    read_tables_apart(f"Another one.\n\n{TABLE}\nTwo.\n", pandoc)

    assert len(pandoc.texts) == 1
    assert "datum-mrd-one" not in pandoc.texts[0]


ELSEWHERE = {
    "a reference": "| a |\n|---|\n| [text][ref] |\n\n[ref]: https://example.org\n",
    "a short reference": "| a |\n|---|\n| [ref] |\n\n[ref]: https://example.org\n",
    "a reference after a quotation mark": '| a |\n|---|\n| "\\"[ref] |\n\n[ref]: https://example.org\n',
    "a heading": "| a |\n|---|\n| [Heading] |\n\n# Heading\n",
    "a footnote": "| a |\n|---|\n| b[^1] |\n\n[^1]: Here.\n",
    "an inline note": "| a |\n|---|\n| b^[Here.] |\n\nText [@key].\n",
    "a citation in a span": "| a |\n|---|\n| [[@key]]{.x} |\n\nText [@key].\n",
    "a citation with a note": "| a |\n|---|\n| [@key, as^[Here.] said] |\n\nText [@key].\n",
    "many citations": f"| a |\n|---|\n| {'@x ' * 17}|\n\nText [@key].\n",
    "an example": "(@one) First.\n\n| a |\n|---|\n| (@one) |\n",
    "a macro": "\\newcommand{\\x}{y}\n\n| a |\n|---|\n| $\\x$ |\n",
}


@pytest.mark.parametrize("text", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_hangs_on_the_rest_of_the_text_is_read_in_its_place(text: str) -> None:
    """A table that names something which is defined elsewhere, or is counted with it."""
    apart, whole, read = trees(f"One.\n\n{text}")

    assert apart == whole
    assert "One." in read[-1]
    assert "| a |" in read[-1]


NO_TABLES = {
    "code": f"```\n\n{TABLE}\n```\n",
    "a comment": f"<!--\n\n{TABLE}\n-->\n",
    "an indented list": f"- item\n\n{TABLE.replace('| ', '  | ', 1)}\n",
    "a value": "| a |\n|---|\n| \ue0000\ue001 |\n",
    "the mark itself": f"A \ue002 stands here.\n\n{TABLE}\n",
    "a text that cannot be read": f"---\na: [\n---\n\n{TABLE}",
}


@pytest.mark.parametrize("text", NO_TABLES.values(), ids=NO_TABLES)
def test_what_only_looks_like_a_table_is_read_in_its_place(text: str) -> None:
    """So is a table with a stand-in, whose number hangs on the text before it."""
    pandoc = Pandoc()
    whole = Pandoc()(f"One.\n\n{text}")

    apart = read_tables_apart(f"One.\n\n{text}", pandoc)

    assert apart == whole
    assert pandoc.texts[-1] == f"One.\n\n{text}"


def test_what_pandoc_says_names_the_lines_of_the_text() -> None:
    """The stand-in of a table has as many lines."""
    text = f"One.\n\n{TABLE}\n::: open\n\nTwo.\n"

    _, messages, _ = read_tables_apart(text, Pandoc())

    assert "line 8" in messages
    assert messages == Pandoc()(text)[1]
