"""The values that changed, with every place where each appears."""

from __future__ import annotations

from epicrisis.review.packet import Review
from epicrisis.review.record import section_of


def test_a_value_is_listed_with_its_places(changed: Review) -> None:
    """The sentence and the cell of the table."""
    value = next(change for change in changed.numbers if change.name == "mrd.relapse.text")

    assert value.old is not None
    assert value.new is not None
    assert (value.old.text, value.new.text) == ("0.5%", "0.7%")
    places = [section_of(changed, spot.block, "new") for spot in value.new_spots]
    assert [(place["kind"], place["label"]) for place in places] == [("paragraph", None), ("row", "tbl-mrd")]


def test_values_that_readers_meet_come_first(changed: Review) -> None:
    """A single cell that no text prints stands behind them."""
    assert [(change.name, change.is_printed) for change in changed.numbers] == [
        ("mrd.relapse.text", True),
        ("mrd.relapse.value_percent", False),
    ]
