"""The values that changed, and every place of the text where each appears."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from epicrisis.case.difference import PARTICULARS
from epicrisis.review.blocks import Block, Token, raised

# with a link to its row in the data appendix, or without
_DATUM = re.compile(r"^\[(?P<text>.*)\](?:\(#[^)]*\))?\{\.datum (?P<attributes>.*)\}$", re.DOTALL)
_ATTRIBUTE = re.compile(r"data-(source|column)='([^']*)'")
_RAISED = re.compile(r"(?<!\\)\^([^^\s]+)\^")
_MARKUP = re.compile(r"\\(.)|[\^*_]", re.DOTALL)


@dataclass(frozen=True)
class Printed:
    """A value as a reader sees it.

    Args:
        text: Its text, without markup.
        source: File and row that it comes from; empty for a particular of the case.
        column: The column, where it is one cell.
    """

    text: str
    source: str = ""
    column: str = ""


@dataclass(frozen=True)
class Spot:
    """A place of the text where a value appears.

    Args:
        block: Number of the block in its text.
        text: The value as it is printed there.
    """

    block: int
    text: str


@dataclass(frozen=True)
class NumberChange:
    """A value that changed.

    Args:
        name: Its name, as the manuscript calls it without the case: `mrd.relapse_1.text`.
        old: As it was; None for one that is new.
        new: As it is; None for one that is gone.
        old_spots: Where the old text prints it.
        new_spots: Where the new text prints it.
    """

    name: str
    old: Printed | None
    new: Printed | None
    old_spots: tuple[Spot, ...] = ()
    new_spots: tuple[Spot, ...] = ()

    @property
    def is_printed(self) -> bool:
        """Whether a reader of either text meets it."""
        return bool(self.old_spots or self.new_spots)


def printed(markdown: str) -> Printed:
    """Return a value as a reader sees it.

    Args:
        markdown: The value as the manuscript gets it.

    >>> printed("[0.05%^†^]{.datum data-source='data/x/mrd.csv#a' data-column='value_percent'}")
    Printed(text='0.05%†', source='data/x/mrd.csv#a', column='value_percent')
    >>> printed("10^7^ cells/kg").text
    '10⁷ cells/kg'
    """
    match = _DATUM.match(markdown)
    text = _RAISED.sub(lambda found: raised(found[1]) or "", match["text"] if match else markdown)
    text = _MARKUP.sub(lambda found: found[1] or "", text)
    attributes = dict(_ATTRIBUTE.findall(match["attributes"])) if match else {}
    return Printed(text, attributes.get("source", ""), attributes.get("column", ""))


def compare_numbers(
    old: Mapping[str, str], new: Mapping[str, str], old_text: Sequence[Block], new_text: Sequence[Block]
) -> tuple[NumberChange, ...]:
    """Return every value that changed, printed ones first, in the order of the new text.

    Args:
        old: Values as they were, by name, as Markdown.
        new: Values as they are.
        old_text: The text as it was.
        new_text: The text as it is.
    """
    spots = (_spots(old_text), _spots(new_text))
    changes = [
        _change(name, old.get(name), new.get(name), *spots)
        for name in dict.fromkeys((*new, *old))
        if old.get(name) != new.get(name) and not name.startswith("figures.") and name not in PARTICULARS
    ]
    told = [change for change in changes if _text(change.old) != _text(change.new)]
    return tuple(sorted(told, key=_first_spot))


def _text(value: Printed | None) -> str | None:
    return value.text if value else None


def _first_spot(change: NumberChange) -> tuple[int, int]:
    spots = change.new_spots or change.old_spots
    return (0, spots[0].block) if spots else (1, 0)


Spots = Mapping[tuple[str, str], Sequence[Spot]]


def _change(name: str, old: str | None, new: str | None, old_spots: Spots, new_spots: Spots) -> NumberChange:
    before, after = (printed(value) if value is not None else None for value in (old, new))
    return NumberChange(name, before, after, _places(before, old_spots), _places(after, new_spots))


def _places(value: Printed | None, spots: Spots) -> tuple[Spot, ...]:
    """Return where a value is printed: values of one source are told apart by their texts."""
    if value is None or not value.source:
        return ()
    return tuple(spot for spot in spots.get((value.source, value.column), ()) if spot.text == _plain(value.text))


def _spots(text: Iterable[Block]) -> Spots:
    found: dict[tuple[str, str], list[Spot]] = {}
    for number, block in enumerate(text):
        for (source, column), tokens in groupby(block.tokens, key=_datum):
            words = "".join(token.text for token in tokens)
            if source:
                found.setdefault((source, column), []).append(Spot(number, _plain(words)))
    return found


def _datum(token: Token) -> tuple[str, str]:
    return token.source, token.column


def _plain(text: str) -> str:
    return " ".join(text.split())
