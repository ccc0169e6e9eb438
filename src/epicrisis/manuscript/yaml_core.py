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

_MOST_BY_ALIAS = 100_000
_DEEPEST = 60


class YamlTooLarge(yaml.YAMLError):
    """A text whose aliases stand for more than anybody can read, or that is nested without end."""


def load_yaml(text: str) -> Any:
    """Return what a YAML text holds.

    Args:
        text: One document.

    Raises:
        yaml.YAMLError: If it is not YAML, is nested too deeply, or its aliases multiply it without bound.
    """
    loader = _CoreLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        # each value takes a character at least, so only aliases can make more of them than that
        if _size(node, {}, 0) > len(text) + _MOST_BY_ALIAS:
            raise YamlTooLarge
        return loader.construct_document(node)
    except RecursionError as error:
        raise YamlTooLarge from error
    finally:
        loader.dispose()


def _size(node: yaml.Node, known: dict[int, int], depth: int) -> int:
    """Return how many values a node stands for when every alias is written out."""
    if depth > _DEEPEST:
        raise YamlTooLarge  # an alias of what is around it never ends
    if id(node) not in known:
        parts = node.value if isinstance(node, yaml.CollectionNode) else []
        nodes = [part for entry in parts for part in (entry if isinstance(entry, tuple) else (entry,))]
        known[id(node)] = 1 + sum(_size(part, known, depth + 1) for part in nodes)
    return known[id(node)]
