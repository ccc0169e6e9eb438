"""Quarto's shortcodes, `{{< name argument … >}}`: where they stand, and stand-ins that survive a parser."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KNOWN_SHORTCODES = frozenset({"var", "meta", "include", "embed", "pagebreak"})
"""The shortcodes that both engines know."""

_SHORTCODE = re.compile(
    r"\{\{\{<(?P<braced>.*?)>\}\}\}"  # {{{< escaped >}}}
    r"|\{\{<\s*/\*(?P<commented>.*?)\*/\s*>\}\}"  # {{</* escaped */>}}
    r"|\{\{<(?P<call>.*?)>\}\}",
    re.DOTALL,
)
# Private-use characters: no manuscript holds them, and pandoc reads them as plain text in every context.
_OPEN, _CLOSE = "\ue000", "\ue001"
STAND_IN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


@dataclass(frozen=True)
class Shortcode:
    """One call in the text.

    Args:
        name: What is called; empty for an escaped shortcode, which is printed and not called.
        arguments: Its arguments, without quotes.
        text: What an escaped shortcode prints, or the call as written.
        offset: Where it starts in the text.
    """

    name: str
    arguments: tuple[str, ...]
    text: str
    offset: int

    @property
    def is_escaped(self) -> bool:
        """Whether the shortcode is shown to the reader instead of being called."""
        return not self.name


def find_shortcodes(text: str) -> tuple[Shortcode, ...]:
    """Return every shortcode of a text, in order.

    >>> [(code.name, code.arguments) for code in find_shortcodes("A {{< var case.age >}}-year-old")]
    [('var', ('case.age',))]
    """
    return tuple(_shortcode(match) for match in _SHORTCODE.finditer(text))


def with_stand_ins(text: str) -> tuple[str, tuple[Shortcode, ...]]:
    """Replace every shortcode by a stand-in that a Markdown or YAML parser leaves alone.

    Args:
        text: A manuscript, with its front matter.

    Returns:
        The text with stand-ins, and the shortcodes that they count.
    """
    codes = find_shortcodes(text)
    numbers = iter(range(len(codes)))
    return _SHORTCODE.sub(lambda _: f"{_OPEN}{next(numbers)}{_CLOSE}", text), codes


def fill_stand_ins(text: str, values: Sequence[str]) -> str:
    """Put plain values in the places of the stand-ins."""
    return STAND_IN.sub(lambda match: values[int(match[1])], text)


def look_up(values: Mapping[str, Any], name: str) -> Any:
    """Return a nested value by its dotted name; a number counts the items of a list from 1.

    Raises:
        KeyError: If there is no such name.

    >>> look_up({"case": {"age": 39}}, "case.age")
    39
    """
    found: Any = values
    for part in name.split("."):
        if isinstance(found, Mapping) and part in found:
            found = found[part]
        elif isinstance(found, list) and part.isdigit() and 1 <= int(part) <= len(found):
            found = found[int(part) - 1]
        else:
            raise KeyError(name)
    return found


def printed_value(values: Mapping[str, Any], *names: str) -> str:
    """Return what the first name prints: nothing unless it is one value, which the check of shortcodes tells.

    >>> printed_value({"case": {"age": 39}}, "case.age"), printed_value({}, "case.age"), printed_value({})
    ('39', '', '')
    >>> printed_value({"case": {"age": 39}}, "case")
    ''
    """
    try:
        value = look_up(values, names[0])
    except (KeyError, IndexError):
        return ""
    return "" if isinstance(value, Mapping) else str(value)


def names_in(values: Mapping[str, Any], prefix: str = "") -> tuple[str, ...]:
    """Return the dotted names of all single values, for suggestions; the items of a list count from 1.

    >>> names_in({"case": {"age": 39}, "n": 1, "authors": ["A", "B"]})
    ('case.age', 'n', 'authors.1', 'authors.2')
    """
    names: list[str] = []
    for key, value in values.items():
        name = f"{prefix}{key}"
        items = (
            {str(index): item for index, item in enumerate(value, start=1)} if isinstance(value, list) else value
        )
        names += names_in(items, f"{name}.") if isinstance(items, Mapping) else [name]
    return tuple(names)


def _shortcode(match: re.Match[str]) -> Shortcode:
    call = match["call"]
    if call is None:
        inside = match["braced"] if match["braced"] is not None else f" {match['commented'].strip()} "
        return Shortcode("", (), f"{{{{<{inside}>}}}}", match.start())
    words = _words(call)
    # An empty call is named by its text, so that the check can refuse it like any unknown shortcode.
    return Shortcode(words[0] if words else match[0], tuple(words[1:]), match[0], match.start())


# what shlex reads in a way of its own; it is slow, and most calls hold none of it
_QUOTING = re.compile(r"""["'\\]""")


def _words(call: str) -> list[str]:
    if not _QUOTING.search(call):
        return call.split()
    try:
        return shlex.split(call)
    except ValueError:
        return call.split()
