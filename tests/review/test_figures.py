"""What changed in a figure: marks, data points, pixels."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from epicrisis.review.figures import FigureChange, compare_figures, compare_libraries
from epicrisis.review.marks import Box, compare_marks, read_marks
from epicrisis.review.pixels import compare_pixels, unexplained
from epicrisis.review.points import compare_points, read_points
from review.conftest import MakeSide, figure


def compare(make_side: MakeSide, old: object, new: object, **published: object) -> FigureChange:
    """Compare one figure of two sides."""
    sides = (make_side(figures={"mrd": old}, **published), make_side(figures={"mrd": new}))
    (change,) = compare_figures(*sides, {"mrd": "Figure 1"})
    return change


def test_a_mark_that_moved_is_known_by_its_name() -> None:
    """And where it was and is; the other mark stayed."""
    (change,) = compare_marks(*(read_marks(figure(y).svg) for y in (20, 60)))

    assert change.name == "mrd:relapse"
    assert change.parts == {"mrd", "relapse"}
    assert [(box.left, box.top) for box in change.boxes] == [(46, 16), (46, 56)]


def test_shared_glyphs_are_no_difference() -> None:
    """A glyph is defined where it is first used, so it may wander from mark to mark."""
    glyph = '<defs><path id="g" d="M 1 1"/></defs>'
    mark = '<g id="a:1">{}<use x="1" y="2"/></g><g id="a:2">{}<use x="3" y="4"/></g>'
    sheets = [
        read_marks(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{mark.format(*places)}</svg>'.encode()
        )
        for places in ((glyph, ""), ("", glyph))
    ]

    assert compare_marks(*sheets) == ()


def test_groups_of_one_name_are_told_apart() -> None:
    """One that is new is seen beside its namesake."""
    group = '<g id="a:1"><path d="M {} 1"/></g>'
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'

    changes = compare_marks(
        read_marks(svg.format(group.format(1)).encode()),
        read_marks(svg.format(group.format(1) + group.format(5)).encode()),
    )

    assert [(change.name, change.old) for change in changes] == [("a:1#2", None)]


def test_an_entity_of_an_svg_is_not_opened() -> None:
    """A file that says more than a picture stays closed."""
    bomb = b'<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg">&e;</svg>'

    assert read_marks(bomb).marks == {}


def test_data_points_that_differ_are_listed_with_their_cells() -> None:
    """Moved, gone and new."""
    old = read_points("Mark,Event,Day\ntest,Relapse,3\ntest,Visit,5\n")
    new = read_points("Mark,Event,Day\ntest,Relapse,4\nbar,Course,9\n")

    found = [
        (change.name, change.cells, change.old is None, change.new is None) for change in compare_points(old, new)
    ]

    assert found == [
        ("test, Relapse", (("Day", "3", "4"),), False, False),
        ("test, Visit", (("Mark", "test", ""), ("Event", "Visit", ""), ("Day", "5", "")), False, True),
        ("bar, Course", (("Mark", "", "bar"), ("Event", "", "Course"), ("Day", "", "9")), True, False),
    ]


def test_pixels_that_differ_are_framed() -> None:
    """Dots that touch are one place."""
    difference = compare_pixels(figure().png, figure(dots=((300, 100), (304, 104), (20, 20))).png)

    places = [(round(box.left, 2), round(box.top, 2)) for box in difference.boxes]
    assert places == [(0.03, 0.06), (0.75, 0.48)]
    assert 0 < difference.percent < 1


def test_pictures_of_two_sizes_differ_everywhere() -> None:
    """There is nothing to lay on top of each other."""
    stream = io.BytesIO()
    Image.new("RGB", (10, 10), "white").save(stream, "PNG")

    difference = compare_pixels(stream.getvalue(), figure().png)

    assert (difference.percent, difference.same_size) == (100.0, False)


@pytest.mark.parametrize(("edge", "is_explained"), [(0.58, False), (0.70, True)])
def test_a_place_is_explained_by_a_mark_near_it(edge: float, is_explained: bool) -> None:
    """Two tiles of slack, for anti-aliased edges: on both sides of the bound."""
    difference = compare_pixels(figure().png, figure(dots=((300, 100),)).png)

    found = unexplained(difference, [Box(0.1, 0.4, edge, 0.6)])

    assert (found == ()) == is_explained


def test_a_figure_that_moved_with_its_data_is_explained(make_side: MakeSide) -> None:
    """Every pixel lies where a mark is drawn otherwise."""
    change = compare(make_side, figure(20, "0.5%"), figure(60, "0.7%"))

    assert (change.state, change.unexplained, change.has_other_pixels) == ("changed", (), False)


def test_pixels_without_a_datum_are_called_out(make_side: MakeSide) -> None:
    """A dot beside the mark that moved."""
    change = compare(make_side, figure(20, "0.5%"), figure(60, "0.7%", dots=((300, 150),)))

    assert len(change.unexplained) == 1
    assert change.has_other_pixels


def test_marks_that_move_without_a_data_point_explain_nothing(make_side: MakeSide) -> None:
    """Another font moves labels, and its data table stays."""
    change = compare(make_side, figure(20, "0.5%"), figure(60, "0.5%"))

    assert change.points == ()
    assert len(change.unexplained) == 2


def test_a_figure_that_this_program_draws_otherwise_is_called_out(make_side: MakeSide) -> None:
    """What was published with the base is held against the same data drawn anew."""
    change = compare(make_side, figure(), figure(), published={"mrd": figure(dots=((300, 150),))})

    assert change.state == "same"
    assert change.redrawn is not None
    assert change.has_other_pixels


def test_libraries_that_draw_are_compared(make_side: MakeSide) -> None:
    """Others do not matter to a picture."""
    old = make_side(libraries={"matplotlib": "3.9.0", "nbclient": "0.9", "pillow": "11"})
    new = make_side(libraries={"matplotlib": "3.10.0", "nbclient": "0.10", "pillow": "11"})

    assert compare_libraries(old, new) == (("matplotlib", "3.9.0", "3.10.0"),)
