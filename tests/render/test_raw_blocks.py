"""Long raw blocks go around pandoc, and the output is the one that pandoc would have written."""

from __future__ import annotations

from typing import Any

import panflute as pf
import pytest

from epicrisis.render.embedded import pandoc, raw_blocks
from epicrisis.render.embedded.raw_blocks import lifted_out

LINES = "\n".join(f"<p>line {number} &amp; more</p>" for number in range(2000))
TYPST = "\n".join(f"#block[line {number}]" for number in range(2000))
SHAPES = [
    "Before\n\n```{{=html}}\n{0}\n```\n\n```{{=typst}}\n{1}\n```\n\nAfter\n",
    "::: a\n```{{=html}}\n\n{0}\n\n```\n```{{=typst}}\n\n{1}\n\n```\n:::\n",
    "```{{=html}}\n{0}\n```\n```{{=typst}}\n{1}\n```\n",
    "# Head\n\n- item\n\n```{{=html}}\n   {0}\n```\n\n* * *\n\n```{{=typst}}\n   {1}\n```\n",
]


def tree_of(text: str) -> Any:
    """Return the tree of a text."""
    return pandoc.load(pandoc.parse(text))


@pytest.mark.parametrize("writer", ["html5", "typst-citations"])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_output_is_what_pandoc_writes(shape: str, writer: str, tmp_path: Any) -> None:
    """Whether blocks stand alone, in a div, last, or with spaces around them."""
    tree = tree_of(shape.format(LINES, TYPST))
    whole = pandoc.write(tree, writer, ["--wrap=none"], tmp_path)

    with lifted_out(tree.content, raw_blocks.raw_format(writer)) as lifted:
        written = pandoc.write(tree, writer, ["--wrap=none"], tmp_path)
        filled = lifted.filled(written)

    assert len(written) < len(whole) / 4
    assert filled == whole
    assert pandoc.write(tree, writer, ["--wrap=none"], tmp_path) == whole


@pytest.mark.parametrize(
    "shape", ["- item\n\n  ```{{=html}}\n  {0}\n  ```\n", "```{{=latex}}\n{0}\n```\n", "```{{=html}}\n<b>\n```\n"]
)
def test_what_may_be_changed_on_the_way_is_left(shape: str) -> None:
    """A block in a list may be indented, one of another format may be converted, and a short one is no trouble."""
    tree = tree_of(shape.format(LINES.replace("\n", " ")))

    with lifted_out(tree.content, "html") as lifted:
        assert lifted.texts == {}


def test_a_text_that_comes_twice_goes_through_pandoc() -> None:
    """So does one of which the line is lost."""
    blocks = [pf.RawBlock(LINES, format="html"), pf.RawBlock(LINES, format="html")]

    with lifted_out(blocks, "html") as lifted:
        stand_ins = [block.text for block in blocks]

    assert lifted.filled("\n".join([*stand_ins, ""])) is None
    assert lifted.filled("nothing\n") is None
    assert lifted.filled(f"  {stand_ins[0]}\n") is None
    assert lifted.filled(f"{stand_ins[0]}\n") == f"{LINES}\n"
