"""Which events have slots, which stand on the day axis, and what is known of their order."""

from __future__ import annotations

from epicrisis.figures.timeline_words import time_note
from timeline_case import GRAFT, after, entry, event, make_case, on_day


def test_known_day_before_an_unknown_one_keeps_its_place() -> None:
    """A dated event that precedes an undated one stands left of the break, with its day beside it."""
    case = make_case(
        [event("diagnosis", "disease"), event("chemotherapy", "systemic_therapy"), GRAFT],
        [on_day("diagnosis", -300), after("chemotherapy", "diagnosis"), after("graft", "chemotherapy")],
    )

    assert [entry(case, name).slot for name in ("diagnosis", "chemotherapy", "graft")] == [1, 2, None]
    assert time_note(entry(case, "diagnosis")) == "Day\u00a0−300"


def test_events_of_one_day_share_a_slot() -> None:
    """Two events known to be of the same day have the same place in the order."""
    case = make_case(
        [event("scan", "disease"), event("biopsy", "disease"), GRAFT],
        [("biopsy", "start", "scan", "start", 0, 0), after("graft", "biopsy")],
    )

    assert entry(case, "scan").slot == entry(case, "biopsy").slot == 1


def test_interval_covers_what_is_known_to_happen_in_it() -> None:
    """Left of the break, a bar reaches to the slot of an event that began before it ended."""
    case = make_case(
        [event("drug", "systemic_therapy", "interval"), event("mass", "disease"), GRAFT],
        [after("mass", "drug"), ("drug", "end", "mass", "start", 0, None), after("graft", "drug", edge="end")],
    )

    assert (entry(case, "drug").slot, entry(case, "drug").last_slot) == (1, 2)
