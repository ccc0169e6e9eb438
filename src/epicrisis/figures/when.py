"""Days in words, for the alternative texts, descriptions and tables of the figures."""

from __future__ import annotations

from epicrisis.case.chronology import DayBounds

MINUS = "\N{MINUS SIGN}"


def number(value: float) -> str:
    """Write a number as it was printed, with a true minus and without exponents or padding.

    >>> number(0.001), number(1129), number(-14), number(7e-06)
    ('0.001', '1129', '−14', '0.000007')
    """
    text = str(value) if isinstance(value, int) else f"{value:.12f}".rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def day(value: int) -> str:
    """Name a day.

    >>> day(-7)
    'Day −7'
    """
    return f"Day {number(value)}"


def when(bounds: DayBounds) -> str:
    """Say what is known of a day, without turning "after" into a date.

    >>> when(DayBounds(28, 28)), when(DayBounds(150, 183))
    ('on Day 28', 'between Day 150 and Day 183')
    >>> when(DayBounds(178, None)), when(DayBounds(None, -1)), when(DayBounds(None, None))
    ('on or after Day 178', 'on or before Day −1', 'on a day that is not reported')
    """
    if bounds.earliest is not None and bounds.latest is not None:
        if bounds.exact:
            return f"on {day(bounds.earliest)}"
        return f"between {day(bounds.earliest)} and {day(bounds.latest)}"
    if bounds.earliest is not None:
        return f"on or after {day(bounds.earliest)}"
    if bounds.latest is not None:
        return f"on or before {day(bounds.latest)}"
    return "on a day that is not reported"


def join(items: list[str]) -> str:
    """Join words as in a sentence.

    >>> join(["a"]), join(["a", "b"]), join(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def capitalise(sentence: str) -> str:
    """Set the first letter in upper case and leave all others as they are."""
    return sentence[:1].upper() + sentence[1:]
