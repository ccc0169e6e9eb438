"""Reading a case: the spaces and line breaks by which a spreadsheet lays out a cell are not what was printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from small_case import TABLES_TEXT, write_case

FACTS_HEAD = "id,subject,attribute,value,unit,source,basis,note\n"


def test_a_cell_of_several_lines_is_one_line(tmp_path: Path) -> None:
    """Line breaks are how a spreadsheet lays a cell out, and no part of what was printed."""
    facts = FACTS_HEAD + 'age,patient,age," 50\n\n or\tso ",years,¶1,synthetic,\n'

    (fact,) = load_case(write_case(tmp_path, tables={"facts": facts}), "tiny").facts

    assert fact.value == "50 or so"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("a | b", "a | b"),
        (" a", "a"),
        ("a ", "a"),
        ("a  b", "a b"),
        ("\u00a0a\u00a0b", "a\u00a0b"),
        ("\ta\tb", "a b"),
    ],
)
def test_spaces_around_a_cell_do_not_count(tmp_path: Path, cell: str, expected: str) -> None:
    """Nor do several inside; in a column in which another cell has none of them."""
    facts = TABLES_TEXT["facts"].replace(",50,", f",{cell},")

    case = load_case(write_case(tmp_path, tables={"facts": facts}), "tiny")

    assert [fact.value for fact in case.facts] == [expected, "4.2", "not needed"]
