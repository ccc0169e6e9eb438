"""The chain: this cell changed, so these values and claims, these words, these marks, these findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from epicrisis.case.difference import RowAdded, RowRemoved
from epicrisis.case.model import Case
from epicrisis.review.blocks import CELL, Block, Token, sentences
from epicrisis.review.figures import FigureChange
from epicrisis.review.impact import Impact, RowChange, rows_at, versions
from epicrisis.review.numbers import NumberChange
from epicrisis.review.redline import BlockChange, Passage
from epicrisis.review.statements import ClaimChange, FindingChange


@dataclass(frozen=True)
class Excerpt:
    """A sentence, caption or table cell that reads otherwise.

    Args:
        block: Number of the changed block in the redline.
        place: What and where it is, in words: `Table 5, column MRD`.
        passages: Its words.
    """

    block: int
    place: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class DrawnAs:
    """What a figure shows of a change.

    Args:
        figure: The figure.
        marks: Names of its marks that stand for the changed row, its event or its values.
        points: Numbers of its data points that differ, in `FigureChange.points`.
    """

    figure: FigureChange
    marks: tuple[str, ...]
    points: tuple[int, ...]


@dataclass(frozen=True)
class Link:
    """One changed row of the data with everything that hangs on it.

    Args:
        changes: Its cells that changed, or the row as a whole.
        impact: What would be otherwise without it.
        values: The values that changed with it.
        claims: The claims whose state changed with it.
        asking: Ids of the claims that ask about the row and are answered as before.
        excerpts: The words that changed with it.
        drawn: The figures that show it.
        findings: The findings that came or went with it.
    """

    changes: RowChange
    impact: Impact
    values: tuple[NumberChange, ...]
    claims: tuple[ClaimChange, ...]
    asking: tuple[str, ...]
    excerpts: tuple[Excerpt, ...]
    drawn: tuple[DrawnAs, ...]
    findings: tuple[FindingChange, ...]

    @property
    def table(self) -> str:
        """Name of the table."""
        return self.changes[0].table

    @property
    def id(self) -> str:
        """Id of the row."""
        return self.changes[0].id


@dataclass(frozen=True)
class Consequences:
    """Everything that differs between two sides and can hang on a change of the data.

    Args:
        case: The case as it is.
        text: The redline.
        values: The values that changed.
        claims: The claims whose state changed.
        findings: The findings that came or went.
        figures: The figures.
    """

    case: Case
    text: Sequence[BlockChange]
    values: Sequence[NumberChange]
    claims: Sequence[ClaimChange]
    findings: Sequence[FindingChange]
    figures: Sequence[FigureChange]

    @cached_property
    def places(self) -> Mapping[str, str]:
        """How the text calls its figures and tables, by label."""
        return float_names(change.block for change in self.text)

    @cached_property
    def new_blocks(self) -> tuple[int, ...]:
        """Number in the redline of each block of the new text."""
        return tuple(number for number, change in enumerate(self.text) if change.new)

    @cached_property
    def old_blocks(self) -> tuple[int, ...]:
        """Number in the redline of each block of the old text."""
        return tuple(number for number, change in enumerate(self.text) if change.old)


def float_names(blocks: Iterable[Block]) -> dict[str, str]:
    """Return how a text calls its figures and tables, by label: `Figure 2`.

    Args:
        blocks: The text.
    """
    names: dict[str, str] = {}
    for block in blocks:
        words = "".join(token.text for token in block.tokens if token.key == "label")
        if block.kind == "caption" and block.label and words:
            names.setdefault(block.label, words.rstrip(": ").replace("\N{NO-BREAK SPACE}", " "))
    return names


def join(changes: RowChange, impact: Impact, among: Consequences) -> Link:
    """Return one changed row with what hangs on it.

    Args:
        changes: What changed in the row.
        impact: What would be otherwise without it.
        among: Everything that differs.
    """
    values = tuple(value for value in among.values if value.name in impact.values)
    claims = tuple(claim for claim in among.claims if claim.id in impact.claims | impact.asking)
    told = {claim.id for claim in claims}
    return Link(
        changes,
        impact,
        values,
        claims,
        tuple(sorted(impact.asking - told)),
        tuple(_excerpts(changes, impact, values, among)),
        tuple(_drawn(changes, impact, among)),
        tuple(finding for finding in among.findings if _is_about(finding, changes, impact, among.case.id)),
    )


def _excerpts(
    changes: RowChange, impact: Impact, values: Iterable[NumberChange], among: Consequences
) -> Iterator[Excerpt]:
    """Yield the changed sentences and cells that print a value that changed."""
    wanted: dict[int, set[str]] = {}
    for value in values:
        for spots, numbers, side in (
            (value.new_spots, among.new_blocks, value.new),
            (value.old_spots, among.old_blocks, value.old),
        ):
            for spot in spots:
                wanted.setdefault(numbers[spot.block], set()).add(side.source if side else "")
    own = f"data/{among.case.id}/{changes[0].table}.csv#{changes[0].id}"
    for number, block in enumerate(among.text):
        if block.is_changed and any(own == token.source for passage in block.passages for token in passage.tokens):
            wanted.setdefault(number, set()).add(own)
    for number in sorted(wanted):
        block = among.text[number]
        for part, passages in _changed_sentences(block, wanted[number]):
            yield Excerpt(number, _place(block, part, among), passages)
    yield from _described(changes, impact, among)


def _described(changes: RowChange, impact: Impact, among: Consequences) -> Iterator[Excerpt]:
    """Yield the changed sentences in which a figure's own words tell of an event."""
    drawn = {part for figure in among.figures for mark in figure.marks for part in mark.parts}
    # the event that the row tells of stands where it stood: it counts if the row itself is drawn otherwise
    events = impact.events if changes[0].id in drawn else impact.events - _own_events(changes, impact)
    labels = [among.case.event_by_id[event].label for event in events if event in among.case.event_by_id]
    for number, block in enumerate(among.text):
        if block.block.kind in ("alt", "description") and block.is_changed:
            for part, passages in _changed_sentences(block, None):
                text = "".join(passage.text for passage in passages)
                if any(label in text for label in labels):
                    yield Excerpt(number, _place(block, part, among), passages)


