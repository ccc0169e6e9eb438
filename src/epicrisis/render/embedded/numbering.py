"""Numbers of floats and equations, and the index of everything that can be referred to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase

import panflute as pf

from epicrisis.manuscript.kinds import CALLOUT_KINDS, Kind
from epicrisis.render.embedded.elements import (
    EQUATION,
    FLOAT,
    WITH_ATTRIBUTES,
    Element,
    body_in_reading_order,
    change_each,
    has_class,
    in_reading_order,
)
from epicrisis.render.embedded.floats import content_of, parts_of
from epicrisis.render.embedded.pandoc import Tree
from epicrisis.render.embedded.target import Target

EQUATION_MARK = "{#eq-"
"""What the label of an equation starts with."""
_EQUATION_LABEL = re.compile(r"^\{#(eq-[\w:.-]+)(?: +alt=[\"'“‘](?P<alt>.*)[\"'”’])? *\}(?P<rest>\S*)$", re.DOTALL)


@dataclass(frozen=True)
class Label:
    """A thing that can be referred to: its kind and the number that a reference prints."""

    kind: Kind
    number: str


def number_floats(document: Tree, target: Target) -> dict[str, Label]:
    """Number the floats in reading order.

    Args:
        document: The tree; floats get the attributes `number` and `letter`.
        target: The output.

    Returns:
        A label for each identifier.
    """
    labels: dict[str, Label] = {}
    counters: Counter[str] = Counter()
    inner: set[int] = set()
    for element in in_reading_order(document, pf.Div):
        if not has_class(element, FLOAT) or id(element) in inner:
            continue
        inner |= {id(child) for block in content_of(element) for child in in_reading_order(block)}
        kind = target.kinds[element.attributes["kind"]]
        # As in Quarto, Typst counts every captioned figure, and the others only those with a label.
        if element.identifier or target.is_typst:
            counters[kind.key] += 1
            element.attributes["number"] = str(counters[kind.key])
        if element.identifier:
            labels[element.identifier] = Label(kind, str(counters[kind.key]))
            labels |= _number_parts(element, labels[element.identifier], target)
    return labels


def number_equations(document: Tree, kinds: Mapping[str, Kind]) -> dict[str, Label]:
    """Number the labelled equations: `$$ … $$ {#eq-name}`.

    Args:
        document: The tree; a labelled equation becomes a span with its identifier and number.
        kinds: The kinds of cross-reference.

    Returns:
        A label for each identifier.
    """
    labels: dict[str, Label] = {}

    def number(element: Element) -> None:
        content = list(element.content)
        if not any(isinstance(inline, pf.Math) for inline in content):
            return
        for index, inline in enumerate(content):
            name = _label_after(content, index) if isinstance(inline, pf.Math) else None
            if name is None:
                continue
            label = Label(kinds["eq"], str(len(labels) + 1))
            match, last = name
            labels[match[1]] = label
            attributes = {"number": label.number, **({"alt": match["alt"]} if match["alt"] else {})}
            span = pf.Span(inline, identifier=match[1], classes=[EQUATION], attributes=attributes)
            content[index : last + 1] = [span, *([pf.Str(match["rest"])] if match["rest"] else [])]
        element.content = content

    change_each(document, number, pf.Para, pf.Plain)
    return labels


def number_callouts(document: Tree, kinds: Mapping[str, Kind]) -> dict[str, Label]:
    """Number the callouts that have a label of their kind: `#nte-x` on a `.callout-note`.

    Args:
        document: The tree; a labelled callout gets the attribute `number-title`, what its title starts with.
        kinds: The kinds of cross-reference.

    Returns:
        A label for each identifier.
    """
    labels: dict[str, Label] = {}
    counters: Counter[str] = Counter()
    for element in body_in_reading_order(document, *WITH_ATTRIBUTES):
        key = element.identifier.partition("-")[0]
        if key in CALLOUT_KINDS and has_class(element, f"callout-{CALLOUT_KINDS[key]}"):
            counters[key] += 1
            label = Label(kinds[key], str(counters[key]))
            labels[element.identifier] = label
            element.attributes["number-title"] = f"{label.kind.caption_prefix}\u00a0{label.number}"
    return labels


def _number_parts(panel: Element, label: Label, target: Target) -> dict[str, Label]:
    labels: dict[str, Label] = {}
    labelled = [part for part in parts_of(panel) if part.identifier]
    for part in parts_of(panel):
        part.attributes["part-of"] = panel.identifier
    for letter, part in zip(ascii_lowercase, labelled, strict=False):
        part.attributes["letter"] = letter
        number = f"{label.number}{letter}" if target.is_typst else f"{label.number}\u00a0({letter})"
        labels[part.identifier] = Label(label.kind, number)
    return labels


def _label_after(content: list[Element], index: int) -> tuple[re.Match[str], int] | None:
    """Return the label of an equation, as matched, and the index of the last element that belongs to it."""
    start = index + 1
    while start < len(content) and isinstance(content[start], pf.Space | pf.SoftBreak):
        start += 1
    text = ""
    # Pandoc leaves `{#eq-x alt="words"}` as words and a quotation, which are one label only together.
    for position, element in enumerate(content[start:], start=start):
        text += pf.stringify(element, newlines=False)
        if not text.startswith(EQUATION_MARK) or "}" in text:
            match = _EQUATION_LABEL.match(text)
            return (match, position) if match else None
    return None
