"""`_variables.yml` is what the library would write, in less time."""

from __future__ import annotations

from textwrap import indent
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from epicrisis.values.variables_file import HEAD, ROWS_A_PIECE, entry_text, rows_entry, write_variables

DATUM = "[0.05%](#datum-mrd-a){.datum data-source='data/tiny/mrd.csv#a'}"
ODD = {
    "a tab": "[a\tb]{.datum}",
    "lines": "[a\nb\n\nc]{.datum}",
    "a space at the end": "[a]{.datum} ",
    "line separators": "[a\u2028b\u0085c]{.datum}",
    "a byte order mark": "[\ufeff]{.datum}",
    "a control": "[\x7f]{.datum}",
    "beyond the plane": "[\U0001f9ea]{.datum}",
    "folded": "[" + "word " * 6000 + "]{.datum}",
    "a comment": "[a] # b: c",
    "plain": "on",
    "a number": "1.0",
    "empty": "",
}


def by_library(variables: dict[str, dict[str, Any]]) -> str:
    """Return the text of the file as the library writes it, one group after the other."""

    def dumped(entry: dict[str, Any]) -> str:
        return indent(
            yaml.dump(entry, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=True, width=10_000), "  "
        )

    groups = ((name, sorted(values.items())) for name, values in sorted(variables.items()))
    return HEAD + "".join(
        f"{name}:\n" + "".join(dumped({key: value}) for key, value in group) for name, group in groups
    )


@pytest.mark.parametrize("value", [DATUM, *ODD.values()])
def test_a_value_is_written_as_the_library_does(value: str) -> None:
    """At every depth: where a long text is folded hangs on the column in which it begins."""
    variables = {"tiny": {"title": value, "mrd": {"b": {"text": DATUM, "note": value}, "a": {"text": value}}}}

    assert write_variables(variables) == by_library(variables)


@pytest.mark.parametrize("key", ["on", "null", "yes", "no_2", "n", "true", "a" * 200, "1", "A b", "ä", "x:"])
def test_a_key_is_written_as_the_library_does(key: str) -> None:
    """In quotes where it would be something else than a text."""
    variables = {"tiny": {key: {key: {key: DATUM, "text": DATUM}}, "facts": {}}}

    assert write_variables(variables) == by_library(variables)


@pytest.mark.parametrize("key", ["mrd", "on", "Row 1"])
def test_values_that_are_made_when_asked_for_are_written_as_any(key: str) -> None:
    """Also under a name that YAML has to quote."""
    rows = {key: {"b": {"text": DATUM}}}

    assert write_variables({"tiny": MappingProxyType(rows)}) == write_variables({"tiny": rows})
    assert write_variables({"tiny": {key: MappingProxyType(rows[key])}}) == write_variables({"tiny": rows})


@pytest.mark.parametrize(
    "rows",
    [
        {},
        {"b": {"text": "[x]{.y}", "end": "[x]{.y}"}, "a": {"text": "[it's]{.y}"}},
        {"on": {"text": "[x]{.y}"}, "odd": {"text": "x\ty", "null": "[x]{.y}"}, "empty": {}},
        {f"row_{number}": {"text": f"[{number}]{{.y}}"} for number in range(ROWS_A_PIECE + 1)},
    ],
    ids=["none", "plain", "odd", "many"],
)
def test_rows_are_written_as_one_by_one(rows: dict[str, dict[str, str]]) -> None:
    """Names and texts that need quotes are among them."""
    assert b"".join(rows_entry("times", rows)).decode() == entry_text("times", rows)
