"""Small cases for the tests of the timeline, put together from events and statements rather than from files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.text import Text

from epicrisis.case.load import load_case
from epicrisis.case.model import Basis, Case, Event, TimingStatement
from epicrisis.figures.drawing import Drawing
from epicrisis.figures.timeline_entries import Entry, read_timeline
from epicrisis.paths import ProjectPaths

PROJECT = ProjectPaths(Path(__file__).parents[1])
Statement = tuple[str, str, str, str, int | None, int | None]


def event(name: str, lane: str, kind: str = "point", label: str = "", basis: Basis = "reported") -> Event:
    """An event; its label is its name unless it is given."""
    text = label or name.replace("_", " ").capitalize()
    return Event(name, "Test", basis, "", 2, {}, lane, kind, text, "")  # type: ignore[arg-type]


def statement(row: Statement, number: int, basis: Basis = "reported") -> TimingStatement:
    """A row of the table of times."""
    return TimingStatement(f"row_{number}", "Test", basis, "", number, {}, *row)  # type: ignore[arg-type]


def make_case(events: Iterable[Event], statements: Iterable[Statement], *, synthetic: bool = False) -> Case:
    """A case whose Day 0 is the event `graft`."""
    timing = tuple(statement(row, number) for number, row in enumerate(statements, start=2))
    return Case("made", "Made", "1.0.0", date(2024, 1, 1), "graft", synthetic, events=tuple(events), timing=timing)


def on_day(name: str, day: int, edge: str = "start") -> Statement:
    """An edge of an event is on a day."""
    return (name, edge, "graft", "start", day, day)


def after(later: str, earlier: str, least: int = 0, edge: str = "start") -> Statement:
    """An event starts some days after an edge of another, or later."""
    return (later, "start", earlier, edge, least, None)


GRAFT = event("graft", "transplant", label="Graft infusion")

# One event of every way in which time can be known.
MIXED = make_case(
    [
        event("diagnosis", "disease"),
        event("chemotherapy", "systemic_therapy", "interval"),
        event("scan", "disease"),
        event("biopsy", "disease"),
        event("mobilization", "cellular_therapy", "interval"),
        GRAFT,
        event("engraftment", "transplant"),
        event("infection", "complication", "interval"),
        event("steroids", "systemic_therapy", "interval"),
        event("visit", "response"),
        event("aplasia", "complication", "interval"),
        event("relapse", "disease"),
        event("death", "outcome"),
    ],
    [
        after("chemotherapy", "diagnosis"),
        ("chemotherapy", "end", "chemotherapy", "start", 28, 28),
        after("scan", "chemotherapy", edge="end"),
        after("biopsy", "chemotherapy", edge="end"),
        after("mobilization", "scan"),
        after("mobilization", "biopsy"),
        after("graft", "mobilization", edge="end"),
        on_day("engraftment", 19),
        on_day("infection", 53),
        on_day("infection", 67, "end"),
        on_day("steroids", 60),
        on_day("visit", 28),
        on_day("aplasia", 28),
        ("aplasia", "end", "graft", "start", 150, 153),
        ("relapse", "start", "graft", "start", 150, 184),
        after("death", "relapse"),
    ],
)
DATED = make_case(
    [event("diagnosis", "disease"), event("induction", "systemic_therapy", "interval"), GRAFT],
    [on_day("diagnosis", -100), on_day("induction", -96), on_day("induction", -68, "end")],
)


def artists(figure: Figure) -> list[Artist]:
    """Every artist that has a name."""
    return [artist for artist in figure.findobj() if artist.get_gid()]


def by_gid(drawing: Drawing, gid: str) -> Artist:
    """The one artist of a name."""
    (found,) = [artist for artist in artists(drawing.figure) if artist.get_gid() == gid]
    return found


def gids(drawing: Drawing, start: str) -> list[str]:
    """The names that begin like this, in drawing order."""
    return [str(artist.get_gid()) for artist in artists(drawing.figure) if str(artist.get_gid()).startswith(start)]


def entry(case: Case, name: str) -> Entry:
    """What the timeline shows of one event."""
    (found,) = [entry for entry in read_timeline(case).entries if entry.event.id == name]
    return found


def shipped(name: str) -> Case:
    """A case that ships with the project."""
    return load_case(PROJECT, name)


def legend(drawing: Drawing) -> set[str]:
    """The texts of the legend."""
    named = (artist for artist in artists(drawing.figure) if str(artist.get_gid()).startswith("legend:"))
    return {artist.get_text() for artist in named if isinstance(artist, Text)}
