"""The kinds of things that can be cross-referenced, and the names that references use for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

BUILT_IN_KINDS: Mapping[str, str] = {"fig": "Figure", "tbl": "Table", "sec": "Section", "eq": "Equation"}
CALLOUT_KINDS: Mapping[str, str] = {
    "nte": "note",
    "tip": "tip",
    "wrn": "warning",
    "imp": "important",
    "cau": "caution",
}
"""What a callout's label starts with, and the callout: `#nte-x` is a `.callout-note`."""
OTHER_KINDS = frozenset(["lst", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "sol", "rem", "alg"])
"""Kinds that Quarto has, and that the shared subset of both engines has not."""


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be cross-referenced.

    Args:
        key: What its labels start with: `fig` in `#fig-mrd`.
        caption_prefix: What stands before the number in a caption.
        reference_prefix: What stands before the number in a reference.
        has_space: Whether a space divides prefix and number.
        caption_on_top: Whether the caption stands above the float.
    """

    key: str
    caption_prefix: str
    reference_prefix: str
    has_space: bool = True
    caption_on_top: bool = False


def kinds_of(crossref: Mapping[str, Any]) -> dict[str, Kind]:
    """Return every kind by its key.

    Args:
        crossref: The settings under `crossref`; entries of `custom` without their names are left out.
    """
    titles = {**BUILT_IN_KINDS, **{key: name.capitalize() for key, name in CALLOUT_KINDS.items()}}
    kinds = {key: _built_in(key, title, crossref) for key, title in titles.items()}
    custom = crossref.get("custom")
    for entry in custom if isinstance(custom, list) else []:
        if isinstance(entry, Mapping) and "key" in entry and "reference-prefix" in entry:
            kinds[str(entry["key"])] = _custom(entry)
    return kinds


def label_of(name: str, kinds: Collection[str]) -> str:
    """Return the label that a reference names; empty if it names a citation.

    As in Quarto, a capital as in `@Fig-mrd` asks for a capital in the text and is no part of the label.

    >>> [label_of(name, {"fig"}) for name in ("fig-mrd", "Fig-mrd", "ding2017", "figures")]
    ['fig-mrd', 'fig-mrd', '', '']
    """
    key, dash, _ = name.partition("-")
    return name[0].lower() + name[1:] if dash and key.lower() in kinds else ""


def _built_in(key: str, title: str, crossref: Mapping[str, Any]) -> Kind:
    caption, reference = (str(crossref.get(f"{key}-{use}", title)) for use in ("title", "prefix"))
    return Kind(key, caption, reference, caption_on_top=key == "tbl")


def _custom(entry: Mapping[str, Any]) -> Kind:
    return Kind(
        key=str(entry["key"]),
        caption_prefix=str(entry.get("caption-prefix", entry["reference-prefix"])),
        reference_prefix=str(entry["reference-prefix"]),
        has_space=entry.get("space-before-numbering", True) is not False,
        caption_on_top=entry.get("caption-location") == "top",
    )
