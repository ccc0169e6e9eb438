"""Shortcodes of a manuscript: unknown ones, and names that stand for nothing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from epicrisis.checks.suggestion import suggestion
from epicrisis.manuscript.config import Config
from epicrisis.manuscript.prose import blank
from epicrisis.manuscript.shortcodes import KNOWN_SHORTCODES, Shortcode, find_shortcodes, look_up, names_in
from epicrisis.manuscript.source import Source
from epicrisis.places import Problem

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def shortcode_problems(source: Source, config: Config, variables: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of every shortcode, in code too: engines fill shortcodes everywhere but in comments.

    Args:
        source: The manuscript.
        config: Its settings, which `meta` prints.
        variables: What `var` prints.
    """
    text = _COMMENT.sub(lambda match: blank(match[0]), source.text)
    settings = {**config.options("typst"), **config.options("html")}
    for code in find_shortcodes(text):
        place = source.place_at(code.offset)
        if code.is_escaped:
            continue
        if code.name not in KNOWN_SHORTCODES:
            advice = suggestion(code.name, KNOWN_SHORTCODES) or f"Known are {', '.join(sorted(KNOWN_SHORTCODES))}"
            yield Problem(place, f"the shortcode {code.name} is unknown", advice)
        elif code.name in {"include", "embed"}:
            yield Problem(place, f"an {code.name} must stand alone on its line", "Put it on a line of its own")
        elif code.name == "pagebreak" and _line_of(text, code).strip() != code.text:
            yield Problem(place, "a pagebreak must stand alone on its line", "Put it on a line of its own")
        elif code.name == "var":
            yield from _name_problems(source, code, variables, "variable")
        elif code.name == "meta":
            yield from _name_problems(source, code, settings, "front matter key")


def _line_of(text: str, code: Shortcode) -> str:
    end = text.find("\n", code.offset)
    return text[text.rfind("\n", 0, code.offset) + 1 : end if end >= 0 else len(text)]


def _name_problems(source: Source, code: Shortcode, values: Mapping[str, Any], what: str) -> Iterator[Problem]:
    place = source.place_at(code.offset)
    if len(code.arguments) != 1:
        yield Problem(place, f"{code.text} must name exactly one {what}")
        return
    name = code.arguments[0]
    try:
        value = look_up(values, name)
    except KeyError:
        yield Problem(place, f"there is no {what} {name}", _advice(name, values))
        return
    # Quarto prints a list only if it has one item, and a mark in bold for all others.
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(value, Mapping) or (isinstance(value, list) and value):
        example = names_in({name: value})[:1]
        kind = "list" if isinstance(value, list) else "group of values"
        advice = f"Name one of them, such as {example[0]}" if example else ""
        yield Problem(place, f"the {what} {name} is a {kind}", advice)
    elif not isinstance(value, str | int | float | bool | datetime.date):
        yield Problem(place, f"the {what} {name} is empty")


def _advice(name: str, values: Mapping[str, Any]) -> str:
    group, dot, rest = name.partition(".")
    if not dot or group not in values:
        no_values = f"There are no values of {group} yet: run make report, which writes _variables.yml"
        return suggestion(group, values, closeness=0.8) or (no_values if dot else "")
    # Only names of the same group: a value of another case is never what was meant.
    own = values[group]
    return suggestion(rest, names_in(own), f"{group}.") if isinstance(own, Mapping) else ""
