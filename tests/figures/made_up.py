"""Small synthetic cases for the figures, each row in one line; no file is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.text import Text

from epicrisis.case.model import (
    Basis,
    Case,
    Event,
    ImmuneCellCount,
    MrdTest,
    ReferenceRange,
    TimingStatement,
    Treatment,
)
from epicrisis.figures.drawing import Drawing

DAY_ZERO = "graft"


def _common(row_id: str, basis: Basis) -> dict[str, Any]:
    return {"id": row_id, "source": "Test ¶1", "basis": basis, "note": "made up", "row": 2, "printed": {}}


def event(
    row_id: str, lane: str = "response", kind: str = "point", label: str = "", basis: Basis = "reported"
) -> Event:
    """Make an event."""
    name = label or row_id.replace("_", " ").capitalize()
    return Event(**_common(row_id, basis), lane=lane, kind=cast(Any, kind), label=name, detail="")


def timing(
    row_id: str,
    low: int | None,
    high: int | None,
    *,
    edge: str = "start",
    reference: str = DAY_ZERO,
    reference_edge: str = "start",
    basis: Basis = "reported",
) -> TimingStatement:
    """Make the statement that an edge of an event is between two days after another."""
    return TimingStatement(
        **_common(f"{row_id}_{edge}_{reference}", basis),
        event=row_id,
        edge=cast(Any, edge),
        reference=reference,
        reference_edge=cast(Any, reference_edge),
        min_days=low,
        max_days=high,
    )


def on(row_id: str, day: int, *, edge: str = "start", basis: Basis = "reported") -> TimingStatement:
    """Make the statement that an edge of an event is on a day."""
    return timing(row_id, day, day, edge=edge, basis=basis)


def after(row_id: str, reference: str, low: int = 0, high: int | None = None) -> TimingStatement:
    """Make the statement that an event comes after another."""
    return timing(row_id, low, high, reference=reference)


def mrd_test(
    event_id: str,
    relation: str,
    value: float | None = None,
    lod: float | None = None,
    specimen: str = "bone marrow",
    basis: Basis = "reported",
    row_id: str = "",
) -> MrdTest:
    """Make an MRD test."""
    return MrdTest(
        **_common(row_id or event_id, basis),
        event=event_id,
        specimen=specimen,
        method="flow cytometry",
        relation=cast(Any, relation),
        value_percent=value,
        lod_percent=lod,
    )


def count(
    event_id: str,
    relation: str,
    value: float | None = None,
    population: str = "B cells",
    basis: Basis = "reported",
) -> ImmuneCellCount:
    """Make a count."""
    return ImmuneCellCount(
        **_common(f"{population.split()[0].lower().rstrip('+')}_{event_id}", basis),
        event=event_id,
        population=population,
        relation=cast(Any, relation),
        cells_per_ul=value,
        method="flow cytometry",
    )


def normal(
    population: str, low: float | None, high: float | None, unit: str = "cells/µL", basis: Basis = "reported"
) -> ReferenceRange:
    """Make a normal range."""
    row_id = population.split()[0].lower().rstrip("+")
    return ReferenceRange(**_common(row_id, basis), population=population, low=low, high=high, unit=unit)


def treatment(event_id: str) -> Treatment:
    """Make a treatment row, so that its event counts as treatment."""
    blank = {"regimen": "", "dose": None, "dose_unit": "", "schedule": "", "route": ""}
    return Treatment(**_common(f"{event_id}_drug", "reported"), event=event_id, agent="drug", **cast(Any, blank))


def case(
    events: Iterable[Event], timings: Iterable[TimingStatement] = (), *, synthetic: bool = False, **tables: Any
) -> Case:
    """Make a case whose Day 0 is a graft."""
    graft = event(DAY_ZERO, lane="transplant", label="Stem cell infusion")
    return Case(
        id="made_up",
        title="A made-up case",
        version="1.0.0",
        created=date(2024, 2, 29),
        day_zero=DAY_ZERO,
        synthetic=synthetic,
        events=(graft, *events),
        timing=tuple(timings),
        **{name: tuple(rows) for name, rows in tables.items()},
    )


def artists(drawing: Drawing, prefix: str) -> dict[str, Artist]:
    """Return the artists whose gid begins with a prefix, by gid."""
    found = drawing.figure.findobj(lambda artist: (artist.get_gid() or "").startswith(prefix))
    return {artist.get_gid() or "": artist for artist in found}


def artist(drawing: Drawing, gid: str) -> Artist:
    """Return the one artist with a gid."""
    return artists(drawing, gid)[gid]


def point(drawing: Drawing, gid: str) -> tuple[float, float]:
    """Return the data coordinates of the one marker with a gid."""
    x, y = line(drawing, gid)
    return x[0], y[0]


def line(drawing: Drawing, gid: str) -> tuple[list[float], list[float]]:
    """Return the data coordinates of the line with a gid."""
    found = cast(Line2D, artist(drawing, gid))
    return [float(x) for x in found.get_xdata()], [float(y) for y in found.get_ydata()]


def texts(drawing: Drawing, prefix: str = "") -> list[str]:
    """Return every text whose gid begins with a prefix."""
    found = drawing.figure.findobj(
        lambda item: isinstance(item, Text) and (item.get_gid() or "").startswith(prefix)
    )
    return [cast(Text, item).get_text() for item in found if cast(Text, item).get_text()]
