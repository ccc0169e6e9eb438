"""The packet for programs, and its schema."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from epicrisis.places import Place, Problem
from epicrisis.review.packet import Review
from epicrisis.review.record import as_record, record_text, schema_text
from review.conftest import MakeReview, MakeSide


def problems(review: Review) -> list[str]:
    """Return what the schema has against a record."""
    schema = json.loads(schema_text())
    Draft202012Validator.check_schema(schema)
    return [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(record_text(review)))]


def test_a_record_is_what_its_schema_says(changed: Review, make_side: MakeSide, make_review: MakeReview) -> None:
    """Of a review with changes, without any, with a side that was not built, and with one that has errors."""
    assert problems(changed) == []
    assert problems(make_review(make_side(), make_side())) == []
    assert problems(make_review(make_side(page="", problem="broken"), make_side())) == []
    stopped = make_side(stopped=(Problem(Place("data/tiny/mrd.csv"), "broken"),), supplied=("A table.",))
    assert problems(make_review(stopped, make_side())) == []


def test_the_schema_refuses_what_it_does_not_know(changed: Review) -> None:
    """A guard that never closes is none."""
    schema = json.loads(schema_text())
    record = as_record(changed)
    record["chain"][0]["surprise"] = True

    assert not Draft202012Validator(schema).is_valid(record)


def test_every_field_is_described() -> None:
    """A reader of the schema needs no other page."""
    schema = json.loads(schema_text())
    objects = [schema, *schema["$defs"].values()]
    bare = [
        name
        for part in objects
        for name, field in part.get("properties", {}).items()
        if "description" not in field and "$ref" not in field
    ]

    assert bare == []


def test_the_record_joins_the_chain(changed: Review) -> None:
    """Cell, values, text and figure in one object."""
    (link,) = as_record(changed)["chain"]

    assert link["cells"] == [{"state": "changed", "column": "value_percent", "old": "0.5", "new": "0.7"}]
    assert link["claims_as_before"] == ["relapsed"]
    assert [part["place"] for part in link["text"]] == ["Course", "Table 1, column MRD: Relapse"]
    assert link["figures"][0]["marks"] == ["mrd:relapse"]
