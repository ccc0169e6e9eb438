"""One horizontal axis for what is dated and what is not: order only, then true days, then order only again.

What it offers to a figure that has an x-axis in millimetres:

    axis = time_axis.lay_out(case, chronology, events, left_mm=20, width_mm=156, slot_mm={...})
    axis.zone_of("relapse")           BEFORE, DAYS or AFTER
    axis.day_x(28)                    the place of a day on the true axis
    axis.position("relapse")          where its mark stands, and the whisker of its possible days
    axis.extent("blinatumomab")       the bar of something that lasts, with what is sure and what is possible

`time_axis_drawing` draws the ticks, the zones and the visible breaks of such an axis.

An event stands on the day axis if its day is known to within a month, or if it is bounded and not before Day 0.
What is open to the right has its whisker on the day axis, from its earliest day, and its mark in a slot after the
axis. A bar of which only the end is known, on or after Day 0, is on the day axis and open to the left. Everything
else is known by its order only and stands in a slot before the axis. No event that surely precedes one of these
stands on the day axis, so the picture never contradicts the order.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from epicrisis.case.chronology import Chronology, DayBounds
from epicrisis.case.model import Case

NARROW_DAYS = 31
BREAK_MM = 5.0
PAD_MM = 2.0
MOST_BEFORE = 0.56
MOST_AFTER = 0.2
SHORTEST_AXIS_DAYS = 14
ROOM_FOR_OPEN_END = 0.05


class Zone(Enum):
    """The part of the axis in which an event's mark stands."""

    BEFORE = "order only, before the day axis"
    DAYS = "day axis"
    AFTER = "order only, after the day axis"


@dataclass(frozen=True)
class Span:
    """A stretch of the axis in millimetres."""

    left: float
    right: float

    @property
    def centre(self) -> float:
        """Its middle."""
        return (self.left + self.right) / 2

    @property
    def width(self) -> float:
        """Its length."""
        return self.right - self.left


@dataclass(frozen=True)
class Position:
    """Where the mark of a moment stands.

    Args:
        x: Place of the mark: its day, the middle of its possible days, or its slot.
        whisker: The possible days, if there is more than one that the axis can show.
        open_right: Whether the whisker has no last day.
    """

    x: float
    whisker: Span | None = None
    open_right: bool = False

    @property
    def span(self) -> Span | None:
        """The possible days, where both the first and the last of them are known and on the axis."""
        return None if self.open_right else self.whisker

    @property
    def places(self) -> tuple[float, ...]:
        """Where its marker stands: at its day or slot, or at both ends of its possible days, never between."""
        return (self.x,) if self.span is None else (self.span.left, self.span.right)


@dataclass(frozen=True)
class Extent:
    """The bar of something that lasts.

    Args:
        left: Where it may begin, or its slot does.
        right: Where it ends at the latest; if that is not known, how far it surely reaches.
        sure: The stretch in which it surely went on, or its slot; None if there is none.
        open_right: Whether its last day is unknown.
        open_left: Whether its first day is unknown.
        start_open: Whether nothing says by when it has begun.
    """

    left: float
    right: float
    sure: Span | None
    open_right: bool = False
    open_left: bool = False
    start_open: bool = False


