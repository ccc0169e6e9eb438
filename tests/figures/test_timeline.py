"""The timeline draws every event once, at its day only if that is known, and never at a made-up date."""

from __future__ import annotations

from collections import Counter

import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Text

from epicrisis.case.model import Case
from epicrisis.case.resolution import resolve
from epicrisis.figures import legibility, style, timeline
from epicrisis.figures.drawing import Drawing
from epicrisis.figures.encoding import encode
from epicrisis.figures.timeline_entries import read_timeline
from epicrisis.figures.timeline_words import time_note
from timeline_case import (
    DATED,
    GRAFT,
    MIXED,
    artists,
    by_gid,
    entry,
    event,
    gids,
    legend,
    make_case,
    on_day,
    shipped,
)


@pytest.fixture(scope="module")
def mixed() -> Drawing:
    """A case that has every kind of time."""
    return timeline.draw(MIXED)


@pytest.fixture(scope="module", params=["made", "li2025", "demo"])
def any_case(request: pytest.FixtureRequest) -> tuple[Case, Drawing]:
    """A made case and the shipped ones, drawn."""
    case = MIXED if request.param == "made" else shipped(request.param)
    return case, timeline.draw(case)


def test_every_event_is_drawn_exactly_once(any_case: tuple[Case, Drawing]) -> None:
    """No event is missing, and none has two marks."""
    case, drawing = any_case
    marks = [gid for gid in gids(drawing, "event:") if gid.count(":") == 1]

    assert Counter(marks) == Counter(f"event:{event.id}" for event in case.events)


def test_artists_have_names_of_their_own(any_case: tuple[Case, Drawing]) -> None:
    """Names become the ids of the SVG, which must be unique and without spaces."""
    _, drawing = any_case
    names = gids(drawing, "")

    assert len(names) == len(set(names))
    assert not any(" " in name for name in names)


def test_every_event_bears_its_label(any_case: tuple[Case, Drawing]) -> None:
    """The lines of a label together are the event's label, with nothing lost in wrapping."""
    case, drawing = any_case
    for each in case.events:
        lines = [
            artist.get_text()
            for artist in artists(drawing.figure)
            if isinstance(artist, Text) and str(artist.get_gid()).startswith(f"label:{each.id}:")
        ]

        assert " ".join(lines).rstrip("†‡§") == each.label


def test_texts_can_be_read(any_case: tuple[Case, Drawing]) -> None:
    """No text is below 7 pt, overlaps another one or leaves the canvas."""
    _, drawing = any_case

    assert legibility.faults(drawing.figure) == ()


def test_size(any_case: tuple[Case, Drawing]) -> None:
    """The figure has the width of two columns and fits on a page."""
    _, drawing = any_case
    width, height = style.size_mm(drawing.figure)

    assert width == pytest.approx(180)
    assert height <= 200


def test_labels_keep_clear_of_marks(any_case: tuple[Case, Drawing]) -> None:
    """No mark of one event lies on the label of any event."""
    _, drawing = any_case
    drawn = artists(drawing.figure)
    renderer = drawing.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    texts = [each for each in drawn if str(each.get_gid()).startswith(("label:", "note:"))]
    marks = [each for each in drawn if str(each.get_gid()).startswith("event:")]
    with style.context():
        boxes = [(mark, mark.get_window_extent(renderer)) for mark in marks]
        for text in texts:
            extent = text.get_window_extent(renderer)
            for mark, box in boxes:
                overlap = min(extent.x1, box.x1) - max(extent.x0, box.x0)
                depth = min(extent.y1, box.y1) - max(extent.y0, box.y0)

                assert overlap <= 1 or depth <= 4, f"{text} under {mark.get_gid()}"


def test_order_only_events_stand_left_of_the_break_in_order(any_case: tuple[Case, Drawing]) -> None:
    """Events without a usable day have slots, numbered in the order of the chronology."""
    case, drawing = any_case
    found = [entry for entry in read_timeline(case).entries if not entry.dated]
    order = [each for each in resolve(case).order if each in {entry.event.id for entry in found}]
    axes = {axes.get_label(): axes for axes in drawing.figure.axes}

    assert [entry.event.id for entry in found] == order
    assert [entry.slot or 0 for entry in found] == sorted(entry.slot or 0 for entry in found)
    for each in found:
        artist = by_gid(drawing, f"event:{each.event.id}")
        assert artist.axes is axes["slots"]
        assert artist.get_window_extent().x1 <= axes["days"].bbox.x0


def test_break_is_drawn_between_both_parts(mixed: Drawing) -> None:
    """Two slanted strokes above and below stand between slots and days."""
    slots, days = by_gid(mixed, "slots").get_window_extent(), by_gid(mixed, "days").get_window_extent()
    strokes = [
        artist.get_window_extent()
        for artist in artists(mixed.figure)
        if str(artist.get_gid()).startswith("break:")
    ]

    assert len(strokes) == 4
    assert all(slots.x1 < stroke.x0 and stroke.x1 < days.x0 for stroke in strokes)


@pytest.mark.parametrize("name", ["made", "demo"])
def test_fully_dated_case_has_only_the_day_axis(name: str) -> None:
    """Where every day is known there are no slots, no break and no word about order."""
    drawing = timeline.draw(DATED if name == "made" else shipped(name))

    assert gids(drawing, "slots") == gids(drawing, "break") == []
    assert "in order" not in drawing.description


def test_order_that_is_not_reported_is_shaded(mixed: Drawing) -> None:
    """Slots whose events have no reported order among themselves are set off and explained."""
    assert read_timeline(MIXED).unordered == ((3, 4),)
    assert gids(mixed, "unordered:") == ["unordered:3:4"]
    assert "order not fully reported" in legend(mixed)
    assert "order of events 3 and 4 is not fully reported" in mixed.description


