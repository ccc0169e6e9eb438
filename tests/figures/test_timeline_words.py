"""The words of the timeline say what its picture shows, and mark what the source does not report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.text import Text

from epicrisis.case.model import Case
from epicrisis.case.resolution import resolve
from epicrisis.figures import timeline
from epicrisis.figures.drawing import Drawing
from epicrisis.figures.timeline_entries import read_timeline
from timeline_case import DATED, GRAFT, MIXED, artists, by_gid, event, gids, make_case, on_day, shipped


@pytest.fixture(scope="module")
def mixed() -> Drawing:
    """A case that has every kind of time."""
    return timeline.draw(MIXED)


@pytest.fixture(scope="module", params=["made", "li2025", "demo"])
def any_case(request: pytest.FixtureRequest) -> tuple[Case, Drawing]:
    """A made case and the shipped ones, drawn."""
    case = MIXED if request.param == "made" else shipped(request.param)
    return case, timeline.draw(case)


def test_what_is_not_reported_is_marked_and_explained() -> None:
    """Assumed events, assumed days and days that follow from several rows bear marks, explained at the foot."""
    case = make_case(
        [event("fever", "complication", basis="assumed"), event("visit", "response"), GRAFT],
        [on_day("fever", 5), ("visit", "start", "fever", "start", 9, 9)],
    )
    drawing = timeline.draw(case)
    texts = [artist.get_text() for artist in artists(drawing.figure) if isinstance(artist, Text)]

    assert "Fever‡" in texts
    assert "Day\u00a014†" in texts
    assert "Day\u00a05" in texts
    assert by_gid(drawing, "foot").get_text() == "† derived from the source   ‡ rests on an assumption"  # type: ignore[attr-defined]


def test_reported_case_has_no_foot() -> None:
    """A figure in which everything is reported bears no marks."""
    assert gids(timeline.draw(DATED), "foot") == []


def test_synthetic_case_is_marked_once() -> None:
    """A synthetic case bears the badge rather than a mark on each event, and says so in words."""
    events = [replace(each, basis="synthetic") for each in DATED.events]
    drawing = timeline.draw(replace(DATED, events=tuple(events), synthetic=True))

    assert gids(drawing, "mark:synthetic") == ["mark:synthetic"]
    assert gids(drawing, "foot") == []
    assert "synthetic" in drawing.alt
    assert drawing.description.startswith("The data are synthetic.")


def test_table_holds_the_days_of_every_event(any_case: tuple[Case, Drawing]) -> None:
    """The data table agrees with the chronology; what is unknown is 'not reported', never blank."""
    case, drawing = any_case
    chronology = resolve(case)
    columns = ["Earliest start (day)", "Latest start (day)", "Earliest end (day)", "Latest end (day)"]

    assert not drawing.table.isin(["", None]).any().any()
    for shown, (_, row) in zip(read_timeline(case).entries, drawing.table.iterrows(), strict=True):
        start, end = chronology.at(shown.event.id), chronology.at(shown.event.id, "end")
        days = (start.earliest, start.latest, end.earliest, end.latest)
        expected = ["not reported" if day is None else str(day).replace("-", "−") for day in days]
        assert [row["Event"], *row[columns]] == [shown.event.label, *expected]


def test_words_tell_what_the_picture_shows(any_case: tuple[Case, Drawing]) -> None:
    """The alternative text is short and plain; the description names every event in the order of the picture."""
    case, drawing = any_case
    labels = [entry.event.label for entry in read_timeline(case).entries]
    places = [drawing.description.index(f"{label} (") for label in labels]

    assert places == sorted(places)
    assert drawing.alt.count(". ") < 3
    assert f"{len(case.events)} events" in drawing.alt
    assert not set("*_#`[]<>") & set(drawing.alt + drawing.description)


def test_description_says_what_is_unknown(mixed: Drawing) -> None:
    """Exact days are stated, limits are given as such, and unknown days are said to be unknown."""
    assert "Engraftment (transplant): on Day 19." in mixed.description
    assert "Relapse (disease): between Day 150 and Day 184." in mixed.description
    assert "Death (outcome): not reported, on or after Day 150 (derived from the source)." in mixed.description
    assert "Event 1: Diagnosis (disease): day not reported." in mixed.description
