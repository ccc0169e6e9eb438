"""`_variables.yml` holds what somebody names, as any YAML reader takes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from epicrisis.values.variables_file import HEAD, ROW_GROUPS, only_named, write_variables

DATUM = "[0.05%](#datum-mrd-a){.datum data-source='data/tiny/mrd.csv#a'}"
ODD = {
    "a quote": "[it's]{.datum}",
    "a tab": "[a\tb]{.datum}",
    "lines": "[a\nb\n\nc]{.datum}",
    "a space at the end": "[a]{.datum} ",
    "line separators": "[a\u2028b\u0085c]{.datum}",
    "a byte order mark": "[\ufeff]{.datum}",
    "beyond the plane": "[\U0001f9ea]{.datum}",
    "long": "[" + "word " * 6000 + "]{.datum}",
    "a comment": "[a] # b: c",
    "another type": "on",
    "a number": "1.0",
    "empty": "",
}


class Unread(Mapping[str, Any]):
    """Groups of values of which only some may be asked for."""

    def __init__(self, allowed: Mapping[str, Any], others: tuple[str, ...]) -> None:
        self.allowed, self.others = allowed, others

    def __getitem__(self, name: str) -> Any:
        assert name not in self.others, f"{name} was read"
        return self.allowed[name]

    def __contains__(self, name: object) -> bool:
        return name in self.allowed or name in self.others

    def __iter__(self) -> Iterator[str]:
        return iter((*self.allowed, *self.others))

    def __len__(self) -> int:
        return len(self.allowed) + len(self.others)


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_a_value_is_read_as_it_was_written(value: str) -> None:
    """Whatever it is made of, it is a text again, and as many lines down as it was."""
    variables = {"tiny": {"title": value, "mrd": {"b": {"text": DATUM, "note": value}, "on": {"null": value}}}}

    text = write_variables(variables)

    assert text.startswith(HEAD)
    assert yaml.safe_load(text) == variables


def test_a_value_stands_on_one_line() -> None:
    """So that a changed one is a changed line, which people compare."""
    text = write_variables({"tiny": {"mrd": {"a": {"text": DATUM, "note": "word " * 200}}}})

    assert len(text.removeprefix(HEAD).splitlines()) == len(["tiny", "mrd", "a", "text", "note"])


def test_values_that_are_made_when_asked_for_are_written_as_any() -> None:
    """At every depth."""
    rows = {"b": {"text": DATUM}}

    lazy = MappingProxyType({"mrd": MappingProxyType(rows)})

    assert write_variables({"tiny": lazy}) == write_variables({"tiny": {"mrd": rows}})


def test_of_tables_only_named_rows_are_taken() -> None:
    """All of their cells, and everything that is no row; what there is not is left out."""
    values = {
        "mrd": {"a": {"text": "1%", "method": "FCM"}, "b": {"text": "2%"}},
        "times": {"a": {"text": "Day 1"}, "b": {"text": "Day 2"}},
        "derived": {"x": {"text": "3"}},
        "digest": "0f",
    }

    named = only_named(values, ["derived.unknown", "facts.a", "mrd.a", "mrd.unknown", "times.b"])

    assert named == {
        "mrd": {"a": {"text": "1%", "method": "FCM"}},
        "times": {"b": {"text": "Day 2"}},
        "derived": {"x": {"text": "3"}},
        "digest": "0f",
    }


def test_a_table_of_which_no_row_is_named_is_not_read() -> None:
    """Of a long case the values of one table alone are hundreds of megabytes."""
    others = tuple(group for group in ROW_GROUPS if group != "mrd")

    named = only_named(Unread({"mrd": {"a": {"text": "1%"}}, "digest": "0f"}, others), ["mrd.a", "digest.times"])

    assert named == {"mrd": {"a": {"text": "1%"}}, "digest": "0f"}
