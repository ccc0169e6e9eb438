"""What a manuscript names is looked up in what the check of the data has kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from epicrisis.case import tables
from epicrisis.case.load import load_case
from epicrisis.case.on_demand import open_tables
from epicrisis.case.schema import TABLES, TableSchema
from epicrisis.manuscript.shortcodes import look_up, names_in
from epicrisis.paths import ProjectPaths
from epicrisis.stages.kept_values import RowValues
from epicrisis.values.variables import table_values


@pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)
def test_values_of_a_row_are_made_from_the_file_of_its_table(
    small_project: ProjectPaths, schema: TableSchema
) -> None:
    """They are those that the rows themselves have, in the same order, whether the case is synthetic or not."""
    case = load_case(small_project, "tiny")

    for told in (case, replace(case, synthetic=False)):
        made = RowValues(told, schema.name, case.file_of(schema.name))

        expected = table_values(told, schema)
        names = names_in(expected)
        assert names_in(made) == names
        assert [look_up(made, name) for name in names] == [look_up(expected, name) for name in names]


def test_a_row_that_is_not_there_has_no_values(small_project: ProjectPaths) -> None:
    """A manuscript that names it is told so."""
    case = load_case(small_project, "tiny")

    made = RowValues(case, "mrd", case.file_of("mrd"))

    assert ("nobody" in made, "relapse" in made, len(made)) == (False, True, len(case.mrd))
    with pytest.raises(KeyError):
        made["nobody"]


def test_rows_that_were_not_read_are_a_file_all_the_same(small_project: ProjectPaths) -> None:
    """So that their values can be kept as those of others are."""
    case = load_case(small_project, "tiny")
    unread = replace(case, title="another")

    made = RowValues(unread, "facts", unread.file_of("facts"))

    assert made == table_values(case, next(schema for schema in TABLES if schema.name == "facts"))


def test_a_table_is_parsed_once_for_its_values_and_its_rows(
    small_project: ProjectPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a long case that takes its time; other bytes are another table."""
    # Both texts are this test's own: the table of one that another test reads may still be held.
    table = small_project.case_data("tiny") / "mrd.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("relapse", "recurrence"), encoding="utf-8")
    parsed: list[str] = []
    parse = tables.parse_table
    monkeypatch.setattr(tables, "parse_table", lambda *of: (parsed.append(of[2]), parse(*of))[1])
    case = open_tables(small_project, "tiny")

    made = RowValues(case, "mrd", table.read_bytes())
    rows = case.mrd
    table.write_text(table.read_text(encoding="utf-8").replace("recurrence", "return"), encoding="utf-8")
    again = open_tables(small_project, "tiny").mrd

    assert parsed == ["data/tiny/mrd.csv"] * 2
    assert [row.id for row in rows] == [*made]
    assert ("recurrence" in made, "return" in {row.id for row in again}) == (True, True)
