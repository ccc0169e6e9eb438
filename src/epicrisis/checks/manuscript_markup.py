"""Markup that runs, fetches, hides or vanishes: refused, whatever way it got into the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from epicrisis.checks.manuscript_constructs import executable_cells, is_unknown_attribute
from epicrisis.manuscript.cell_markdown import CELL_OUTPUT
from epicrisis.manuscript.kinds import OTHER_KINDS, label_of
from epicrisis.manuscript.shortcodes import with_stand_ins
from epicrisis.manuscript.source import Source
from epicrisis.manuscript.tree import WITH_ATTRIBUTES, WITHOUT_CONTENT, Node, attributes_of, inside, parse_text
from epicrisis.places import Place, Problem

# Addresses that a reader may follow; others run something, or lead into the reader's own computer.
_ADDRESS = re.compile(r"^(?:https?:|mailto:|doi:|tel:|#|[^:]*$|[^:]*[/?#])", re.IGNORECASE)
_SPACES = re.compile(r"[\x00-\x20]")
_RUNS = re.compile(r"^(?:on\w+|src\w*|href|action|formaction|background|ping)$", re.IGNORECASE)
_HIDES = frozenset({"hidden", "inert", "contenteditable", "style"})
_ELEMENT = re.compile(
    r"<\s*(script|style|iframe|frame|object|embed|applet|base|link|meta|form)\b|\s(on[a-z]+)\s*=|(javascript):",
    re.IGNORECASE,
)
_RAW_FORMATS = re.compile(r"^(?:html\d?|typst|openxml|jats\w*|tex|latex|beamer|context)$")
_LENGTH = re.compile(r"^\d+(?:\.\d+)?(?:px|%|cm|mm|in|pt|em)?$")
_ANNOTATION = re.compile(r"(?:#|//|--|%|/\*|;)\s*<\d+>(?:\s*\*/)?\s*$", re.MULTILINE)
_NOT_EXECUTED = re.compile(r"^(?:\{\{[a-z]+\}\}|\{(?:python|r|julia|ojs|bash|sql|mermaid|dot)\})(?=\s)")
_JUDGED = WITH_ATTRIBUTES | {"RawBlock", "RawInline"}
_THEME = "Scripts and looks belong to the theme"

Fault = tuple[str, str, str]
"""What to look for in the text, what is wrong, how to mend it."""
Find = Callable[[str], Place]
"""Finds the place of something that the parser met."""


def markup_problems(source: Source, find: Find) -> Iterator[Problem]:
    """Yield a problem for everything that would run, fetch, hide or vanish without a word.

    Args:
        source: The manuscript.
        find: Finds the place of a text.
    """
    parsed = parse_text(with_stand_ins(source.text)[0])
    content = [*parsed.front_matter.values(), *parsed.blocks]
    cells = frozenset(f"{{{language}}}" for language in executable_cells(source.text))
    written = parsed.elements if CELL_OUTPUT not in source.text else _written(content)
    for node in (node for node in written if node["t"] in _JUDGED):
        for needle, message, fix in _faults(node):
            if needle not in cells:  # pandoc takes a cell for code; it is refused as what it is
                yield Problem(find(needle), message, fix)


def _written(content: Any) -> Iterator[Node]:
    """Yield every element but those in the HTML of a notebook's cell, of which the engine takes the table only."""
    for node in inside(content):
        if CELL_OUTPUT in attributes_of(node)[1]:
            continue
        yield node
        if node["t"] not in WITHOUT_CONTENT:
            yield from _written(node.get("c"))


def _faults(node: Node) -> Iterator[Fault]:
    kind = node["t"]
    yield from _attribute_faults(node)
    if kind == "Link":  # images have a check of their own
        yield from _address_faults(node["c"][2][0])
    elif kind in {"RawBlock", "RawInline"}:
        yield from _raw_faults(*node["c"])
    elif kind in {"Code", "CodeBlock"}:
        yield from _code_faults(kind, node["c"][1])


def _attribute_faults(node: Node) -> Iterator[Fault]:
    label, _, attributes = attributes_of(node)
    if label_of(label, OTHER_KINDS) if label else "":
        yield f"#{label}", f"labels of the kind {label.partition('-')[0]} are not supported", "Take the label away"
    for name, value in attributes.items():
        if _RUNS.match(name) or name in _HIDES:
            yield name, f"the attribute {name} is not supported", _THEME
        elif name in {"width", "height"} and node["t"] == "Image" and not _LENGTH.match(value):
            yield f"{name}={value}", f"{name} is {value}", "It is a number with px, %, cm, mm, in, pt or em"
        elif node["t"] == "CodeBlock" and is_unknown_attribute(name):
            yield name, f"the attribute {name} is not supported", "Leave it out"


def _address_faults(target: str) -> Iterator[Fault]:
    address = _SPACES.sub("", target)
    if not _ADDRESS.match(address):
        scheme = address.partition(":")[0]
        yield target, f"an address that starts with {scheme}: is not supported", "Link to https: or mailto:"


def _raw_faults(form: str, text: str) -> Iterator[Fault]:
    if not _RAW_FORMATS.match(form):
        yield f"{{={form}}}", f"raw text for {form} would vanish: no output is made of it", "Use html or typst"
    elif form.startswith("html") and (match := _ELEMENT.search(text)) and not text.startswith("<!--"):
        found = next(filter(None, match.groups()))
        yield match[0].strip(), f"raw HTML with {found} would not work in a page", _THEME


def _code_faults(kind: str, text: str) -> Iterator[Fault]:
    first = text.split("\n")[0]
    if match := _NOT_EXECUTED.match(first):
        message = f"the code {match[0]} would not be executed"
        yield match[0], message, "Name the language without braces, or put the code into a notebook"
    elif kind == "CodeBlock" and (found := _ANNOTATION.search(text)):
        yield found[0].strip(), "annotations of code are not supported", "Explain the code in the text"
