"""Numbers as a journal prints them, in Markdown. Digits are kept as the data print them, never rounded."""

from __future__ import annotations

import re

NO_BREAK_SPACE = "\u00a0"
NOT_REPORTED = "not reported"

# quotes, and dashes, dots and colons in a row, would become typographic ones or the border of a block
_MARKDOWN_SPECIAL = re.compile(r"""[\\`*_\[\]^~$@<>|#{}&"']|([-.:])\1+""")

_LINE_END = re.compile(r"[ \t\r\n]*[\r\n][ \t\r\n]*")


def escape_markdown(text: str) -> str:
    r"""Return text that Markdown prints letter by letter, on one line.

    >>> print(escape_markdown("15~20 [a] < 3"))
    15\~20 \[a\] \< 3
    >>> print(escape_markdown("{{< var x >}} -- so"))
    \{\{\< var x \>\}\} \-\- so
    """
    return _MARKDOWN_SPECIAL.sub(_escaped, on_one_line(text))


def _escaped(match: re.Match[str]) -> str:
    marks = match[0]  # nearly always one
    return f"\\{marks}" if len(marks) == 1 else "".join(f"\\{mark}" for mark in marks)


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


def day(value: int) -> str:
    """Return a day counted from Day 0.

    >>> day(28).replace(NO_BREAK_SPACE, " "), day(-7).replace(NO_BREAK_SPACE, " ")
    ('Day 28', 'Day −7')
    """
    return f"Day{NO_BREAK_SPACE}{number(str(value))}"


def _is_number(printed: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", printed) is not None
