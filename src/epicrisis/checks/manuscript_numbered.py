"""Which labels are on things that get a number, as both engines count them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from epicrisis.manuscript.kinds import CALLOUT_KINDS, Kind
from epicrisis.manuscript.tree import WITHOUT_CONTENT, Node, attributes_of, inside
from epicrisis.places import Place, Problem

_EQUATION_LABEL = re.compile(r"^\{#(eq-[\w:.-]+)")
_FLOATS = frozenset({"Div", "Figure", "Table"})


Shown = Callable[[Node], bool]
"""Whether an element is shown at all."""


def numbered_labels(
    blocks: Any, kinds: Mapping[str, Kind], is_shown: Shown = lambda _node: True
) -> frozenset[str]:
    """Return the labels of everything in a tree that gets a number.

    Args:
        blocks: The tree.
        kinds: The kinds of cross-reference.
        is_shown: Leaves out what an output does not show.
    """
    return frozenset(_labels(blocks, kinds, is_shown))


def part_problems(
    blocks: Any, kinds: Mapping[str, Kind], place_of: Callable[[str], Place], around: str = ""
) -> Iterator[Problem]:
    """Yield a problem for every labelled part of a figure or table that is of another kind than its whole.

    Args:
        blocks: The tree.
        kinds: The kinds of cross-reference.
        place_of: Finds a label.
        around: The label of the float around the blocks.
    """
    for node in inside(blocks):
        if node["t"] in WITHOUT_CONTENT:
            continue
        label = _float_label(node, kinds)
        if label and around and _key(label) != _key(around):
            message = f"the part #{label} is of another kind than #{around} around it"
            yield Problem(place_of(label), message, f"Let its label start with {_key(around)}-")
        yield from part_problems(node.get("c"), kinds, place_of, around or label)


def _labels(blocks: Any, kinds: Mapping[str, Kind], is_shown: Shown) -> Iterator[str]:
    for node in inside(blocks):
        if node["t"] in WITHOUT_CONTENT or not is_shown(node):
            continue
        label = attributes_of(node)[0]
        is_section = node["t"] == "Header" and label.startswith("sec-")
        if is_section or (node["t"] == "Div" and _is_callout(node)):
            yield label
        elif node["t"] in {"Para", "Plain"}:
            yield from _equation_labels(node["c"])
        if found := _float_label(node, kinds):
            yield found
        yield from _labels(node.get("c"), kinds, is_shown)


def _float_label(node: Node, kinds: Mapping[str, Kind]) -> str:
    label, classes, _ = attributes_of(node if node["t"] != "Para" else _image_alone(node["c"]) or node)
    is_callout = any(name.startswith("callout") for name in classes)
    is_place = node["t"] in _FLOATS or node["t"] == "Para"
    key = _key(label)
    return label if is_place and not is_callout and key in kinds and key not in _NO_FLOATS else ""


_NO_FLOATS = frozenset({"sec", "eq", *CALLOUT_KINDS})


def _image_alone(inlines: list[Node]) -> Node | None:
    """Return the image of a paragraph that holds nothing else, also inside a link."""
    if len(inlines) != 1:
        return None
    only = inlines[0]
    if only["t"] == "Link":
        return _image_alone(only["c"][1])
    return only if only["t"] == "Image" else None


def _is_callout(node: Node) -> bool:
    label, classes, _ = attributes_of(node)
    return f"callout-{CALLOUT_KINDS.get(_key(label))}" in classes


def _equation_labels(inlines: list[Node]) -> Iterator[str]:
    before: Node | None = None
    for inline in inlines:
        match = _EQUATION_LABEL.match(inline["c"]) if inline["t"] == "Str" else None
        if match and before and before["t"] == "Math" and before["c"][0]["t"] == "DisplayMath":
            yield match[1]
        before = before if inline["t"] in {"Space", "SoftBreak"} else inline


def _key(label: str) -> str:
    return label.partition("-")[0] if "-" in label else ""
