"""Conditional content: what is shown in one output and not in another."""

from __future__ import annotations

from typing import Any

import panflute as pf

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.formats import FORMAT_NAMES
from epicrisis.manuscript.shortcodes import look_up
from epicrisis.render.embedded.elements import Element, change_each, has_class
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target

_CONDITIONS = ("when-format", "unless-format", "when-meta", "unless-meta")
CONDITION_CLASSES = ("content-visible", "content-hidden")


def resolve_conditions(document: Tree, target: Target) -> None:
    """Keep what the output shows and drop the rest.

    As in Quarto, a div leaves its content behind, and a span or a code block stays itself.

    Args:
        document: The tree, changed in place.
        target: The output.

    Raises:
        RenderFailed: If a condition cannot be judged; the manuscript checks report this earlier, with the line.
    """

    def resolve(element: Element) -> Any:
        is_visible, is_hidden = (has_class(element, name) for name in CONDITION_CLASSES)
        if not (is_visible or is_hidden):
            return None
        if _is_met(element, target) != is_visible:
            return []
        if isinstance(element, pf.Div):
            return list(element.content)
        element.classes = [name for name in element.classes if name not in CONDITION_CLASSES]
        for name in _CONDITIONS:
            element.attributes.pop(name, None)
        return element

    change_each(document, resolve, pf.Div, pf.Span, pf.CodeBlock)


def _is_met(element: Element, target: Target) -> bool:
    conditions = {name: element.attributes[name] for name in _CONDITIONS if name in element.attributes}
    return all(_holds(name, value, target) for name, value in conditions.items())


def _holds(name: str, value: str, target: Target) -> bool:
    kind = name.partition("-")[2]
    holds = _is_format(value, target) if kind == "format" else _is_true(value, target)
    return holds if name.startswith("when-") else not holds


def _is_format(name: str, target: Target) -> bool:
    if name not in FORMAT_NAMES:
        raise RenderFailed(f"a condition names the format {name}, which neither engine knows")
    return target.writer in FORMAT_NAMES[name]


def _is_true(name: str, target: Target) -> bool:
    # Quarto takes only `true` for set: a text or a number is not.
    try:
        return look_up(target.options, name) is True
    except KeyError:
        return False
