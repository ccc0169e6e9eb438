"""A mark of the timeline shows what is known of a time: a day, a range, an end that is open, or only an order."""

from __future__ import annotations

import pytest
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from epicrisis.figures import legibility, timeline
from epicrisis.figures.drawing import Drawing
from epicrisis.figures.timeline_words import time_note
from timeline_case import (
    GRAFT,
    MIXED,
    after,
    artists,
    by_gid,
    entry,
    event,
    gids,
    legend,
    make_case,
    on_day,
)


def point(drawing: Drawing, name: str) -> tuple[str, list[float]]:
    """The axes and the x of a point event."""
    line = by_gid(drawing, f"event:{name}")
    assert isinstance(line, Line2D)
    assert line.axes is not None
    return line.axes.get_label(), [float(x) for x in line.get_xdata()]  # type: ignore[union-attr]


def bar(drawing: Drawing, gid: str) -> tuple[float, float]:
    """Where a bar begins and ends."""
    patch = by_gid(drawing, gid)
    assert isinstance(patch, Rectangle)
    return patch.get_x(), round(patch.get_x() + patch.get_width(), 6)


@pytest.fixture(scope="module")
def mixed() -> Drawing:
    """A case that has every kind of time."""
    return timeline.draw(MIXED)


def test_exact_days_are_points_on_the_day_axis(mixed: Drawing) -> None:
    """A point whose day is known stands at this day."""
    assert point(mixed, "graft") == ("days", [0.0])
    assert point(mixed, "engraftment") == ("days", [19.0])


def test_known_durations_are_bars(mixed: Drawing) -> None:
    """An interval with both days known is a bar from the one to the other."""
    assert bar(mixed, "event:infection") == (53, 67)


def test_uncertain_point_spans_all_its_days(mixed: Drawing) -> None:
    """A point known to lie between two days is drawn from the one to the other, not in the middle."""
    assert point(mixed, "relapse") == ("days", [150.0, 184.0])


def test_uncertain_end_is_set_off_from_what_is_sure(mixed: Drawing) -> None:
    """The bar is solid up to the earliest end and pale up to the latest."""
    assert bar(mixed, "event:aplasia") == (28, 150)
    assert bar(mixed, "event:aplasia:possible-end")[0] == 150
    assert bar(mixed, "event:aplasia:possible-end")[1] >= 153


@pytest.mark.parametrize("name", ["death", "steroids"])
def test_unbounded_events_have_an_open_end(mixed: Drawing, name: str) -> None:
    """What has no last day fades to the right and ends in an arrow."""
    assert gids(mixed, f"event:{name}:open-end") == [f"event:{name}:open-end", f"event:{name}:open-end-arrow"]


def test_bounded_events_have_no_open_end(mixed: Drawing) -> None:
    """Only what has no last day is open."""
    opened = {gid.split(":")[1] for gid in gids(mixed, "event:") if "open" in gid}

    assert opened == {"death", "steroids"}


def test_after_does_not_become_a_date(mixed: Drawing) -> None:
    """An event known only to follow another is hollow, stands at its earliest day and says that it has none."""
    mark = by_gid(mixed, "event:death")
    assert isinstance(mark, Line2D)

    assert point(mixed, "death") == ("days", [150.0])
    assert mark.get_markerfacecolor() != mark.get_markeredgecolor()
    assert time_note(entry(MIXED, "death")).replace("\u00a0", " ") == "day not reported, ≥ Day 150"


def test_known_end_with_an_open_start_is_on_the_day_axis() -> None:
    """Detected on Day 28, onset not reported: solid from then to the earliest end, fading to the left."""
    case = make_case(
        [event("aplasia", "complication", "interval"), GRAFT],
        [("aplasia", "start", "graft", "start", None, 28), ("aplasia", "end", "graft", "start", 150, 153)],
    )
    drawing = timeline.draw(case)
    (tail,) = [each for each in artists(drawing.figure) if each.get_gid() == "event:aplasia:open-start"]
    assert isinstance(tail, LineCollection)

    assert bar(drawing, "event:aplasia") == (28, 150)
    assert tail.get_segments()[0][0][0] == pytest.approx(28)
    assert tail.get_segments()[-1][1][0] < 28
    assert gids(drawing, "event:aplasia:open-end") == []
    assert "start not reported: this day or earlier" in legend(drawing)
    note = time_note(entry(case, "aplasia")).replace("\u00a0", " ")
    assert note == "start not reported, ≤ Day 28, end between Days 150 and 153"
    assert "The start of 1 of these is not reported" in drawing.alt


@pytest.mark.parametrize("end", [(40, 40), (40, None)])
def test_open_start_without_any_limit_is_on_the_day_axis(end: tuple[int, int | None]) -> None:
    """Only its end is known, or that it reached a day."""
    case = make_case([event("rash", "complication", "interval"), GRAFT], [("rash", "end", "graft", "start", *end)])
    drawing = timeline.draw(case)

    assert entry(case, "rash").dated
    assert gids(drawing, "event:rash:open-start-arrow") == ["event:rash:open-start-arrow"]
    assert legibility.faults(drawing.figure) == ()


def test_known_duration_does_not_make_days_of_an_unknown_start() -> None:
    """14 days on or after Day 150 are no box from Day 150 to 164."""
    case = make_case(
        [event("drug", "systemic_therapy", "interval"), GRAFT],
        [("drug", "start", "graft", "start", 150, None), ("drug", "end", "drug", "start", 14, None)],
    )
    drawing = timeline.draw(case)
    left, right = bar(drawing, "event:drug")

    assert left == 150
    assert right < 155


def test_event_across_day_zero_is_cut_at_the_axis() -> None:
    """What may have begun long before the first known day is drawn open to both sides."""
    case = make_case(
        [event("scan", "response"), event("prophylaxis", "transplant", "interval"), GRAFT],
        [
            ("scan", "start", "graft", "start", -67, -4),
            after("prophylaxis", "scan"),
            ("prophylaxis", "end", "graft", "start", 0, None),
        ],
    )
    drawing = timeline.draw(case)

    assert gids(drawing, "event:prophylaxis")[0] == "event:prophylaxis"
    assert "event:prophylaxis:open-start-arrow" in gids(drawing, "event:prophylaxis")
    assert "event:prophylaxis:open-end-arrow" in gids(drawing, "event:prophylaxis")
    assert "day not reported" in legend(drawing)


def test_range_that_begins_before_the_axis_is_cut() -> None:
    """A range of days that reaches far back is drawn from the end of the axis, with an arrow that says so."""
    case = make_case([event("fever", "complication"), GRAFT], [("fever", "start", "graft", "start", -100, 3)])
    drawing = timeline.draw(case)
    axes, (first, last) = point(drawing, "fever")

    assert (axes, last) == ("days", 3.0)
    assert first == pytest.approx(0)
    assert "event:fever:open-start-arrow" in gids(drawing, "event:fever")
    assert "may begin before the axis" in legend(drawing)


def test_open_event_on_the_first_day_of_the_axis_stands_at_it() -> None:
    """The room that the axis leaves before its first day does not move what begins there."""
    case = make_case([event("drug", "systemic_therapy", "interval"), GRAFT], [on_day("drug", 0)])
    drawing = timeline.draw(case)
    (tail,) = [each for each in artists(drawing.figure) if each.get_gid() == "event:drug:open-end"]
    assert isinstance(tail, LineCollection)

    assert bar(drawing, "event:drug")[0] == 0
    assert tail.get_segments()[0][0][0] == pytest.approx(0)
