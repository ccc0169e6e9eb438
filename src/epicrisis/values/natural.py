"""The natural value of a row: what a sentence says when it means the row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from epicrisis.case import model
from epicrisis.values.numerals import NOT_REPORTED, escape_markdown, span, with_unit

RESULT_WORDS = {
    "not_detected": "not detected",
    "positive": "positive",
    "below_range": "below the reference range",
    "in_range": "within the reference range",
}
NATURAL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "facts": ("value", "unit"),
    "events": ("label",),
    "timing": ("min_days", "max_days"),
    "treatments": ("dose", "dose_unit"),
    "mrd": ("relation", "value_percent"),
    "immune_cells": ("relation", "cells_per_ul"),
    "reference_ranges": ("low", "high", "unit"),
    "lesions": ("laterality", "site"),
    "markers": ("marker",),
    "genomics": ("gene", "notation"),
    "literature": ("outcome",),
    "coverage": ("status",),
}
"""What the natural value of a row is made from."""
COVERAGE_WORDS = {
    "regenerated": "regenerated from data",
    "described": "only described",
    "not_available": "not available",
}


def natural_value(table: str, row: model.Row) -> str:
    """Return the natural value of a row as Markdown.

    Args:
        table: Name of the row's table.
        row: The row.

    Returns:
        The value with its unit, such as `0.05%`; `not reported` where the row has none.
    """
    return _NATURAL[table](row)


def _fact(row: model.Fact) -> str:
    return with_unit(row.value, row.unit)


def _event(row: model.Event) -> str:
    return escape_markdown(row.label)


def _timing(row: model.TimingStatement) -> str:
    if row.min_days == row.max_days:
        return with_unit(row.printed["min_days"], "day" if row.min_days == 1 else "days")
    return span(row.printed["min_days"], row.printed["max_days"], "days")


def _treatment(row: model.Treatment) -> str:
    return with_unit(row.printed["dose"], row.dose_unit) if row.dose is not None else NOT_REPORTED


def _mrd(row: model.MrdTest) -> str:
    if row.value_percent is None:
        return RESULT_WORDS[row.relation]
    return _related(row.relation, with_unit(row.printed["value_percent"], "%"))


def _immune_cells(row: model.ImmuneCellCount) -> str:
    if row.cells_per_ul is None:
        return RESULT_WORDS[row.relation]
    return _related(row.relation, with_unit(row.printed["cells_per_ul"], "cells/µL"))


def _related(relation: str, value: str) -> str:
    return value if relation == "=" else f"\\{relation}{value}"


def _reference_range(row: model.ReferenceRange) -> str:
    return span(row.printed["low"], row.printed["high"], row.unit)


def _lesion(row: model.Lesion) -> str:
    return escape_markdown(f"{row.laterality} {row.site}".strip())


def _marker(row: model.Marker) -> str:
    return escape_markdown(row.marker)


def _genomics(row: model.GenomicFinding) -> str:
    """Gene symbols are set in italics, as journals do; a karyotype is not."""
    if row.kind == "mutation":
        gene = f"*{escape_markdown(row.gene)}*" if row.gene else ""
        return " ".join(part for part in (gene, escape_markdown(row.notation)) if part) or NOT_REPORTED
    return escape_markdown(row.notation) or NOT_REPORTED


def _literature(row: model.LiteratureReport) -> str:
    return escape_markdown(row.outcome)


def _source_item(row: model.SourceItem) -> str:
    return COVERAGE_WORDS[row.status]


# each function takes the row type of its table; a mapping cannot say so
_NATURAL: Mapping[str, Callable[[Any], str]] = {
    "facts": _fact,
    "events": _event,
    "timing": _timing,
    "treatments": _treatment,
    "mrd": _mrd,
    "immune_cells": _immune_cells,
    "reference_ranges": _reference_range,
    "lesions": _lesion,
    "markers": _marker,
    "genomics": _genomics,
    "literature": _literature,
    "coverage": _source_item,
}
