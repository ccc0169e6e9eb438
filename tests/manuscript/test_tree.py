"""A text becomes a tree that is not deeper than its readers can go."""

from __future__ import annotations

import json

import pytest

from epicrisis.manuscript import tree
from epicrisis.manuscript.tree import Reading, parse_text


@pytest.mark.parametrize(("deepest", "is_refused"), [(8, False), (7, True)])
def test_a_tree_is_refused_beyond_a_depth(deepest: int, is_refused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Brackets in its words do not count, nor do those that stand beside each other."""
    words = [{"t": "Str", "c": text} for text in ("[[[[{{{{[[[[", 'a "\\" [', "b")]
    # the tree, its blocks, a paragraph, its content, an emphasis, its content, a word, and an empty list
    blocks = [{"t": "Para", "c": [{"t": "Emph", "c": [*words, {"t": "Str", "c": []}]}]}] * 3
    output = json.dumps({"meta": {}, "blocks": blocks})

    def read_tree(_: str) -> Reading:
        return output, "", True

    monkeypatch.setattr(tree, "_DEEPEST", deepest)
    monkeypatch.setattr(tree, "read_tree", read_tree)

    parsed = parse_text(f"a text of its own, {deepest}")

    assert bool(parsed.error) == is_refused
    assert bool(parsed.blocks) != is_refused
