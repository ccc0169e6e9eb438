"""Where everything on the timeline goes, in millimetres from the top left corner.

Nothing here draws, so the layout can be tested alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from epicrisis.figures import style
from epicrisis.figures.measure import width_mm
from epicrisis.figures.time_axis import SHORTEST_AXIS_DAYS
from epicrisis.figures.timeline_entries import Entry, Timeline
from epicrisis.figures.timeline_packing import Item, Place, pack, wrap
from epicrisis.figures.timeline_words import crowd_text, lane_title, texts

MARGIN_MM = 1.5
LANE_COLUMN_MM = 19.5
BREAK_MM = 5.0
PITCH_MM = 2.9
LANE_PAD_MM = 1.1
HEADER_MM = 8.5
SHORT_HEADER_MM = 6.0
AXIS_MM = 9.0
LEGEND_ROW_MM = 4.2
POINT_MM = 1.9
FADE_MM = 9.0
CUT_MM = 6.0
AXIS_END_MM = 2.5
BROKEN_LINE_MM = 2.2
STRUCK_MM = 10.0
OPEN_END_MM = FADE_MM + 2.0
EDGE_MM = 0.6
BAR_REACH = 0.42
THINNEST_MM = 0.8
CROWD_GAP_MM = 1.5

_WRAPS_MM = (38.0, 46.0, 54.0, 34.0, 30.0, 27.0, 24.0)
_SHARES = tuple(share / 100 for share in range(20, 56, 3))

Lines = tuple[tuple[str, ...], tuple[str, ...]]
"""The lines of a label and of its note."""


@dataclass(frozen=True)
class Panel:
    """A stretch of the picture with a scale: slots left of the break, days right of it.

    Args:
        left: Left end.
        right: Right end.
        first: Value at the left end.
        last: Value at the right end.
        lead: Millimetres from the left end to the first value that is surely shown.
    """

    left: float
    right: float
    first: float
    last: float
    lead: float = 0.0

    def x(self, value: float) -> float:
        """Return where a slot or day lies."""
        return self.left + (value - self.first) / (self.last - self.first) * (self.right - self.left)

    @property
    def per_unit(self) -> float:
        """Millimetres per slot or day."""
        return (self.right - self.left) / (self.last - self.first)


@dataclass(frozen=True)
class Lane:
    """One lane: its name in lines, and its upper and lower end."""

    name: str
    title: tuple[str, ...]
    top: float
    bottom: float


@dataclass(frozen=True)
class Crowd:
    """A row of ticks: the events of a lane that are too many for labels.

    Args:
        lane: The lane.
        days: The days on which there are any, sorted.
        text: What stands below them.
        left: Left end of the text.
        top: Upper end of the row.
    """

    lane: str
    days: tuple[int, ...]
    text: str
    left: float
    top: float


@dataclass(frozen=True)
class Placed:
    """An entry with its place and the lines of its label and note."""

    entry: Entry
    place: Place
    label: tuple[str, ...]
    note: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The whole picture.

    Args:
        slots: The panel left of the break; None if every event has its day.
        days: The day axis.
        lanes: The lanes, top to bottom.
        placed: Every entry that has a label.
        crowds: The others, as ticks.
        top: Upper end of the lanes.
        bottom: Lower end of the lanes.
    """

    slots: Panel | None
    days: Panel
    lanes: tuple[Lane, ...]
    placed: tuple[Placed, ...]
    crowds: tuple[Crowd, ...]
    top: float
    bottom: float


def arrange(timeline: Timeline) -> Layout:
    """Find the flattest layout: how wide each side of the break is, and where labels are wrapped.

    Args:
        timeline: What to show.

    Returns:
        The layout.
    """
    shares = _SHARES if timeline.slots else (0.0,)
    return min(
        (_arrange(timeline, share) for share in shares), key=lambda layout: _cost(layout.placed, layout.bottom)
    )


def _cost(placed: Sequence[Placed], bottom: float) -> float:
    """Return the height of a layout, with what a reader pays for broken lines and for labels struck through."""
    lines = sum(len(found.label) + len(found.note) for found in placed)
    struck = sum(found.place.struck for found in placed)
    return round(bottom + lines * BROKEN_LINE_MM + struck * STRUCK_MM, 3)


def _arrange(timeline: Timeline, share: float) -> Layout:
    slots, days = _panels(timeline, share)
    top = bottom = MARGIN_MM + (HEADER_MM if slots else SHORT_HEADER_MM)
    lanes: list[Lane] = []
    placed: list[Placed] = []
    crowds: list[Crowd] = []
    for name in timeline.lanes:
        title = wrap(lane_title(name), LANE_COLUMN_MM - 2, _title_width)
        first = bottom + LANE_PAD_MM
        inside = [
            *_place(timeline, _in_lane(timeline.undated, name), slots, first),
            *_place(timeline, _in_lane(timeline.labelled, name), days, first),
        ]
        depth = max([first + len(title) * PITCH_MM, *(found.place.bottom for found in inside)])
        if name in timeline.crowds:
            top_of_ticks = max([first, *(found.place.bottom + CROWD_GAP_MM for found in inside)])
            crowds.append(_crowd(timeline, name, days, top_of_ticks))
            depth = max(depth, top_of_ticks + 2 * PITCH_MM)
        lanes.append(Lane(name, title, bottom, depth + LANE_PAD_MM))
        bottom = depth + LANE_PAD_MM
        placed += inside
    return Layout(slots, days, tuple(lanes), tuple(placed), tuple(crowds), top, bottom)


