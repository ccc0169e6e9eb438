"""The review packet for programs: `review.json`, which `review.schema.json` describes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from epicrisis.case.difference import CellChange, Change, RowRemoved
from epicrisis.checks.finding import Finding
from epicrisis.review.chain import DrawnAs, Excerpt, Link
from epicrisis.review.figures import FigureChange
from epicrisis.review.impact import versions
from epicrisis.review.marks import Box
from epicrisis.review.numbers import NumberChange, Printed
from epicrisis.review.packet import Review
from epicrisis.review.pixels import PixelDifference
from epicrisis.review.points import PointChange
from epicrisis.review.redline import Passage
from epicrisis.review.side import Side
from epicrisis.review.statements import ClaimChange, FindingChange

SCHEMA_NAME = "review.schema.json"
REVIEW_VERSION = 1

Record = dict[str, Any]


def schema_text() -> str:
    """Return the JSON Schema of the record."""
    return files("epicrisis.review").joinpath("resources", SCHEMA_NAME).read_text(encoding="utf-8")


def record_text(review: Review) -> str:
    """Return a review as JSON text, the same for the same two sides.

    Args:
        review: The review.
    """
    return json.dumps(as_record(review), indent=2, ensure_ascii=False) + "\n"


def as_record(review: Review) -> Record:
    """Return a review as one JSON object.

    Args:
        review: The review.
    """
    return {
        "$schema": SCHEMA_NAME,
        "review_version": REVIEW_VERSION,
        "case": review.case_id,
        "title": review.title,
        "base": _side(review.old),
        "new": _side(review.new),
        "text_basis": review.basis,
        "particulars": [vars(change) for change in review.particulars],
        "changelog": list(review.changelog),
        "chain": [_link(link) for link in review.links],
        "text": [_block(review, number) for number in review.changed_blocks],
        "figures": [_figure(figure) for figure in review.figures],
        "libraries": [{"name": name, "old": old, "new": new} for name, old, new in review.libraries],
        "numbers": [_number(review, change) for change in review.numbers],
        "claims": [_claim(change) for change in review.claims],
        "findings": [_finding(change) for change in review.findings],
        "references": [vars(change) for change in review.references],
        "care": {"gained": list(review.care.gained), "lost": list(review.care.lost)},
    }


def state(old: object, new: object) -> str:
    """Return what became of something: `added`, `removed` or `changed`."""
    return "added" if old is None else "removed" if new is None else "changed"


def _side(side: Side) -> Record:
    return {
        "name": side.name,
        "commit": side.commit or None,
        "data_version": side.version,
        "created": side.created,
        "not_built_because": side.problem or None,
        "stopped_by": [str(problem) for problem in side.stopped],
        "supplied": list(side.supplied),
    }


def _link(link: Link) -> Record:
    rows = versions(link.changes)
    return {
        "table": link.table,
        "row": link.id,
        "cells": [_cell(change) for change in link.changes],
        "basis": list(dict.fromkeys(row.basis for row in rows)),
        "source": list(dict.fromkeys(row.source for row in rows)),
        "alone": link.impact.alone,
        "values": [change.name for change in link.values],
        "claims": [_claim(change) for change in link.claims],
        "claims_as_before": list(link.asking),
        "text": [_excerpt(excerpt) for excerpt in link.excerpts],
        "figures": [_drawn(drawn) for drawn in link.drawn],
        "findings": [_finding(change) for change in link.findings],
    }


def _cell(change: Change) -> Record:
    if isinstance(change, CellChange):
        return {"state": "changed", "column": change.column, "old": change.old, "new": change.new}
    if isinstance(change, RowRemoved):
        return {"state": "removed", "column": None, "old": dict(change.before.printed), "new": None}
    return {"state": "added", "column": None, "old": None, "new": dict(change.after.printed)}


def _excerpt(excerpt: Excerpt) -> Record:
    return {"block": excerpt.block, "place": excerpt.place, "passages": _passages(excerpt.passages)}


def _passages(passages: Iterable[Passage]) -> list[Record]:
    return [{"operation": one.operation, "by": one.by, "text": one.text} for one in passages]


def _block(review: Review, number: int) -> Record:
    change = review.text[number]
    block = change.block
    return {
        "block": number,
        "state": state(change.old, change.new),
        "kind": block.kind,
        "section": block.section,
        "heading": block.title,
        "label": block.label or None,
        "by": change.by,
        "passages": _passages(change.passages),
    }


def _drawn(drawn: DrawnAs) -> Record:
    points = [_point(drawn.figure.points[number]) for number in drawn.points]
    return {"stem": drawn.figure.stem, "marks": list(drawn.marks), "points": points}


def _point(change: PointChange) -> Record:
    cells = [{"column": column, "old": old, "new": new} for column, old, new in change.cells]
    return {"name": change.name, "state": state(change.old, change.new), "cells": cells}


def _figure(figure: FigureChange) -> Record:
    return {
        "stem": figure.stem,
        "name": figure.name,
        "state": figure.state,
        "marks": [{"name": mark.name, "state": state(mark.old, mark.new)} for mark in figure.marks],
        "points": [_point(point) for point in figure.points],
        "pixels": _pixels(figure.pixels),
        "unexplained": [_box(box) for box in figure.unexplained],
        "redrawn": _pixels(figure.redrawn),
    }


def _pixels(difference: PixelDifference | None) -> Record | None:
    if difference is None:
        return None
    boxes = [_box(box) for box in difference.boxes]
    return {"percent": difference.percent, "same_size": difference.same_size, "boxes": boxes}


def _box(box: Box) -> list[float]:
    return [round(side, 4) for side in (box.left, box.top, box.right, box.bottom)]


def _number(review: Review, change: NumberChange) -> Record:
    return {
        "name": change.name,
        "old": _printed(change.old),
        "new": _printed(change.new),
        "old_places": [section_of(review, spot.block, "old") for spot in change.old_spots],
        "new_places": [section_of(review, spot.block, "new") for spot in change.new_spots],
    }


def section_of(review: Review, block: int, side: str) -> Record:
    """Return where a block of one side's text stands: its number in the redline, its kind and its heading.

    Args:
        review: The review.
        block: Number of the block in the text of that side.
        side: `old` or `new`.
    """
    numbers = [number for number, change in enumerate(review.text) if getattr(change, side) is not None]
    found = getattr(review.text[numbers[block]], side)
    return {"block": numbers[block], "kind": found.kind, "heading": found.title, "label": found.label or None}


def _printed(value: Printed | None) -> str | None:
    return value.text if value else None


def _claim(change: ClaimChange) -> Record:
    return {"id": change.id, "old": change.old, "new": change.new}


def _finding(change: FindingChange) -> Record:
    return {"state": state(change.old, change.new), **change.finding.as_record(), "stops": _stops(change.new)}


def _stops(finding: Finding | None) -> bool:
    return bool(finding and finding.stops)
