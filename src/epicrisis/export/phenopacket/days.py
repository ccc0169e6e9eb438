"""Days of a case as the timestamps that a phenopacket wants: counted from a pseudo-epoch, no calendar dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp
from phenopackets.schema.v2 import OntologyClass, TimeElement, TimeInterval

from epicrisis.case.chronology import Chronology, DayBounds
from epicrisis.case.model import Edge, Event
from epicrisis.export.phenopacket.identifiers import local

EDGES: tuple[Edge, ...] = ("start", "end")
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for Day 0, in every packet and for every patient."""
# The days that a timestamp can say: the years 1 to 9999.
FIRST_DAY, LAST_DAY = (
    (datetime(1, 1, 1, tzinfo=UTC) - EPOCH).days,
    (datetime(9999, 12, 31, tzinfo=UTC) - EPOCH).days,
)


def timestamp(day: int) -> Timestamp:
    """Return a day as a timestamp.

    >>> timestamp(-1).ToJsonString()
    '1999-12-31T00:00:00Z'
    """
    stamp = Timestamp()
    stamp.FromDatetime(EPOCH + timedelta(days=day))
    return stamp


def day_of(stamp: Timestamp) -> int:
    """Return the day of a timestamp.

    >>> day_of(timestamp(-400))
    -400
    """
    days: int = (stamp.ToDatetime(tzinfo=UTC) - EPOCH).days
    return days


def time_element(bounds: DayBounds) -> TimeElement | None:
    """Return when something happened: a timestamp, or an interval in which it lies; None where a bound is unknown.

    Args:
        bounds: The possible days; one that is open on a side is in no timestamp, because it would be a date. Nor
            is one that is thousands of years away, which no timestamp can say.
    """
    if bounds.earliest is None or bounds.latest is None:
        return None
    if bounds.earliest < FIRST_DAY or bounds.latest > LAST_DAY:
        return None
    first, last = timestamp(bounds.earliest), timestamp(bounds.latest)
    if bounds.exact:
        return TimeElement(timestamp=first)
    return TimeElement(interval=TimeInterval(start=first, end=last))


def bounds_of(element: TimeElement) -> DayBounds | None:
    """Return the possible days that a time element says; None if it is none of ours.

    Args:
        element: A time element, of which `time_element` has made a timestamp or an interval.
    """
    match element.WhichOneof("element"):
        case "timestamp":
            return DayBounds(day_of(element.timestamp), day_of(element.timestamp))
        case "interval":
            return DayBounds(day_of(element.interval.start), day_of(element.interval.end))
        case _:
            return None


def edges(event: Event, chronology: Chronology) -> tuple[TimeElement | None, TimeElement | None]:
    """Return when an event began and ended; a point has no end of its own.

    Args:
        event: The event.
        chronology: The days of its case.
    """
    start, end = (time_element(chronology.bounds[event.id, edge]) for edge in EDGES)
    return start, end if event.kind == "interval" else None


def at_event(event: Event) -> TimeElement:
    """Name the event at which something was done, whether or not its day is known."""
    return TimeElement(ontology_class=OntologyClass(id=local("events", event.id), label=event.label))


def put(target: TimeElement, source: TimeElement | None) -> None:
    """Put a time into its field; a field that is not touched is absent."""
    if source is not None:
        target.CopyFrom(source)
