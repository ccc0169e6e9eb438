"""Days in queries: `least_days` and `most_days` with four names, as nearly every query has them, are numbers.

To ask DuckDB for what the time network knows, Python functions have to be registered there, for which it imports
numpy: longer than all claims of a report take.
"""

from __future__ import annotations

import re

from epicrisis.case.chronology import Chronology, DayBounds
from epicrisis.case.model import Edge

_NAME = r"'(\w+)'"
_EDGE = r"'(start|end)'"
_CALL = re.compile(rf"(?<![\w.\"'])(least|most)_days\( *{_NAME} *, *{_EDGE} *, *{_NAME} *, *{_EDGE} *\)")


def days_between(
    chronology: Chronology, reference: str, reference_edge: Edge, event: str, edge: Edge
) -> DayBounds:
    """Return how many days an event is after another.

    Args:
        chronology: The resolved time network.
        reference: The event to count from.
        reference_edge: The edge to count from.
        event: The event to count to.
        edge: The edge to count to.

    Raises:
        ValueError: If there is no such event.
    """
    for name in (reference, event):
        if name not in chronology.order:
            raise ValueError(f"there is no event '{name}'")
    return chronology.between(reference, event, reference_edge, edge)


def days_filled_in(query: str, chronology: Chronology) -> str:
    """Return a query with a number wherever it asks for the days between two events by their names.

    A call that names what is not there stays, as does every other: the database tells what is wrong with it.

    Args:
        query: SQL on one line.
        chronology: The resolved time network.
    """

    def number(call: re.Match[str]) -> str:
        which, reference, reference_edge, event, edge = call.groups()
        try:
            bounds = days_between(chronology, reference, _edge(reference_edge), event, _edge(edge))
        except ValueError:
            return call[0]
        days = bounds.earliest if which == "least" else bounds.latest
        return f"cast({'null' if days is None else days} as bigint)"

    return _CALL.sub(number, query)


def _edge(text: str) -> Edge:
    return "start" if text == "start" else "end"
