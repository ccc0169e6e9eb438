"""YAML as Quarto reads it, and no more of it than anybody can read."""

from __future__ import annotations

import pytest

from epicrisis.manuscript.yaml_core import YamlTooLarge, load_yaml


def doubling(times: int) -> str:
    """Return YAML that doubles a list some times by aliases."""
    lines = [f"a{number}: &a{number} [*a{number - 1}, *a{number - 1}]" for number in range(1, times + 1)]
    return "\n".join(["a0: &a0 [x, y]", *lines])


def nested(levels: int) -> str:
    """Return a list in a list, some levels deep."""
    return "[" * levels + "]" * levels


def test_words_and_times_stay_words() -> None:
    """`no` is no truth value, and `12:30` no number."""
    assert load_yaml("a: no\nb: 12:30\nc: 007\nd:") == {"a": "no", "b": "12:30", "c": 7, "d": None}


def test_an_empty_text_holds_nothing() -> None:
    """Neither does one with a comment only."""
    assert (load_yaml(""), load_yaml("# nothing")) == (None, None)


def test_aliases_may_repeat_but_not_multiply() -> None:
    """Four thousand repeated values are fine, a hundred million are refused at once."""
    assert len(load_yaml(doubling(10))["a10"]) == 2

    with pytest.raises(YamlTooLarge):
        load_yaml(doubling(26))


@pytest.mark.parametrize("text", ["a: &a [*a]", nested(62), nested(5000)])
def test_what_never_ends_is_refused(text: str) -> None:
    """An alias of what is around it, and lists in lists in lists."""
    with pytest.raises(YamlTooLarge):
        load_yaml(text)


def test_deep_but_readable_nesting_passes() -> None:
    """The bound is far from what a person writes."""
    assert str(load_yaml(nested(50))) == nested(50)


def test_many_values_without_aliases_pass() -> None:
    """The values of a large case are many, and each is written out."""
    text = "\n".join(f"- {number}" for number in range(150_000))

    assert len(load_yaml(text)) == 150_000
