"""Which mark of doubt a drawn event or result bears: the weakest of its row and of what places it in time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Basis, Case, Edge, Event, weakest
from epicrisis.figures.time_axis import TimeAxis, Zone


def edges_of(event: Event) -> tuple[Edge, ...]:
    """Return the edges that an event has: a point has only one."""
    return ("start", "end") if event.kind == "interval" else ("start",)


def days_basis(case: Case, chronology: Chronology, event_id: str) -> Basis:
    """Return the basis of the days of an event: the weakest of its edges."""
    return chronology.basis_of(event_id, *edges_of(case.event_by_id[event_id]))


def order_basis(case: Case, event_id: str) -> Basis:
    """Return the basis of the place of an event in the order: the weakest statement on it and another event."""
    return weakest(row.basis for row in case.timing_by_event.get(event_id, ()) if row.reference != event_id)


def place_basis(case: Case, axis: TimeAxis, event_id: str) -> Basis:
    """Return the basis of where an event stands on the axis of a figure, and of the event itself.

    Args:
        case: The case.
        axis: The time axis, which shows its days, or its place in the order only.
        event_id: The event.
    """
    if axis.zone_of(event_id) is Zone.BEFORE:
        placing = order_basis(case, event_id)
    else:
        placing = days_basis(case, axis.chronology, event_id)
    return shown([case.event_by_id[event_id].basis, placing], case)


def shown(bases: Iterable[Basis], case: Case) -> Basis:
    """Return the weakest basis; in a synthetic case, synthetic only if there is no other to tell."""
    return _shown(frozenset(bases), case.synthetic)


@cache
def _shown(found: frozenset[Basis], is_unsaid: bool) -> Basis:
    unsaid: set[Basis] = {"synthetic"} if is_unsaid else set()
    return weakest(found - unsaid or found)
