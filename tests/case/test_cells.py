"""What is wrong with the cells of a column is the same for all at once as for each alone."""

from __future__ import annotations

import pytest

from epicrisis.case.cells import _check_cell, _wrong_texts
from epicrisis.case.schema import TABLES, Column
from epicrisis.places import Place

IDS = {schema.name: {"graft", "relapse"} for schema in TABLES}
CHOICES = {choice for schema in TABLES for column in schema.all_columns for choice in column.choices}
TEXTS = {"", "graft", "nowhere", "0.5", "-7", "1e9", "12345678901234567", "a\u202eb", "\u200f", "Start", *CHOICES}
COLUMNS = {f"{schema.name}.{column.name}": column for schema in TABLES for column in schema.all_columns}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_the_wrong_cells_are_those_that_are_wrong_alone(column: Column) -> None:
    """Whatever the column asks for, and where the table that it refers to could not be read."""
    for ids in (IDS, {}):
        alone = {text for text in TEXTS if list(_check_cell(text, column, Place("x.csv"), ids))}

        assert _wrong_texts(TEXTS, column, ids) == alone