@dataclass(frozen=True)
class TimeAxis:
    """The places of a figure's events on one horizontal axis, in millimetres.

    Args:
        chronology: What is known of when.
        before: A slot per event of which only the order is known, left of the day axis.
        after: A slot per event that is open to the right.
        first_day: First day of the day axis.
        last_day: Last day of the day axis.
        days: The stretch of the day axis.
    """

    chronology: Chronology
    before: Mapping[str, Span]
    after: Mapping[str, Span]
    first_day: int
    last_day: int
    days: Span

    def zone_of(self, event_id: str) -> Zone:
        """Return the zone of an event's start."""
        if event_id in self.before:
            return Zone.BEFORE
        return Zone.AFTER if event_id in self.after else Zone.DAYS

    def zone_spans(self) -> Mapping[Zone, Span]:
        """Return the stretch of each zone that has something in it, left to right."""
        before, after = _hull(self.before.values()), _hull(self.after.values())
        spans = {Zone.BEFORE: before, Zone.DAYS: self.days, Zone.AFTER: after}
        return {zone: span for zone, span in spans.items() if span is not None}

    def day_x(self, day: float) -> float:
        """Return the place of a day; one that is off the axis is set to the axis' end."""
        inside = min(max(day, self.first_day), self.last_day)
        share = (inside - self.first_day) / (self.last_day - self.first_day)
        return self.days.left + PAD_MM + share * (self.days.width - 2 * PAD_MM)

    def position(self, event_id: str) -> Position:
        """Return where the mark of an event's start stands."""
        bounds = self.chronology.at(event_id)
        if event_id in self.before:
            return Position(self.before[event_id].centre)
        low = self.day_x(self.first_day if bounds.earliest is None else bounds.earliest)
        if event_id in self.after:
            slot = self.after[event_id]
            return Position(slot.centre, Span(low, slot.centre), open_right=True)
        high = self.day_x(self.last_day if bounds.latest is None else bounds.latest)
        return Position(
            (low + high) / 2, None if bounds.exact else Span(low, high), open_right=bounds.latest is None
        )

    def extent(self, event_id: str) -> Extent:
        """Return the bar of an event from its start to its end."""
        if event_id in self.after:
            slot, whisker = self.after[event_id], self.position(event_id).whisker
            return Extent(whisker.left if whisker else slot.left, slot.right, slot)
        if event_id in self.before:
            return self._extent_from_slot(event_id, self.before[event_id])
        start, end = self.chronology.at(event_id), self.chronology.at(event_id, "end")
        first, begun = start.earliest, start.latest
        open_left = first is None and has_open_start(start, end)
        if first is None:
            first = _last_not_after(begun, end.earliest) if open_left else self.first_day
        left = self.day_x(first)
        reach = max(left, left if end.earliest is None else self.day_x(end.earliest))
        right = reach if end.latest is None else self.day_x(end.latest)
        sure = None
        if begun is not None and (sure_left := self.day_x(begun)) <= reach:
            sure = Span(sure_left, reach)
        return Extent(left, right, sure, end.latest is None, open_left, start_open=begun is None)

    def _extent_from_slot(self, event_id: str, slot: Span) -> Extent:
        start, end = self.chronology.at(event_id), self.chronology.at(event_id, "end")
        if end.latest is not None and end.latest <= 0:
            return Extent(slot.left, slot.right, slot)
        beyond = end.earliest is not None and end.earliest >= self.first_day
        reach = self.day_x(end.earliest or 0) if beyond else slot.right
        right = reach if end.latest is None else self.day_x(end.latest)
        sure = Span(slot.left, reach) if start.latest is not None and start.latest <= self.first_day else None
        return Extent(slot.left, right, sure, open_right=end.latest is None, start_open=start.latest is None)


def has_open_start(start: DayBounds, end: DayBounds) -> bool:
    """Say whether the end of something is known, on or after Day 0, but no day on or after which it began.

    >>> end = DayBounds(150, 153)
    >>> has_open_start(DayBounds(None, 28), end), has_open_start(DayBounds(0, 28), end)
    (True, False)
    """
    if start.earliest is not None or end.earliest is None or end.earliest < 0:
        return False
    return end.latest is not None or start.latest is None or start.latest >= 0


def _last_not_after(begun: int | None, ended: int | None) -> int:
    """Return the last day before which a bar with an open start may have begun."""
    return min(day for day in (begun, ended) if day is not None)


