"""Cells of a case as a packet has them: what a field says, and how the source writes it."""

from __future__ import annotations

import re

Cell = str | float
"""What a field says of a cell: a number is a number there, whatever its writing."""

# As in the tables, so that each number is finite.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")


def number_of(text: str) -> float | None:
    """Return a number as it is printed; words that Python takes for one are none.

    >>> number_of("1.0e7"), number_of("nan"), number_of("20/20")
    (10000000.0, None, None)
    """
    return float(text) if _NUMBER.fullmatch(text) else None


def text_of(said: Cell) -> str:
    """Return a cell in its plainest writing.

    >>> text_of(0.05), text_of(39.0), text_of("39")
    ('0.05', '39', '39')
    """
    if isinstance(said, str):
        return said
    return f"{said:.0f}" if said.is_integer() and abs(said) < 1e15 else repr(said)


def joined(said: Cell | None, carried: str | None) -> str:
    """Return a cell from what a field says of it and what the remainder does.

    Args:
        said: What the field says; None if nothing.
        carried: What the remainder says; None if nothing.

    Returns:
        What the remainder says where it says something; but a number is that of the field, and the remainder has
        only its way of writing.

    >>> joined("oral", None), joined(1e7, "1.0e7"), joined(2e7, "1.0e7"), joined(None, None)
    ('oral', '1.0e7', '20000000', '')
    """
    if isinstance(said, float):
        return carried if carried is not None and number_of(carried) == said else text_of(said)
    return (said or "") if carried is None else carried
