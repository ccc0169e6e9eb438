"""Labels beside their marks: none covers what is taken, whichever way it is kept."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given

from epicrisis.figures.placement import Box, Label, Trail, place

ROOM = Box(0, 0, 150, 42)
PLACES = st.tuples(st.floats(5, 145), st.floats(3, 39))
TRAILS = st.builds(Trail, PLACES, PLACES, st.integers(1, 60))
LABELS = st.builds(lambda number, place: Label(str(number), f"{number}%", *place), st.integers(0, 999), PLACES)


@given(labels=st.lists(LABELS, max_size=4), trails=st.lists(TRAILS, max_size=20))
def test_a_trail_is_taken_as_its_boxes_are(labels: list[Label], trails: list[Trail]) -> None:
    """A label finds the same place beside a line as beside all the small boxes along it."""
    boxes = [box for trail in trails for box in trail.boxes()]
    assert place(labels, trails, ROOM) == place(labels, boxes, ROOM)


@given(label=LABELS, trails=st.lists(TRAILS, max_size=40))
def test_a_label_covers_nothing_but_where_there_is_no_place(label: Label, trails: list[Trail]) -> None:
    """It stands free and in the room, or above its point."""
    (found,) = place([label], trails, ROOM)
    boxes = [box for trail in trails for box in trail.boxes()]
    (alone,) = place([label], [], Box(-1e3, -1e3, 1e3, 1e3))
    assert found == alone or (found.box.within(ROOM) and not found.box.overlaps(*boxes))


def test_a_wide_box_is_seen_from_everywhere() -> None:
    """A grid line over the whole figure keeps a label off at its far end."""
    label = Label("a", "0.1%", 120, 20)
    (free,) = place([label], [], ROOM)
    (moved,) = place([label], [Box(0, free.y - 0.1, 150, free.y + 0.1)], ROOM)
    assert moved.y != free.y
