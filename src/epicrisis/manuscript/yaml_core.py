"""YAML as Quarto reads it: version 1.2, in which `no` is a word and `12:30` is no number."""

from __future__ import annotations

import re
from typing import Any

import yaml

# The values of a case are thousands of lines, which LibYAML reads ten times faster, where PyYAML has it.
_FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_PLAIN_VALUES = (
    (f"{_TAG}bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    (f"{_TAG}null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    (f"{_TAG}int", r"[-+]?[0-9]+", "-+0123456789"),
    (f"{_TAG}float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
)


class _CoreLoader(_FASTEST):  # type: ignore[misc]
    """PyYAML follows version 1.1, which makes a truth value of `no` and 750 of `12:30`."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 -- as in PyYAML


def _integer(loader: Any, node: Any) -> int:
    # Without PyYAML's octal numbers: a record number 007 is 7, as Quarto prints it.
    return int(loader.construct_scalar(node))


for _tag, _pattern, _first in _PLAIN_VALUES:
    _CoreLoader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), list(_first))
_CoreLoader.add_constructor(f"{_TAG}int", _integer)
# `<<` in front matter merges mappings in Quarto's parser too.
_CoreLoader.add_implicit_resolver(f"{_TAG}merge", re.compile(r"^<<$"), ["<"])

YAML_LOADER: Any = _CoreLoader