Words = tuple[tuple[Token, Passage], ...]


def _changed_sentences(block: BlockChange, sources: set[str] | None) -> Iterator[tuple[int, tuple[Passage, ...]]]:
    """Yield number and words of each sentence, or cell, in which a value of these sources, or any, changed."""
    words: Words = tuple((token, passage) for passage in block.passages for token in passage.tokens)
    at = cell = 0
    for sentence in sentences(tuple(token for token, _ in words)):
        part = words[at : at + len(sentence)]
        at += len(sentence)
        if any(passage.by and (sources is None or token.source in sources) for token, passage in part):
            yield cell, _trimmed(tuple(_regrouped(part)))
        cell += sum(token.text == CELL and passage.operation != "gone" for token, passage in part)


def _regrouped(words: Words) -> Iterator[Passage]:
    """Yield the words of a part as passages, without the border of a cell."""
    run: list[Token] = []
    of: Passage | None = None
    for token, passage in words:
        if of is not None and passage is not of:
            yield Passage(of.operation, tuple(run), of.by)
            run = []
        of = passage
        run += [token] if token.text != CELL else []
    if of is not None and run:
        yield Passage(of.operation, tuple(run), of.by)


def _trimmed(passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    return tuple(passage for passage in passages if passage.tokens)


def _place(change: BlockChange, cell: int, among: Consequences) -> str:
    block = change.block
    name = among.places.get(block.label, "")
    if block.kind == "row":
        return _cell_place(block, cell, name or "Table", among)
    if block.kind == "caption":
        return f"Caption of {name}" if name else "Caption"
    own = {"alt": f"Alternative text of {name}", "description": f"Description of {name}", "note": "Footnote"}
    return own.get(block.kind, block.title)


def _cell_place(block: Block, cell: int, name: str, among: Consequences) -> str:
    """Return table, column and first cell of a row; a blank first cell goes on with the group above it."""
    rows = [other.block for other in among.text if other.block.kind == "row" and other.block.label == block.label]
    heads = rows[0].text.split(CELL)
    column = f", column {heads[cell]}" if cell < len(heads) and rows[0] is not block else ""
    until = rows[1 : next(number for number, row in enumerate(rows) if row is block) + 1]
    first = next((words for row in reversed(until) if (words := row.text.split(CELL)[0])), "")
    return f"{name}{column}: {first}" if cell and first else f"{name}{column}"


def _drawn(changes: RowChange, impact: Impact, among: Consequences) -> Iterator[DrawnAs]:
    ids = impact.events | rows_at(among.case, impact.events - _own_events(changes, impact)) | {changes[0].id}
    labels = _labels(changes, impact, among.case)
    for figure in among.figures:
        marks = tuple(mark.name for mark in figure.marks if mark.parts & ids)
        points = tuple(
            number
            for number, point in enumerate(figure.points)
            if labels & {*(point.old or {}).values(), *(point.new or {}).values()}
        )
        if marks or points:
            yield DrawnAs(figure, marks, points)


def _labels(changes: RowChange, impact: Impact, case: Case) -> frozenset[str]:
    """Return the words by which a figure's data tell of a row: its events, or the population of a normal range."""
    events = {case.event_by_id[event].label for event in impact.events if event in case.event_by_id}
    populations = {getattr(row, "population", "") for row in versions(changes) if not hasattr(row, "event")}
    return frozenset(events | (populations - {""}))


def _own_events(changes: RowChange, impact: Impact) -> frozenset[str]:
    """Return the event that a row tells of and that did not move: of it, only the row is drawn otherwise."""
    if changes[0].table in ("timing", "events"):
        return frozenset()
    return frozenset(getattr(row, "event", "") for row in versions(changes)) & impact.events


def _is_about(finding: FindingChange, changes: RowChange, impact: Impact, case_id: str) -> bool:
    table = f"data/{case_id}/{changes[0].table}.csv"
    rows = versions(changes)
    gone, new = isinstance(changes[0], RowRemoved), isinstance(changes[0], RowAdded)
    sides = ((finding.old, None if new else rows[0]), (finding.new, None if gone else rows[-1]))
    if any(here and row and here.place.path == table and here.place.row == row.row for here, row in sides):
        return True
    told = finding.finding
    claims = impact.claims | impact.asking
    return told.rule.startswith("claims.") and any(f"'{claim}'" in told.message for claim in claims)
