"""Quarto's constructs that only one of the two engines knows: refused, so that both publish the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from epicrisis.checks.suggestion import suggestion
from epicrisis.manuscript.kinds import CALLOUT_KINDS
from epicrisis.manuscript.layouts import parsed_layout
from epicrisis.manuscript.prose import attribute_blocks
from epicrisis.manuscript.source import Source
from epicrisis.places import Place, Problem

_CLASSES = re.compile(
    r"^(?:panel-[\w-]+|column-(?!fragment)[\w-]+|columns?|aside|margin|landscape|fragment|incremental|hidden"
    r"|proof|solution|remark|cell(?:-[\w-]+)?|code-with-[\w-]+|theorem|lightbox|fig-cap|tbl-cap|list-table"
    r"|(?:[\w-]+-)?cap-location-[\w-]+|quarto-[\w-]+|callout|grid|g-(?:col|start)-[\w-]+|r-(?:stack|stretch|fit-text)"
    r"|absolute|notes|nonincremental|scrollable|smaller|tabset)$"
)
_CALLOUTS = frozenset(f"callout-{name}" for name in CALLOUT_KINDS.values())
_CAPTIONS = frozenset({"fig-cap", "fig-subcap", "tbl-cap", "tbl-subcap", "lst-cap"})
_ATTRIBUTES = re.compile(
    r"^(?:fig-(?:env|pos|scap|link|format|asp|dpi)|lightbox|group|(?:[a-z]+-)?cap-location|tbl-pos|lst-\w+"
    r"|filename|code-[\w-]+|source-line-numbers|shortcodes|output-location|auto-animate[\w-]*|glightbox)$"
)
_LAYOUT_NUMBERS = ("layout-ncol", "layout-nrow")
_CHOICES: Mapping[str, frozenset[str]] = {
    "layout-align": frozenset({"left", "center", "right", "default"}),
    "layout-valign": frozenset({"top", "center", "bottom", "default"}),
    "fig-align": frozenset({"left", "center", "right", "default"}),
    "appearance": frozenset({"default", "simple", "minimal"}),
    "collapse": frozenset({"true", "false"}),
}
_CLASS = re.compile(r"(?:^|\s)\.([\w:-]+)")
_PAIR = re.compile(r"(?:^|\s)([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'}]+))")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_BARE_DIV = re.compile(r"^[ \t>]*:{3,}[ \t]*([\w-]+)[ \t]*:*[ \t]*$", re.MULTILINE)
_EXECUTABLE = re.compile(
    r"^[ \t>]*(?:`{3,}|~{3,})\s*\{(?![=.#])\s*(?P<language>[\w-]+)[^}\n]*\}\s*$", re.MULTILINE
)


def construct_problems(source: Source, prose_text: str) -> Iterator[Problem]:
    """Yield a problem for every class, attribute or code cell that is not in the shared subset.

    Args:
        source: The manuscript.
        prose_text: Its prose.
    """
    for match in _BARE_DIV.finditer(prose_text):
        yield from _class_problems(match[1], source.place_at(match.start()))
    for offset, block in attribute_blocks(prose_text):
        place = source.place_at(offset)
        for name in _CLASS.findall(_QUOTED.sub("", block)):
            yield from _class_problems(name, place)
        for name, *values in _PAIR.findall(block):
            yield from _attribute_problems(name, "".join(values), place)
    for match in _EXECUTABLE.finditer(source.text):
        advice = "Put the code into a notebook and show its figure"
        yield Problem(source.place_at(match.start()), f"a {match['language']} cell would not be executed", advice)


def executable_cells(text: str) -> Iterator[str]:
    """Yield the language of every cell that Quarto would execute."""
    return (match["language"] for match in _EXECUTABLE.finditer(text))


def is_unknown_attribute(name: str) -> bool:
    """Whether an attribute is one that Quarto acts on and the embedded engine does not."""
    return bool(_ATTRIBUTES.match(name))


def _class_problems(name: str, place: Place) -> Iterator[Problem]:
    if name.startswith("callout-") and name not in _CALLOUTS:
        advice = suggestion(name, _CALLOUTS, ".") or f"Callouts are {', '.join(sorted(_CALLOUTS))}"
        yield Problem(place, f"the construct .{name} is not supported", advice)
    elif _CLASSES.match(name):
        yield Problem(place, f"the construct .{name} is not supported", "Use plain Markdown, a figure or a table")


def _attribute_problems(name: str, value: str, place: Place) -> Iterator[Problem]:
    if name in _CAPTIONS:
        advice = "Write the caption as the image's own text or the last paragraph of the div"
        yield Problem(place, f"the attribute {name} is not supported", advice)
    elif _ATTRIBUTES.match(name):
        yield Problem(place, f"the attribute {name} is not supported", "Leave it out")
    elif name in _CHOICES and value not in _CHOICES[name]:
        yield Problem(place, f"{name} is {value}", f"It can be {', '.join(sorted(_CHOICES[name]))}")
    elif name in _LAYOUT_NUMBERS and not re.fullmatch(r"[1-9]\d*", value):
        yield Problem(place, f"{name} is {value}", "It is a number of columns or rows, from 1")
    elif name == "layout" and not _is_read(parsed_layout, value):
        yield Problem(place, f"layout is {value}", "It holds the widths of each row, as in [[1,1],[2]]")
    elif name == "tbl-colwidths" and not re.fullmatch(r"\[\s*\d+(?:\.\d+)?(?:\s*,\s*\d+(?:\.\d+)?)*\s*\]", value):
        yield Problem(place, f"tbl-colwidths is {value}", "It holds the shares of the columns, as in [40,60]")


def _is_read(reader: Callable[[str], object], value: str) -> bool:
    try:
        reader(value)
    except ValueError:
        return False
    return True
