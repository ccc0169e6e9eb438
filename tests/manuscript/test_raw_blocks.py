"""A large raw block is not given to pandoc, and the tree is the one that pandoc makes of the text as a whole."""

from __future__ import annotations

import json

import pytest

from epicrisis.manuscript.pipe_tables import Reading
from epicrisis.manuscript.raw_blocks import read_raw_blocks_apart
from whole_reading import Pandoc

LINE = '<p class="x">“A” \\ back\u00a0slash\u200d &amp; `tick`</p>\n'
LARGE = LINE * 60
HTML = f"````{{=html}}\n{LARGE}````\n"
TYPST = f"````{{=typst}}\n{LARGE}\n#table()\n````\n"


def trees(text: str) -> tuple[object, object, list[str]]:
    """Return the tree of a text with its raw blocks apart, and as a whole, and what pandoc was given first."""
    pandoc = Pandoc()
    apart, whole = read_raw_blocks_apart(text, pandoc), Pandoc()(text)
    assert apart[1:] == whole[1:]
    return json.loads(apart[0]), json.loads(whole[0]), pandoc.texts


PLACES = {
    "between paragraphs": f"One.\n\n{HTML}\nTwo.\n",
    "at the end": f"One.\n\n{HTML}",
    "with no line end": f"One.\n\n{HTML.rstrip()}",
    "one after the other": f"::: {{#data}}\n\n{HTML}\n{TYPST}\n:::\n\nTwo.\n",
    "of one long line": f"One.\n\n```{{=html}}\n{'<b>x</b>' * 400}\n```\n\nTwo.\n",
    "in a code block": f"One.\n\n~~~~~\n\n{HTML}\n~~~~~\n\nTwo.\n",
    "in a comment": f"One.\n\n<!--\n\n{HTML}\n-->\n\nTwo.\n",
    "after front matter": f"---\ntitle: T\n---\n\n{HTML}\nTwo [@key].\n",
}


@pytest.mark.parametrize("text", PLACES.values(), ids=PLACES)
def test_a_raw_block_apart_stands_in_the_tree_as_in_the_text(text: str) -> None:
    """Wherever it stands; the text around it is read without it."""
    apart, whole, read = trees(text)

    assert apart == whole
    assert len(read) == 1
    assert len(read[0]) < len(text) / 4


NOT_APART = {
    "with a longer fence below": f"One.\n\n```{{=html}}\n{LARGE}````\n\nTwo.\n",
    "with a shorter fence inside": f"One.\n\n````{{=html}}\n{LARGE}```\n{LARGE}````\n\nTwo.\n",
    "small": f"One.\n\n```{{=html}}\n{LINE}```\n\nTwo.\n",
    "with tabs": f"One.\n\n```{{=html}}\n{LARGE}\tx\n```\n",
    "with a blank line at its end": f"One.\n\n```{{=html}}\n{LARGE}\n\n```\n\nTwo.\n",
    "with a shortcode": f"One.\n\n```{{=html}}\n{LARGE}\ue0000\ue001\n```\n\nTwo.\n",
    "in a paragraph": f"One.\n```{{=html}}\n{LARGE}```\n\nTwo.\n",
    "never closed": f"One.\n\n```{{=html}}\n{LARGE}\n\nTwo.\n",
    "in a list": f"- item\n\n    ```{{=html}}\n    {LARGE}    ```\n",
    "in a text with a declaration": f"<?php\n\n{HTML}\nTwo.\n",
    "with what could end something around it": f"~~~\n\n```{{=html}}\n{LARGE}~~~\n{LARGE}```\n",
    "in a text with a mark": f"One \ue004.\n\n{HTML}\nTwo.\n",
}


@pytest.mark.parametrize("text", NOT_APART.values(), ids=NOT_APART)
def test_what_may_be_read_otherwise_is_read_in_its_place(text: str) -> None:
    """And pandoc is given the text as it is."""
    apart, whole, read = trees(text)

    assert apart == whole
    assert read == [text]


def test_what_did_not_stand_where_it_seemed_to_is_read_again() -> None:
    """Where a mark does not come back, the text is read as a whole."""
    text = f"One.\n\n{HTML}"
    scattered = Pandoc()

    def read(given: str) -> Reading:
        output, *said = scattered(given)
        return (output.replace("\ue0040\ue004", ""), *said)  # type: ignore[return-value]  # a list of two

    assert json.loads(read_raw_blocks_apart(text, read)[0]) == json.loads(Pandoc()(text)[0])
    assert scattered.texts[1:] == [text]


def test_what_pandoc_says_names_the_lines_of_the_text() -> None:
    """The stand-in of a block has as many lines."""
    text = f"One.\n\n{HTML}\n::: open\n\nTwo.\n"

    _, messages, _ = read_raw_blocks_apart(text, Pandoc())

    assert "line 66" in messages
    assert messages == Pandoc()(text)[1]


def test_what_stands_in_is_the_same_for_another_block_of_as_many_lines() -> None:
    """So that what pandoc made of the text can be remembered while data change."""
    given = []
    for word in ("old", "new"):
        pandoc = Pandoc()
        read_raw_blocks_apart(f"One.\n\n{HTML.replace('A', word)}\nTwo.\n", pandoc)
        given += pandoc.texts

    assert given[0] == given[1]
