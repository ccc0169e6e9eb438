"""Statements on time that count from Day 0, as the times of a packet have them."""

from __future__ import annotations

from collections.abc import Iterator

from phenopackets.schema.v2 import OntologyClass, Phenopacket, TimeElement

from epicrisis.case.chronology import DayBounds
from epicrisis.export.phenopacket.cells import Cell
from epicrisis.export.phenopacket.days import bounds_of
from epicrisis.export.phenopacket.identifiers import RowPlace, Rows, place_of


def timing_cells(packet: Phenopacket, rows: Rows, day_zero: str) -> Iterator[tuple[RowPlace, dict[str, Cell]]]:
    """Yield the days of the statements that count from Day 0, as the times of their events have them.

    Args:
        packet: The packet.
        rows: The rows of its case, as far as they are known.
        day_zero: The event that days are counted from.
    """
    days = event_days(packet)
    for place, cells in rows.items():
        from_day_zero = (cells.get("reference"), cells.get("reference_edge")) == (day_zero, "start")
        bounds = days.get((cells.get("event", ""), cells.get("edge", "")))
        if place[0] == "timing" and from_day_zero and bounds is not None:
            yield place, {"min_days": str(bounds.earliest), "max_days": str(bounds.latest)}


def event_days(packet: Phenopacket) -> dict[tuple[str, str], DayBounds]:
    """Return the possible days of each edge of each event of which a packet tells them.

    Args:
        packet: The packet.
    """
    found: dict[tuple[str, str], DayBounds] = {}
    for identifier, start, end in _timed(packet):
        place = place_of(identifier.id)
        for edge, element in (("start", start), ("end", end)):
            bounds = bounds_of(element)
            if place is not None and place[0] == "events" and bounds is not None:
                found[place[1], edge] = bounds
    return found


def _timed(packet: Phenopacket) -> Iterator[tuple[OntologyClass, TimeElement, TimeElement]]:
    for feature in packet.phenotypic_features:
        yield feature.type, feature.onset, feature.resolution
    for action in packet.medical_actions:
        regimen = action.therapeutic_regimen
        yield regimen.ontology_class, regimen.start_time, regimen.end_time
        yield action.procedure.code, action.procedure.performed, TimeElement()
