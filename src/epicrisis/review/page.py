"""The review packet for people: one HTML page that fetches nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from epicrisis.case.difference import CellChange, RowRemoved
from epicrisis.digests import digest_bytes
from epicrisis.review.chain import Link, float_names
from epicrisis.review.figures import FigureChange
from epicrisis.review.impact import versions
from epicrisis.review.marks import Box
from epicrisis.review.numbers import NumberChange
from epicrisis.review.packet import Review
from epicrisis.review.points import PointChange
from epicrisis.review.record import section_of
from epicrisis.review.view import KIND_NAMES, chapters, distinct, outlines, row_name, shortened, subjects

Cell = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class DrawnCard:
    """What a figure shows of a change: what is drawn otherwise, and the data points that differ."""

    figure: FigureChange
    subjects: tuple[tuple[str, tuple[str, ...]], ...]
    points: tuple[PointChange, ...]


@dataclass(frozen=True)
class Card:
    """A link of the chain as it is shown.

    Args:
        link: The link.
        name: How people call the row.
        path: File of the table.
        cells: Column, old and new content; None where there is no such row.
        basis: Basis of the row.
        source: Where the source says it.
        printed: Values that the text prints.
        unprinted: Values that it does not.
        drawn: The figures that show it.
        beneath: The changed cells as they are, for comments.
    """

    link: Link
    name: str
    path: str
    cells: tuple[Cell, ...]
    basis: str
    source: str
    printed: tuple[NumberChange, ...]
    unprinted: tuple[NumberChange, ...]
    drawn: tuple[DrawnCard, ...]
    beneath: str


Picture = tuple[str, str, str, tuple[tuple[Box, bool], ...]]


@dataclass(frozen=True)
class Panel:
    """A figure as it is shown.

    Args:
        figure: The figure.
        pictures: Side, address, alternative text and frames of each picture.
        along: What is drawn otherwise without standing for a change of the data.
        beneath: What a comment is tied to.
    """

    figure: FigureChange
    pictures: tuple[Picture, ...]
    along: tuple[tuple[str, tuple[str, ...]], ...]
    beneath: str


@dataclass(frozen=True)
class NumberRow:
    """A value as it is shown: with the block and name of each place, and its text for comments."""

    change: NumberChange
    places: tuple[tuple[int, str], ...]
    beneath: str


def review_page(review: Review, theme: str) -> str:
    """Return a review as a page.

    Args:
        review: The review.
        theme: The report's style sheet, which fetches nothing.
    """
    style = f"\n{theme}\n{_resource('review.css')}\n"
    script = f"\n{_resource('review.js')}\n"
    # Data never become markup: everything is escaped but our own style and script.
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_resource("review.html.j2"))
    page = template.render(
        review=review,
        shortened=shortened,
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        contents=_contents(review),
        tiles=_tiles(review),
        links=[_card(review, link) for link in review.links],
        data_compared=bool(review.old.case and review.new.case),
        chapters=chapters(review),
        figures=[_panel(review, figure) for figure in review.figures],
        numbers=[_number_row(review, change) for change in _printed_numbers(review)],
        silent_numbers=sum(not change.is_printed for change in review.numbers),
    )
    return page.strip() + "\n"


def _resource(name: str) -> str:
    return files("epicrisis.review").joinpath("resources", name).read_text(encoding="utf-8").strip()


def _policy(style: str, script: str) -> str:
    """Return the policy that lets the page do what it carries, and nothing else."""
    hashes = {
        kind: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for kind, text in (("style", style), ("script", script))
    }
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashes['style']}'; "
        f"script-src 'sha256-{hashes['script']}'; base-uri 'none'; form-action 'none'"
    )


def _contents(review: Review) -> list[tuple[str, str, int | None]]:
    return [
        ("chain", "What each change did", len(review.links)),
        ("text", "Text", len(review.changed_blocks)),
        ("figures", "Figures", sum(figure.state != "same" for figure in review.figures)),
        ("numbers", "Numbers", len(_printed_numbers(review))),
        ("statements", "Claims and findings", len(review.claims) + len(review.findings)),
        ("references", "References and checklist", _reference_count(review)),
        ("comments", "Comments", 0),
    ]


def _printed_numbers(review: Review) -> tuple[NumberChange, ...]:
    return distinct(change for change in review.numbers if change.is_printed)


def _reference_count(review: Review) -> int:
    return len(review.references) + len(review.care.gained) + len(review.care.lost)


def _tiles(review: Review) -> list[tuple[str, str, int]]:
    counts = (
        ("chain", "row", len(review.links), " of data"),
        ("text", "passage", len(review.changed_blocks), " of text"),
        ("figures", "figure", sum(figure.state != "same" for figure in review.figures), ""),
        ("numbers", "number", len(_printed_numbers(review)), " in the text"),
        ("statements", "claim", len(review.claims), ""),
        ("statements", "finding", len(review.findings), ""),
        ("references", "reference", len(review.references), ""),
    )
    return [(place, f"{noun}{'' if count == 1 else 's'}{rest}", count) for place, noun, count, rest in counts]


def _card(review: Review, link: Link) -> Card:
    rows = versions(link.changes)
    cells = tuple(_cells(link))
    return Card(
        link=link,
        name=row_name(review.new.case, link.table, rows[-1]),
        path=f"data/{review.case_id}/{link.table}.csv",
        cells=cells,
        basis=" → ".join(dict.fromkeys(row.basis for row in rows)),
        source=" → ".join(dict.fromkeys(row.source for row in rows)),
        printed=distinct(value for value in link.values if value.is_printed),
        unprinted=tuple(value for value in link.values if not value.is_printed),
        drawn=tuple(
            DrawnCard(
                drawn.figure, subjects(drawn.marks), tuple(drawn.figure.points[number] for number in drawn.points)
            )
            for drawn in link.drawn
        ),
        beneath="; ".join(f"{column}: {new or 'not reported'}" for column, _, new in cells),
    )


def _cells(link: Link) -> Iterator[Cell]:
    change = link.changes[0]
    if isinstance(change, CellChange):
        yield from ((one.column, one.old, one.new) for one in link.changes if isinstance(one, CellChange))
        return
    row = change.before if isinstance(change, RowRemoved) else change.after
    for column, cell in row.printed.items():
        if cell and column not in ("id", "source", "basis"):
            yield (column, cell, None) if isinstance(change, RowRemoved) else (column, None, cell)


def _panel(review: Review, figure: FigureChange) -> Panel:
    named = frozenset(
        mark for link in review.links for drawn in link.drawn if drawn.figure is figure for mark in drawn.marks
    )
    along = subjects(mark.name for mark in figure.marks if mark.name not in named)
    return Panel(
        figure, tuple(_pictures(figure, named)), along, digest_bytes(figure.new.svg) if figure.new else ""
    )


def _pictures(figure: FigureChange, named: frozenset[str]) -> Iterator[Picture]:
    for side, content in (("old", figure.old), ("new", figure.new)):
        if content and figure.state != "same":
            uri = f"data:image/svg+xml;base64,{base64.b64encode(content.svg).decode()}"
            yield side, uri, content.alt, outlines(figure, side, named)


def _number_row(review: Review, change: NumberChange) -> NumberRow:
    names = float_names(block.block for block in review.text)
    places: dict[int, str] = {}
    for side, spots in (("new", change.new_spots), ("old", change.old_spots)):
        for spot in spots:
            place = section_of(review, spot.block, side)
            name = names.get(place["label"] or "", "")
            kind = KIND_NAMES[place["kind"]].lower()
            where = name if place["kind"] == "row" and name else f"{kind} of {name}" if name else place["heading"]
            places.setdefault(place["block"], where)
    beneath = change.new.text if change.new else ""
    return NumberRow(change, tuple(_told_apart(places.items())), beneath)


def _told_apart(places: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield places so that two of one name are told apart by a count."""
    seen: dict[str, int] = {}
    for block, name in places:
        seen[name] = seen.get(name, 0) + 1
        yield block, name if seen[name] == 1 else f"{name} ({seen[name]})"