def test_legend_shows_only_what_occurs(mixed: Drawing) -> None:
    """Each kind of mark is explained if it occurs, and only then."""
    assert legend(timeline.draw(DATED)) == {"event", "duration"}
    assert legend(mixed) == {
        "event",
        "duration",
        "event on one day of this range",
        "start or end in this range",
        "day not reported: this day or later",
        "end not reported",
        "order not fully reported",
    }


def test_lanes_that_occur_stand_in_their_order(mixed: Drawing) -> None:
    """Lanes follow the schema; those without an event are left out."""
    lanes = list(dict.fromkeys(gid.split(":")[1] for gid in gids(mixed, "lane:")))

    assert lanes == [
        "disease",
        "systemic_therapy",
        "cellular_therapy",
        "transplant",
        "response",
        "complication",
        "outcome",
    ]
    assert gids(timeline.draw(DATED), "lane:response") == []


def test_phases_are_named_after_day_zero(mixed: Drawing) -> None:
    """The phases are before and after the Day 0 event, and the part without days says so."""
    texts = [text.get_text() for text in legibility.visible_texts(mixed.figure)]

    assert {"Before graft infusion", "After graft infusion", "Days from graft infusion (Day 0)"} <= set(texts)
    assert any("not to scale" in text for text in texts)


def test_day_ticks_are_round_days_at_their_place(mixed: Drawing) -> None:
    """The axis is labelled at round days, Day 0 among them, and to scale."""
    days = by_gid(mixed, "days")
    assert days.axes is not None
    ticks = {int(gid.split(":")[1]) for gid in gids(mixed, "day:")}

    assert {0, 30, 60, 90, 120, 150, 180} <= ticks
    for day in ticks:
        label = by_gid(mixed, f"day:{day}").get_window_extent()
        assert (label.x0 + label.x1) / 2 == pytest.approx(days.axes.transData.transform((day, 0))[0], abs=1)


def test_line_of_day_zero_stops_for_a_label_without_another_place() -> None:
    """Where a label must cross Day 0, the line is broken rather than drawn through the text."""
    label = "A finding with a label that is longer than the days before the graft"
    case = make_case(
        [event("finding", "disease", label=label), event("visit", "response"), GRAFT],
        [
            on_day("finding", -9),
            on_day("visit", 365),
        ],
    )
    drawing = timeline.draw(case)
    line = [by_gid(drawing, name).get_window_extent() for name in gids(drawing, "day-zero:")]
    texts = [by_gid(drawing, name).get_window_extent() for name in gids(drawing, "label:finding:")]

    assert any(text.x0 < line[0].x0 < text.x1 for text in texts)
    assert not any(text.y0 < piece.y1 and piece.y0 < text.y0 for piece in line for text in texts)


@pytest.mark.parametrize("file_format", ["svg", "png", "pdf"])
def test_same_case_gives_the_same_bytes(file_format: str) -> None:
    """Two drawings of one case are the same file."""
    first, second = (encode(timeline.draw(MIXED).figure, file_format) for _ in range(2))  # type: ignore[arg-type]

    assert first == second


def test_case_without_statements_still_has_a_timeline() -> None:
    """An event of which nothing is known says so instead of getting a day."""
    case = make_case([event("finding", "disease"), GRAFT], [])

    assert time_note(entry(case, "finding")) == "time not reported"
    assert legibility.faults(timeline.draw(case).figure) == ()


def test_crowded_lane_stays_legible() -> None:
    """Many events on neighbouring days with long labels still do not overlap."""
    names = [f"event_{number}" for number in range(20)]
    events = [event(name, "response", label=f"A rather long label of {name}") for name in names]
    case = make_case([*events, GRAFT], [on_day(name, 3 + number) for number, name in enumerate(names)])

    assert legibility.faults(timeline.draw(case).figure) == ()


def visits(count: int) -> Case:
    """A case with visits every third day, two of them on the same one, beside the graft."""
    days = [3 * number for number in range(count - 1)]
    names = [f"visit_{number}" for number in range(count)]
    dates = [on_day(name, day) for name, day in zip(names, [*days, days[-1]], strict=True)]
    return make_case([GRAFT, *(event(name, "response") for name in names)], dates)


def test_a_lane_has_labels_as_long_as_they_leave_room() -> None:
    """Forty events in one lane still have a label each."""
    drawing = timeline.draw(visits(40))

    assert {f"label:visit_{number}:0" for number in range(40)} <= set(gids(drawing, "label:"))
    assert gids(drawing, "crowd:") == []


def test_too_many_events_of_a_lane_are_ticks() -> None:
    """The picture says how many they are, has a tick for each of their days, and stays on a page."""
    drawing = timeline.draw(visits(41))

    ticks = by_gid(drawing, "crowd:response")
    assert isinstance(ticks, Line2D)
    assert [float(day) for day in ticks.get_xdata()] == [3.0 * number for number in range(40)]  # type: ignore[union-attr]
    text = "41 events, a tick for each day that has any, Day 0 to Day 117"
    label = by_gid(drawing, "crowd:response:text")
    assert isinstance(label, Text)
    assert label.get_text().replace("\u00a0", " ") == text
    assert f"Response: {text}" in drawing.description.replace("\u00a0", " ")
    assert "label:graft:0" in gids(drawing, "label:")
    assert len(drawing.table) == 42
    assert style.size_mm(drawing.figure)[1] < 60


def test_words_of_a_crowded_lane_can_be_read() -> None:
    """Nothing touches, leaves the picture or is too small."""
    assert legibility.faults(timeline.draw(visits(500)).figure) == ()
