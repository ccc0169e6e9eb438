"""What the timeline shows of each event: on which side of the break it stands, and what is known of its days.

An event stands on the day axis when its earliest day is known well enough to be drawn. Every other event stands
left of the break, in a numbered slot that says in which order things happened and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from epicrisis.case.chronology import Chronology, DayBounds
from epicrisis.case.model import BASES, Basis, Case, Event
from epicrisis.case.resolution import resolve
from epicrisis.case.schema import LANES
from epicrisis.figures import doubt, style
from epicrisis.figures.time_axis import NARROW_DAYS, has_open_start

SAME_DAY = DayBounds(0, 0)

# More labels in one lane than these leave no room for the other lanes on a page.
MOST_IN_LANE = 40


class Entry(NamedTuple):
    """One event on the timeline; a tuple, of which a long case has a hundred thousand.

    Args:
        event: The event.
        start: Days between which it starts.
        end: Days between which it ends; those of the start for a point.
        duration: Days that it lasts; 0 for a point.
        slot: Number of its slot left of the break, from 1; None on the day axis.
        last_slot: The slot up to which it is known to last; its own where nothing is known.
        placing_basis: The basis of its place among the others; on the day axis, where days are told, its own.
        duration_basis: The basis of how long it lasts; where nobody is told, its own.
        days_basis: The basis of its days.
    """

    event: Event
    start: DayBounds
    end: DayBounds
    duration: DayBounds
    slot: int | None
    last_slot: int | None
    placing_basis: Basis
    duration_basis: Basis
    days_basis: Basis

    @property
    def dated(self) -> bool:
        """Whether it stands on the day axis."""
        return self.slot is None

    @property
    def is_interval(self) -> bool:
        """Whether it lasts."""
        return self.event.kind == "interval"

    @property
    def edges(self) -> tuple[DayBounds, ...]:
        """The days of each edge that it has."""
        return (self.start, self.end) if self.is_interval else (self.start,)

    @property
    def starts_open(self) -> bool:
        """Whether it stands on the day axis without a latest day of its start."""
        return self.dated and self.start.latest is None

    @property
    def begins_open(self) -> bool:
        """Whether it stands on the day axis without an earliest day of its start."""
        return self.dated and self.start.earliest is None

    @property
    def ends_open(self) -> bool:
        """Whether it stands on the day axis without a latest day of its end."""
        return self.dated and self.end.latest is None

    @property
    def uncertain(self) -> bool:
        """Whether an edge on the day axis lies between two known days."""
        return self.dated and any(edge.bounded and not edge.exact for edge in self.edges)


@dataclass(frozen=True)
class Timeline:
    """Everything the timeline shows.

    Args:
        case: The case.
        entries: Every event in order, those left of the break first.
        unordered: First and last slot of each run in which the order of some events is not reported.
    """

    case: Case
    entries: tuple[Entry, ...]
    unordered: tuple[tuple[int, int], ...] = ()

    @cached_property
    def undated(self) -> tuple[Entry, ...]:
        """The entries left of the break, slot by slot."""
        return tuple(entry for entry in self.entries if not entry.dated)

    @cached_property
    def dated(self) -> tuple[Entry, ...]:
        """The entries on the day axis."""
        return tuple(entry for entry in self.entries if entry.dated)

    @cached_property
    def crowds(self) -> Mapping[str, tuple[Entry, ...]]:
        """By lane, the points on exact days of a lane that has too many events for each to have a label.

        The picture shows them as ticks and says how many they are; the data table has each of them.
        """
        by_lane: dict[str, list[Entry]] = {lane: [] for lane in self.lanes}
        for entry in self.dated:
            by_lane[entry.event.lane].append(entry)
        ticks = {
            lane: tuple(filter(self._may_be_a_tick, entries))
            for lane, entries in by_lane.items()
            if len(entries) > MOST_IN_LANE
        }
        return {lane: entries for lane, entries in ticks.items() if entries}

    def _may_be_a_tick(self, entry: Entry) -> bool:
        return not entry.is_interval and entry.start.exact and entry.event.id != self.case.day_zero

    @cached_property
    def labelled(self) -> tuple[Entry, ...]:
        """The entries on the day axis that have a label of their own; the others are points on exact days."""
        ticks = {entry.event.id for crowd in self.crowds.values() for entry in crowd}
        return tuple(entry for entry in self.dated if entry.event.id not in ticks)

    @property
    def slots(self) -> int:
        """How many slots stand left of the break."""
        return max((entry.slot or 0 for entry in self.undated), default=0)

    @cached_property
    def lanes(self) -> tuple[str, ...]:
        """The lanes that occur, top to bottom."""
        used = {entry.event.lane for entry in self.entries}
        return tuple(lane for lane in LANES if lane in used)

    @cached_property
    def day_zero(self) -> Event:
        """The event that all days are counted from."""
        return self.case.event_by_id[self.case.day_zero]

    @property
    def undated_before_day_zero(self) -> bool:
        """Whether everything left of the break is known to start no later than Day 0."""
        return all(entry.start.latest is not None and entry.start.latest <= 0 for entry in self.undated)

    @cached_property
    def days(self) -> tuple[int, int]:
        """First and last day that the day axis must show."""
        ticks = [entry.start.earliest or 0 for crowd in self.crowds.values() for entry in crowd]
        starts = [entry.start for entry in self.labelled]
        first = [start.earliest for start in starts if start.earliest and well_known(start)]
        edges = [edge for entry in self.labelled for edge in entry.edges]
        last = [day for edge in edges for day in (edge.earliest, edge.latest) if day]
        return min([0, *ticks, *first]), max([0, *ticks, *last])

    def is_cut(self, entry: Entry) -> bool:
        """Say whether an entry on the day axis may have begun before the first day that the axis shows."""
        return entry.dated and entry.start.earliest is not None and entry.start.earliest < self.days[0]

    @cached_property
    def marks(self) -> Mapping[Basis, str]:
        """The mark of each basis by itself, see `mark`."""
        return {basis: self.mark([basis]) for basis in BASES}

    @property
    def synthetic(self) -> bool:
        """Whether the picture must say that it shows made-up data."""
        return style.is_synthetic(self.case, self.case.events)

    def mark(self, bases: Iterable[Basis]) -> str:
        """Return the mark of the weakest basis; a synthetic case is marked once, as a whole."""
        return style.mark_of(bases, self.case)


def read_timeline(case: Case) -> Timeline:
    """Work out what the timeline of a case shows.

    Args:
        case: The case.

    Returns:
        One entry per event.
    """
    chronology = resolve(case)
    vague = [
        event
        for event in chronology.order
        if not drawable(chronology.at(event))
        and not has_open_start(chronology.at(event), chronology.at(event, "end"))
    ]
    undated = [
        event
        for event in chronology.order
        # A well-known day that precedes a vague one stays with it: on the axis it would seem to come later.
        if event in vague or any(_precedes(chronology, event, later) for later in vague)
    ]
    slots = _slots(chronology, undated)
    order = (*undated, *(event for event in chronology.order if event not in slots))
    entries = tuple(_entry(case, chronology, event, slots) for event in order)
    return Timeline(case, entries, tuple(_unordered(chronology, undated, slots)))


def drawable(start: DayBounds) -> bool:
    """Say whether a start can stand on the day axis.

    >>> drawable(DayBounds(0, None)), drawable(DayBounds(None, -4)), drawable(DayBounds(-95, -32))
    (True, False, False)
    """
    return start.earliest is not None and (well_known(start) or start.latest is None or start.latest > 0)


def well_known(start: DayBounds) -> bool:
    """Say whether a start is known so well that the day axis reaches back to its earliest day."""
    if start.earliest is None:
        return False
    return start.earliest >= 0 or (start.width is not None and start.width <= NARROW_DAYS)


def _precedes(chronology: Chronology, first: str, second: str) -> bool:
    earliest = chronology.between(first, second).earliest
    return first != second and earliest is not None and earliest >= 0


def _slots(chronology: Chronology, undated: Sequence[str]) -> Mapping[str, int]:
    """Number the slots; events known to be of the same day share one."""
    slots: dict[str, int] = {}
    for previous, event in zip((None, *undated), undated, strict=False):
        together = previous is not None and chronology.between(previous, event) == SAME_DAY
        slots[event] = (slots[previous] if previous else 0) + (0 if together else 1)
    return slots


def _unordered(chronology: Chronology, undated: Sequence[str], slots: Mapping[str, int]) -> list[tuple[int, int]]:
    """Find the shortest runs such that everything in one run is known to precede everything in the next."""
    joined = {
        cut
        for first, second in combinations(range(len(undated)), 2)
        if not _precedes(chronology, undated[first], undated[second])
        for cut in range(first + 1, second + 1)
    }
    cuts = [cut for cut in range(1, len(undated)) if cut not in joined]
    runs = zip((0, *cuts), (*cuts, len(undated)), strict=True)
    spans = [(slots[undated[first]], slots[undated[last - 1]]) for first, last in runs if undated]
    return [(first, last) for first, last in spans if last > first]


def _entry(case: Case, chronology: Chronology, event_id: str, slots: Mapping[str, int]) -> Entry:
    event = case.event_by_id[event_id]
    slot, lasts = slots.get(event_id), event.kind == "interval"
    placing_basis = event.basis if slot is None else doubt.order_basis(case, event_id)
    start, end = chronology.at(event_id, "start"), chronology.at(event_id, "end")
    on_known_days = slot is None and start.exact and end.bounded  # which are told, instead of how long it lasted
    return Entry(
        event=event,
        start=start,
        end=end,
        # a point takes no time, for which nobody has to search the network
        duration=chronology.between(event_id, event_id, "start", "end") if lasts else SAME_DAY,
        slot=slot,
        last_slot=_last_slot(chronology, event_id, slots),
        placing_basis=placing_basis,
        duration_basis=chronology.duration_basis(event_id) if lasts and not on_known_days else event.basis,
        days_basis=chronology.basis_of(event_id, *doubt.edges_of(event)),
    )


def _last_slot(chronology: Chronology, event_id: str, slots: Mapping[str, int]) -> int | None:
    """Return the last slot of the events that follow at once and are known to start before this one ends."""
    last = slots.get(event_id)
    if last is None:
        return None
    for other, slot in sorted(slots.items(), key=lambda item: item[1]):
        if slot <= last:
            continue
        latest = chronology.between(event_id, other, "end", "start").latest
        if slot > last + 1 or latest is None or latest > 0:
            break
        last = slot
    return last
