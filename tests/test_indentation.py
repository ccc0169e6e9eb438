"""JSON for people reads as the library would write it."""

import json
from typing import Any

import pytest

from epicrisis.indentation import indented

VALUES = [
    {},
    [],
    None,
    1.5,
    "a „word“",
    {"flat": {"a": 'with "quotes"', "b": None, "é": True}},
    {"nested": [{"reads": {"x.csv": "1f"}, "writes": {}}, [], [1, 2], "line\nbreak"], "after": 0},
    [["a", ["b"]], {"c": [{"d": {}}]}],
]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_written_as_the_library_writes_it(value: Any) -> None:
    """Objects and lists in one another, empty ones and signs that need an escape among them."""
    assert json.dumps(value, indent=2, ensure_ascii=False) == indented(value)
