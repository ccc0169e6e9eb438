"""Everything that the manuscript of a case can name, its figures and the build included."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from epicrisis.values.numerals import escape_markdown


def report_values(
    case_id: str, values: Mapping[str, Any], words: Mapping[str, Mapping[str, str]], engine: str, digest: str = ""
) -> dict[str, Any]:
    """Return the values of a case with those that only a build knows.

    Args:
        case_id: The case.
        values: Everything that its data let a manuscript name; each group is asked for when it is needed.
        words: Alternative text and long description of each figure, by stem.
        engine: The engine, as the colophon names it.
        digest: SHA-256 of what the report is made from, as the colophon prints it.

    Returns:
        Values by case id, and `build` for what the build itself knows.
    """
    return {case_id: ChainMap(own_values(words, digest), values), "build": {"engine": engine}}  # type: ignore[arg-type]  # nobody writes to it


def own_values(words: Mapping[str, Mapping[str, str]], digest: str) -> dict[str, Any]:
    """Return what of a case only a build knows.

    Args:
        words: Alternative text and long description of each figure, by stem.
        digest: SHA-256 of what the report is made from, as the colophon prints it.
    """
    return {"figures": {stem: figure_values(told) for stem, told in words.items()}, "digest": digest}


def figure_values(words: Mapping[str, str]) -> dict[str, str]:
    """Return what a manuscript can name of a figure: its words, and `text`, the long description as Markdown.

    Args:
        words: Its alternative text and long description.
    """
    return {**words, "text": escape_markdown(words.get("description", ""))}