def _crowd(timeline: Timeline, lane: str, panel: Panel, top: float) -> Crowd:
    entries = timeline.crowds[lane]
    text = crowd_text(entries)
    width = width_mm(text, style.SMALL_PT)
    beside_zero = panel.x(0) + CROWD_GAP_MM
    left = beside_zero if beside_zero + width < panel.right else panel.left + EDGE_MM
    return Crowd(lane, tuple(sorted({entry.start.earliest or 0 for entry in entries})), text, left, top)


def _in_lane(entries: Iterable[Entry], lane: str) -> list[Entry]:
    return [entry for entry in entries if entry.event.lane == lane]


def _title_width(text: str) -> float:
    return width_mm(text, style.TEXT_PT, 600)


def _panels(timeline: Timeline, share: float) -> tuple[Panel | None, Panel]:
    left, right = MARGIN_MM + LANE_COLUMN_MM, style.DOUBLE_COLUMN_MM - MARGIN_MM
    slots = None
    if timeline.slots:
        middle = left + share * (right - left - BREAK_MM)
        slots = Panel(left, middle, 0.4, timeline.slots + 0.6)
        left = middle + BREAK_MM
    return slots, _day_panel(timeline, left, right)


def _day_panel(timeline: Timeline, left: float, right: float) -> Panel:
    """Scale the day axis so that its last day, and the arrow of whatever has no last day, are just on it."""
    first, last = timeline.days
    before = CUT_MM if any(timeline.is_cut(entry) for entry in timeline.labelled) else AXIS_END_MM
    reaches = [(last, AXIS_END_MM), (first + SHORTEST_AXIS_DAYS, AXIS_END_MM)]
    reaches += [(sure_until(entry), OPEN_END_MM) for entry in timeline.labelled if entry.ends_open]
    room = right - left - before
    days_per_mm = max((day - first) / (room - after) for day, after in reaches)
    return Panel(left, right, first - before * days_per_mm, first + room * days_per_mm, before)


def _place(timeline: Timeline, entries: Sequence[Entry], panel: Panel | None, top: float) -> list[Placed]:
    """Place the entries of one lane on one side of the break, wrapped so that they take the least height."""
    if panel is None or not entries:
        return []
    room = panel.right - panel.left - 2 * EDGE_MM
    words = [texts(timeline, entry) for entry in entries]
    # Most widths break the texts alike: each way of breaking them is tried once.
    breaks = dict.fromkeys(tuple(_broken(*text, min(wrap_mm, room)) for text in words) for wrap_mm in _WRAPS_MM)
    marks = [mark_ends(entry, panel) for entry in entries]
    tries = (_try(entries, marks, panel, top, lines) for lines in breaks)
    return min(tries, key=lambda placed: _cost(placed, max(found.place.bottom for found in placed)))


def _try(
    entries: Sequence[Entry],
    marks: Sequence[tuple[float, float]],
    panel: Panel,
    top: float,
    lines: Sequence[Lines],
) -> list[Placed]:
    items = [_item(entry, *ends, *found) for entry, ends, found in zip(entries, marks, lines, strict=True)]
    wall = panel.x(0) if entries[0].dated else None
    places = pack(items, (panel.left + EDGE_MM, panel.right - EDGE_MM), PITCH_MM, wall)
    return [
        Placed(entry, place.shifted(top), *found)
        for entry, place, found in zip(entries, places, lines, strict=True)
    ]


def _broken(label: str, note: str, room: float) -> Lines:
    return wrap(label, room, _label_width), wrap(note, room, _note_width) if note else ()


def _label_width(text: str) -> float:
    return width_mm(text, style.TEXT_PT)


def _note_width(text: str) -> float:
    return width_mm(text, style.SMALL_PT)


def _item(entry: Entry, left: float, right: float, label: tuple[str, ...], note: tuple[str, ...]) -> Item:
    width = max(*(_label_width(line) for line in label), *(_note_width(line) for line in note), 0.0)
    return Item(entry.event.id, left, right, width, len(label) + len(note))


def mark_ends(entry: Entry, panel: Panel) -> tuple[float, float]:
    """Return the left and right end of the mark of an entry."""
    radius = POINT_MM / 2
    if entry.slot is not None:
        if entry.is_interval:
            return panel.x(entry.slot - BAR_REACH), panel.x((entry.last_slot or entry.slot) + BAR_REACH)
        return panel.x(entry.slot) - radius, panel.x(entry.slot) + radius
    pad = 0.0 if entry.is_interval else radius
    if entry.start.earliest is None:
        left = max(panel.left, panel.x(on_axis(open_until(entry), panel)) - FADE_MM)
    else:
        left = max(panel.left, panel.x(entry.start.earliest) - pad)
    if entry.ends_open:
        return left, panel.x(fades_from(entry, panel)) + FADE_MM
    return left, max(panel.x(entry.end.latest or 0) + pad, left + THINNEST_MM)


def on_axis(day: int, panel: Panel) -> float:
    """Return a day, or the first one before which the axis has room for a fade."""
    return max(day, panel.first + panel.lead / panel.per_unit)


def open_until(entry: Entry) -> int:
    """Return the day by which an event with an open start has begun, or up to which it is known to last."""
    return min(day for day in (entry.start.latest, entry.end.earliest) if day is not None)


def fades_from(entry: Entry, panel: Panel) -> float:
    """Return the day from which an event with an open end fades: that of its start, if this is open too."""
    earliest = entry.start.earliest
    if entry.starts_open and earliest is not None and on_axis(earliest, panel) - earliest < 0.5:
        return earliest
    return on_axis(sure_until(entry), panel)


def sure_until(entry: Entry) -> int:
    """Return the last day that an event with an open end is known to reach."""
    return max(day for edge in entry.edges for day in (edge.earliest, edge.latest) if day is not None)
