"""The chain from a cell to everything that hangs on it."""

from __future__ import annotations

from dataclasses import replace

from epicrisis.checks.finding import Finding
from epicrisis.places import Place
from epicrisis.review.packet import Review
from epicrisis.review.statements import CareChange, ClaimChange, ReferenceChange
from review.conftest import MakeReview, MakeSide, figure, page
from small_case import TABLES_TEXT


def test_a_cell_leads_to_its_values_words_marks_and_points(changed: Review) -> None:
    """One link for the row that changed."""
    (link,) = changed.links

    assert (link.table, link.id, link.changes[0].old, link.changes[0].new) == ("mrd", "relapse", "0.5", "0.7")  # type: ignore[union-attr]
    assert {value.name for value in link.values} == {"mrd.relapse.text", "mrd.relapse.value_percent"}
    assert [excerpt.place for excerpt in link.excerpts] == ["Course", "Table 1, column MRD: Relapse"]
    (drawn,) = link.drawn
    assert (drawn.figure.stem, drawn.marks, drawn.points) == ("mrd", ("mrd:relapse",), (0,))


def test_an_excerpt_is_the_sentence_that_changed(changed: Review) -> None:
    """Not its neighbours, though one of them changed too."""
    excerpt = changed.links[0].excerpts[0]

    assert "".join(passage.text for passage in excerpt.passages).strip() == "At relapse MRD was 0.5%0.7%."


def test_each_change_of_the_text_is_tagged(changed: Review) -> None:
    """The value by data, the sentence by the author."""
    edits = {
        (passage.text, passage.by)
        for number in changed.changed_blocks
        for passage in changed.text[number].passages
        if passage.operation == "new"
    }

    assert edits >= {("0.7%", "data"), ("in time", "author"), ("0.1.1", "data")}


def test_references_and_items_of_the_checklist_are_compared(changed: Review) -> None:
    """A number of its own makes no reference another."""
    assert changed.references == (ReferenceChange("roe2021", None, "Roe R. A survey."),)
    assert changed.care == CareChange(gained=("6",))


def test_a_claim_that_fails_now_hangs_on_its_cell(make_side: MakeSide, make_review: MakeReview) -> None:
    """The case is asked again without the change, and the claim holds then."""
    tables = {"mrd": TABLES_TEXT["mrd"].replace("=,0.5,0.01", "=,0.05,0.01")}

    review = make_review(make_side(), make_side(tables, page=page(mrd="0.05%")))

    assert review.claims == (ClaimChange("relapsed", "holds", "fails"),)
    assert review.links[0].claims == review.claims


def test_a_statement_on_time_leads_to_what_it_places(make_side: MakeSide, make_review: MakeReview) -> None:
    """The day of the visit hangs on it, and the marks and points of tests made on that day."""
    tables = {"timing": TABLES_TEXT["timing"].replace("start,28,28", "start,35,35")}
    moved = replace(figure(), svg=figure().svg.replace(b"M 120 80", b"M 140 80"))

    review = make_review(make_side(), make_side(tables, page=page(visit="on Day 35"), figures={"mrd": moved}))

    (link,) = review.links
    assert len(link.changes) == 2
    assert "visit_1" in link.impact.events
    assert "times.visit_1.text" in {value.name for value in link.values}
    assert [claim.id for claim in link.claims] == ["seen_again"]
    assert link.drawn[0].marks == ("mrd:marrow_1",)


def test_a_normal_range_leads_to_the_points_of_its_population(
    make_side: MakeSide, make_review: MakeReview
) -> None:
    """It tells of no event; the panel of another population is not its own."""
    tables = {"reference_ranges": TABLES_TEXT["reference_ranges"].replace("90,560", "90,570")}
    head = "Mark,Population or event,Normal range\n"
    panels = [
        replace(figure(), table=head + f"panel,B cells,90-{high}\npanel,T cells,{low}-2100\n")
        for high, low in ((560, 700), (570, 710))
    ]

    review = make_review(make_side(figures={"mrd": panels[0]}), make_side(tables, figures={"mrd": panels[1]}))

    (link,) = review.links
    (drawn,) = link.drawn
    assert [drawn.figure.points[number].new for number in drawn.points] == [
        {"Mark": "panel", "Population or event": "B cells", "Normal range": "90-570"}
    ]


def test_a_row_that_others_need_is_not_taken_away(make_side: MakeSide, make_review: MakeReview) -> None:
    """Then what names the row is known, and the link says so."""
    tables = {
        "events": TABLES_TEXT["events"] + "visit_3,response,point,Third visit,,Test ¶3,synthetic,\n",
        "timing": TABLES_TEXT["timing"] + "visit_3_day,visit_3,start,graft,start,200,200,Test ¶3,synthetic,\n",
    }

    review = make_review(make_side(), make_side(tables))

    alone = {(link.table, link.id): link.impact.alone for link in review.links}
    assert alone == {("events", "visit_3"): False, ("timing", "visit_3_day"): True}


def test_a_finding_hangs_on_the_row_that_it_names(make_side: MakeSide, make_review: MakeReview) -> None:
    """A finding elsewhere does not."""
    tables = {"mrd": TABLES_TEXT["mrd"].replace("=,0.5,0.01", "=,0.7,0.01")}
    here = Finding("mrd.limit", "warning", Place("data/tiny/mrd.csv", row=2), "here")
    elsewhere = Finding("mrd.limit", "warning", Place("data/tiny/mrd.csv", row=4), "elsewhere")

    review = make_review(make_side(), make_side(tables, findings=(here, elsewhere)))

    assert [change.finding.message for change in review.findings] == ["here", "elsewhere"]
    assert [change.finding.message for change in review.links[0].findings] == ["here"]


def test_a_finding_whose_row_moved_is_the_same(make_side: MakeSide, make_review: MakeReview) -> None:
    """One that is acknowledged now is not."""
    finding = Finding("mrd.limit", "error", Place("data/tiny/mrd.csv", row=2), "no limit")
    moved = replace(finding, place=Place("data/tiny/mrd.csv", row=3))

    assert make_review(make_side(findings=(finding,)), make_side(findings=(moved,))).findings == ()
    assert make_review(make_side(findings=(finding,)), make_side(findings=(moved.acknowledge("so"),))).findings


def test_two_sides_that_are_the_same_differ_in_nothing(make_side: MakeSide, make_review: MakeReview) -> None:
    """The packet says so."""
    assert make_review(make_side(), make_side()).is_empty


def test_a_side_that_was_not_built_is_compared_by_its_sources(
    make_side: MakeSide, make_review: MakeReview
) -> None:
    """Both texts then, so that like stands beside like."""
    texts = {"report/tiny.qmd": "MRD was low."}

    review = make_review(
        make_side(page="", problem="no such column", texts=texts),
        make_side(texts={"report/tiny.qmd": "MRD was high."}),
    )

    (number,) = review.changed_blocks
    assert review.basis == "source"
    assert review.text[number].by == "author"


def test_the_changelog_tells_what_is_new_in_whole_paragraphs(make_side: MakeSide, make_review: MakeReview) -> None:
    """However its lines are broken, and without the addresses of its links."""
    old = "# Changes\n\n## 1.0.0\nFirst version, as [printed](https://doi.org/10.0000/x),\nand blank else.\n"
    new = old.replace("## 1.0.0", "## 1.1.0\n\n- A dose, *see [the\nsource](a.md)*.\n- A day.\n\n## 1.0.0")

    review = make_review(make_side(changelog=old), make_side(changelog=new.replace(",\nand", ", and")))

    assert review.changelog == ("1.1.0", "A dose, *see the source*.", "A day.")
