"""References in one output to things that only another output shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from epicrisis.checks.manuscript_numbered import numbered_labels
from epicrisis.manuscript.config import Config
from epicrisis.manuscript.formats import FORMAT_NAMES
from epicrisis.manuscript.kinds import Kind, label_of
from epicrisis.manuscript.shortcodes import look_up
from epicrisis.manuscript.tree import WITHOUT_CONTENT, Node, ParsedText, attributes_of, inside
from epicrisis.places import Place, Problem

CONDITION_CLASSES = frozenset({"content-visible", "content-hidden"})
_OUTPUTS = {"html": "HTML", "typst": "the PDF"}


def visibility_problems(
    parsed: ParsedText,
    kinds: Mapping[str, Kind],
    config: Config,
    place_of: Callable[[str], Place | None],
    everywhere: frozenset[str],
) -> Iterator[Problem]:
    """Yield a problem for every reference in an output that does not show what it names.

    Args:
        parsed: The manuscript.
        kinds: The kinds of cross-reference.
        config: The settings, which conditions ask.
        place_of: Finds a text.
        everywhere: The labels of everything in the tree that gets a number.
    """
    conditional = [node for node in parsed.elements if _has_condition(node)]
    if not numbered_labels(conditional, kinds):
        return  # whatever is hidden, nothing refers to it
    for writer, name in _OUTPUTS.items():
        options = config.options(writer)

        def is_shown(node: Node, writer: str = writer, options: Mapping[str, Any] = options) -> bool:
            return _is_shown(node, writer, options)

        here = numbered_labels(parsed.blocks, kinds, is_shown)
        for reference in _references(parsed.blocks, is_shown):
            label = label_of(reference, kinds)
            place = place_of(f"@{reference}") if label in everywhere - here else None
            if place:
                message = f"{name} does not show what @{reference} refers to"
                yield Problem(place, message, "Give both the same condition")


def _references(content: Any, is_shown: Callable[[Node], bool]) -> Iterator[str]:
    for node in inside(content):
        if node["t"] in WITHOUT_CONTENT or not is_shown(node):
            continue
        if node["t"] == "Cite":
            yield from (str(citation["citationId"]) for citation in node["c"][0])
        else:
            yield from _references(node.get("c"), is_shown)


def _has_condition(node: Node) -> bool:
    return not CONDITION_CLASSES.isdisjoint(attributes_of(node)[1])


def _is_shown(node: Node, writer: str, options: Mapping[str, Any]) -> bool:
    _, classes, attributes = attributes_of(node)
    is_visible, is_hidden = "content-visible" in classes, "content-hidden" in classes
    if not (is_visible or is_hidden):
        return True
    is_met = all(
        _holds(name, value, writer, options)
        for name, value in attributes.items()
        if name.startswith(("when-", "unless-"))
    )
    return is_met == is_visible


def _holds(name: str, value: str, writer: str, options: Mapping[str, Any]) -> bool:
    if name.endswith("-format"):
        holds = writer in FORMAT_NAMES.get(value, ())
    else:
        try:
            holds = look_up(options, value) is True
        except KeyError:
            holds = False
    return holds if name.startswith("when-") else not holds
