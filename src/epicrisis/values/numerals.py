"""Numbers as a journal prints them, in Markdown. Digits are kept as the data print them, never rounded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

NO_BREAK_SPACE = "\u00a0"
BLANK = "–"
"""A cell of a table in which nothing stands."""
NOT_REPORTED = "not reported"
MOST_NUMBERS = 4096
"""So many numbers are remembered with their units: of a long case most rows say what others say, too."""

_SPECIAL = """\\`*_[]^~$@<>|#{}&"'"""
"""What Markdown does not print as it stands; the backslash comes first, because it is put before the others."""
_IN_A_ROW = re.compile(r"([-.:])\1+")
"""What would become a typographic sign, or the border of a block."""

_LINE_END = re.compile(r"[ \t\r\n]*[\r\n][ \t\r\n]*")


def escape_markdown(text: str) -> str:
    r"""Return text that Markdown prints letter by letter, on one line.

    >>> print(escape_markdown("15~20 [a] < 3"))
    15\~20 \[a\] \< 3
    >>> print(escape_markdown("{{< var x >}} -- so"))
    \{\{\< var x \>\}\} \-\- so
    """
    return _escaped(on_one_line(text))


def escape_each(texts: Sequence[str]) -> list[str]:
    r"""Return what `escape_markdown` makes of each text, in much less time where there are many.

    >>> escape_each(["a_b", "c", "1\n2"])
    ['a\\_b', 'c', '1 2']
    """
    lines = "\n".join(texts)
    if "\r" in lines or lines.count("\n") != len(texts) - 1:
        return [escape_markdown(text) for text in texts]
    return _escaped(lines).split("\n")


def _escaped(text: str) -> str:
    # one search for all of them calls a function at each that it finds, and most cells have underscores
    for mark in _SPECIAL:
        if mark in text:
            text = text.replace(mark, f"\\{mark}")
    if "--" in text or ".." in text or "::" in text:
        text = _IN_A_ROW.sub(lambda match: "".join(f"\\{mark}" for mark in match[0]), text)
    return text


def on_one_line(text: str) -> str:
    r"""Return text without line ends. Characters that cannot be printed are refused when a case is loaded.

    >>> on_one_line("one\n\n two")
    'one two'
    """
    return _LINE_END.sub(" ", text) if "\n" in text or "\r" in text else text


def number(printed: str) -> str:
    """Return a number as Markdown: powers of ten as such, a true minus sign, all printed digits kept.

    >>> number("1.06e7").replace(NO_BREAK_SPACE, " ")
    '1.06 × 10^7^'
    >>> number("0.30")
    '0.30'
    >>> number("-7")
    '−7'
    """
    mantissa, _, exponent = printed.lower().partition("e")
    text = mantissa.replace("-", "−")
    power = f"{text}{NO_BREAK_SPACE}×{NO_BREAK_SPACE}10^{int(exponent or 0)}^".replace("^-", "^−")
    return power if exponent else text


@lru_cache(MOST_NUMBERS)
def with_unit(printed: str, unit: str) -> str:
    """Return a printed number with its unit as Markdown, which no line break parts.

    >>> with_unit("0.05", "%")
    '0.05%'
    >>> with_unit("1.0e7", "/kg").replace(NO_BREAK_SPACE, " ")
    '1.0 × 10^7^/kg'
    >>> with_unit("4", "mg").replace(NO_BREAK_SPACE, " ")
    '4 mg'
    """
    text = number(printed) if _is_number(printed) else escape_markdown(printed)
    if not unit:
        return text
    joint = "" if unit.startswith(("%", "/")) else NO_BREAK_SPACE
    return f"{text}{joint}{escape_markdown(unit)}"


def span(low: str, high: str, unit: str) -> str:
    """Return a range with its unit as Markdown; an open side is said in words.

    >>> span("404", "1612", "cells/µL").replace(NO_BREAK_SPACE, " ")
    '404–1612 cells/µL'
    >>> span("5", "", "%")
    'at least 5%'
    """
    if low and high:
        return f"{number(low)}–{with_unit(high, unit)}"
    if low or high:
        return f"at least {with_unit(low, unit)}" if low else f"at most {with_unit(high, unit)}"
    return NOT_REPORTED


@lru_cache(MOST_NUMBERS)
def day(value: int) -> str:
    """Return a day counted from Day 0.

    >>> day(28).replace(NO_BREAK_SPACE, " "), day(-7).replace(NO_BREAK_SPACE, " ")
    ('Day 28', 'Day −7')
    """
    return f"Day{NO_BREAK_SPACE}{number(str(value))}"


def _is_number(printed: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", printed) is not None