def lay_out(
    case: Case,
    chronology: Chronology,
    marks: Iterable[str],
    bars: Iterable[str] = (),
    *,
    left_mm: float,
    width_mm: float,
    slot_mm: Mapping[str, float],
) -> TimeAxis:
    """Decide where events stand.

    Args:
        case: The case.
        chronology: What is known of when.
        marks: The events whose moment the figure marks.
        bars: The events that it shows as bars. One that is open to the right begins on the day axis, unless it
            is known to precede a mark that stands after the axis.
        left_mm: Where the axis begins.
        width_mm: How long it may be.
        slot_mm: The width that an event would like if it turns out to need a slot; they shrink together if
            they leave too little for the day axis.

    Returns:
        The axis. Day 0 is always on it.
    """
    moments = set(marks) | {case.day_zero}
    shown = moments | set(bars)
    sequence = [event for event in chronology.order if event in shown]
    zones = sort_into_zones(chronology, sequence, moments)
    before = [event for event in sequence if zones[event] is Zone.BEFORE]
    after = [event for event in sequence if zones[event] is Zone.AFTER]
    first, last = _range_of_days(chronology, sequence, zones)
    right = left_mm + width_mm
    before_slots = _slots(before, slot_mm, left_mm, MOST_BEFORE * width_mm)
    after_width = min(sum(slot_mm[event] for event in after), MOST_AFTER * width_mm)
    after_slots = _slots(after, slot_mm, right - after_width, after_width)
    begin = max((slot.right + BREAK_MM for slot in before_slots.values()), default=left_mm)
    days = Span(begin, right - (after_width + BREAK_MM if after else 0))
    return TimeAxis(chronology, before_slots, after_slots, first, last, days)


def sort_into_zones(
    chronology: Chronology, sequence: Sequence[str], moments: Collection[str]
) -> Mapping[str, Zone]:
    """Decide for each event in which part of the axis it stands.

    Args:
        chronology: What is known of when.
        sequence: The events in order.
        moments: Those that are marked as moments; the others are bars.

    Returns:
        The zone of each.
    """
    zones = {event: _zone_by_bounds(chronology, event) for event in sequence}
    undated = [event for event in sequence if zones[event] is Zone.BEFORE]
    late = [event for event in sequence if zones[event] is Zone.AFTER and event in moments]
    for event in sequence:
        start = chronology.at(event).earliest
        if zones[event] is Zone.DAYS and (start is None or start < 0):
            if _surely_precedes(chronology, event, undated):
                zones[event] = Zone.BEFORE
        elif zones[event] is Zone.AFTER and event not in moments and not _surely_precedes(chronology, event, late):
            zones[event] = Zone.DAYS
    return zones


def _surely_precedes(chronology: Chronology, event: str, others: Iterable[str]) -> bool:
    gaps = (chronology.between(event, other).earliest for other in others)
    return any(gap is not None and gap >= 0 for gap in gaps)


def _zone_by_bounds(chronology: Chronology, event: str) -> Zone:
    bounds = chronology.at(event)
    if has_open_start(bounds, chronology.at(event, "end")):
        return Zone.DAYS
    if bounds.earliest is not None and bounds.earliest >= 0:
        return Zone.AFTER if bounds.latest is None else Zone.DAYS
    if bounds.width is not None and bounds.width <= NARROW_DAYS:
        return Zone.DAYS
    return Zone.BEFORE


def _range_of_days(chronology: Chronology, sequence: Sequence[str], zones: Mapping[str, Zone]) -> tuple[int, int]:
    days, unknown = {0}, []
    for event in sequence:
        edges = start, end = chronology.at(event), chronology.at(event, "end")
        on_axis = zones[event] is Zone.DAYS
        known = {day for bounds in edges for day in (bounds.earliest, bounds.latest) if day is not None}
        days |= known if on_axis else {day for day in known if day > 0}
        if on_axis and (start.earliest is None or end.latest is None):
            unknown.append(edges)
    first, last = min(days), max(days)
    room = math.ceil(ROOM_FOR_OPEN_END * max(last - first, SHORTEST_AXIS_DAYS))
    least = first
    for start, end in unknown:
        # Room for the arrow of something whose start or end is not known.
        if end.latest is None and end.earliest is not None:
            last = max(last, end.earliest + room)
        if has_open_start(start, end):
            least = min(least, max(_last_not_after(start.latest, end.earliest), first) - room)
    return least, max(last, least + SHORTEST_AXIS_DAYS)


def _slots(events: Sequence[str], slot_mm: Mapping[str, float], left: float, room: float) -> dict[str, Span]:
    wanted = sum(slot_mm[event] for event in events)
    scale = min(1.0, room / wanted) if wanted else 1.0
    slots: dict[str, Span] = {}
    for event in events:
        slots[event] = Span(left, left + scale * slot_mm[event])
        left = slots[event].right
    return slots


def _hull(spans: Iterable[Span]) -> Span | None:
    found = list(spans)
    if not found:
        return None
    return Span(min(span.left for span in found), max(span.right for span in found))
