"""Conditional content: what is shown in one output and not in another."""

from __future__ import annotations

from typing import Any

import panflute as pf

from epicrisis.errors import RenderFailed
from epicrisis.manuscript.shortcodes import look_up
from epicrisis.render.embedded.elements import Element, has_class
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target

_NAMES = {"html": frozenset({"html", "html5", "html:js"}), "typst": frozenset({"typst"})}
# Formats of Quarto that this engine does not make: a condition on them is known, and never met.
_OTHER_NAMES = frozenset(
    [
        "pdf",
        "latex",
        "beamer",
        "docx",
        "odt",
        "pptx",
        "epub",
        "revealjs",
        "markdown",
        "commonmark",
        "gfm",
        "ipynb",
        "jats",
        "asciidoc",
        "dashboard",
    ]
)
_CONDITIONS = frozenset({"when-format", "unless-format", "when-meta", "unless-meta"})


def resolve_conditions(document: Tree, target: Target) -> None:
    """Keep what the output shows, without its wrapping, and drop the rest.

    Args:
        document: The tree, changed in place.
        target: The output.

    Raises:
        RenderFailed: If a condition cannot be judged.
    """

    def resolve(element: Element, _: Tree) -> Any:
        is_visible, is_hidden = has_class(element, "content-visible"), has_class(element, "content-hidden")
        if not isinstance(element, pf.Div | pf.Span) or not (is_visible or is_hidden):
            return None
        return list(element.content) if _is_met(element, target) == is_visible else []

    document.walk(resolve)


def _is_met(element: Element, target: Target) -> bool:
    conditions = dict(element.attributes)
    unknown = conditions.keys() - _CONDITIONS
    if unknown:
        raise RenderFailed(f"the embedded engine does not know the condition {min(unknown)}")
    return all(_holds(name, value, target) for name, value in conditions.items())


def _holds(name: str, value: str, target: Target) -> bool:
    kind = name.partition("-")[2]
    holds = _is_format(value, target) if kind == "format" else _is_set(value, target)
    return holds if name.startswith("when-") else not holds


def _is_format(name: str, target: Target) -> bool:
    if name not in _OTHER_NAMES.union(*_NAMES.values()):
        raise RenderFailed(f"the condition names the format {name}, which neither engine knows")
    return name in _NAMES[target.writer]


def _is_set(name: str, target: Target) -> bool:
    try:
        return bool(look_up(target.options, name))
    except KeyError:
        return False
