"""Labels of the timeline find a place beside their marks."""

from __future__ import annotations

import pytest

from epicrisis.figures.timeline_packing import Item, pack, wrap


def test_labels_are_packed_beside_marks_without_touching() -> None:
    """A second label that would touch the first goes a row down, or to the left where the right end is near."""
    items = [Item("a", 0, 2, 30, 1), Item("b", 10, 12, 30, 1), Item("c", 95, 97, 30, 1)]
    places = {place.key: place for place in pack(items, (0, 100), 3, None)}

    assert [places[key].side for key in "abc"] == ["right", "right", "left"]
    assert places["a"].mark.top == places["c"].mark.top == 0
    assert places["b"].mark.top > places["a"].label.bottom


def test_labels_avoid_the_line_of_day_zero() -> None:
    """A label that the line would go through stands on the other side of its mark."""
    (place,) = pack([Item("a", 40, 42, 30, 1)], (0, 100), 3, wall=50)

    assert (place.side, place.struck) == ("left", False)


def test_wrapping_makes_even_lines() -> None:
    """A label takes as few lines as it can, and they are about as long as each other."""
    assert wrap("one two three four", 14, lambda text: float(len(text))) == ("one two", "three four")


@pytest.mark.parametrize("count", [1, 5, 25])
def test_no_two_labels_of_a_crowd_touch(count: int) -> None:
    """Whatever stands close together is moved down until it is clear."""
    places = pack([Item(str(at), 40 + at, 42 + at, 45, 2) for at in range(count)], (0, 100), 3, None)
    rects = [rect for place in places for rect in (place.label, place.mark)]

    assert all(0 <= rect.left and rect.right <= 100 for rect in rects)
    assert not any(
        ours.touches(theirs)
        for place in places
        for other in places
        if place is not other
        for ours in (place.label, place.mark)
        for theirs in (other.label, other.mark)
    )


def test_what_begins_together_reads_downwards() -> None:
    """Of two events that begin on one day, the second stands below the first even if there is room above."""
    first, second = pack([Item("a", 10, 80, 60, 1), Item("b", 10, 12, 5, 1)], (0, 100), 3, None)

    assert second.mark.top > first.mark.top


def test_wrapping_takes_the_narrowest_width_that_needs_no_further_line() -> None:
    """A word that is wider than the line stands alone, and the others are no wider than they have to be."""
    lines = wrap("a immunophenotyping bb c dd e", 8, lambda text: float(len(text)))

    assert lines == ("a", "immunophenotyping", "bb c", "dd e")
