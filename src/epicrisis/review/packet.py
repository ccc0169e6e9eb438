"""The review packet: everything that differs between two sides of a report, joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from epicrisis.case.difference import ParticularChange, compare_cases, compare_particulars
from epicrisis.review.blocks import Block, care_items, read_page, read_source_text
from epicrisis.review.chain import Consequences, Link, float_names, join
from epicrisis.review.figures import FigureChange, compare_figures, compare_libraries
from epicrisis.review.impact import Impact, RowChange, by_row
from epicrisis.review.numbers import NumberChange, compare_numbers
from epicrisis.review.redline import Authorship, BlockChange, compare_blocks
from epicrisis.review.side import Side
from epicrisis.review.statements import (
    CareChange,
    ClaimChange,
    FindingChange,
    ReferenceChange,
    compare_care,
    compare_claims,
    compare_findings,
    compare_references,
)

_WORD = re.compile(r"\w+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_HEADING = re.compile(r"^#.*$", re.MULTILINE)
_PARAGRAPH_END = re.compile(r"\n\s*\n|\n(?=\s*[-*] )")
_MARK = re.compile(r"^(?:#+|[-*])\s+")


@dataclass(frozen=True)
class Review:
    """What changed between two sides of a report.

    Args:
        case_id: The case.
        title: Title of its data package.
        old: The base.
        new: The project as it is.
        basis: Whether the text is compared as it was rendered, or as it stands in the manuscript's source.
        particulars: What changed about the case as a whole.
        changelog: Paragraphs of the data's changelog that are new, as words.
        links: The chain, one link for each changed row of the data.
        text: The redline, every block.
        figures: Every figure.
        libraries: Name, old and new version of each library that draws and is pinned otherwise.
        numbers: Every value that changed.
        claims: Every claim whose state changed.
        findings: Every finding that came or went.
        references: Every reference that came, went or reads otherwise.
        care: Items of the CARE checklist that came or went.
    """

    case_id: str
    title: str
    old: Side
    new: Side
    basis: Literal["rendered", "source"]
    particulars: tuple[ParticularChange, ...]
    changelog: tuple[str, ...]
    links: tuple[Link, ...]
    text: tuple[BlockChange, ...]
    figures: tuple[FigureChange, ...]
    libraries: tuple[tuple[str, str, str], ...]
    numbers: tuple[NumberChange, ...]
    claims: tuple[ClaimChange, ...]
    findings: tuple[FindingChange, ...]
    references: tuple[ReferenceChange, ...]
    care: CareChange

    @property
    def changed_blocks(self) -> tuple[int, ...]:
        """Numbers of the blocks of the redline that changed."""
        return tuple(number for number, block in enumerate(self.text) if block.is_changed)

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        differing = (
            self.links,
            self.changed_blocks,
            self.particulars,
            self.claims,
            self.findings,
            self.references,
        )
        return not any(differing) and all(figure.state == "same" for figure in self.figures)


def data_changes(old: Side, new: Side) -> tuple[RowChange, ...]:
    """Return the changed rows of the data between two sides; none where one of them cannot be read.

    Args:
        old: The base.
        new: The project as it is.
    """
    return by_row(compare_cases(old.case, new.case)) if old.case and new.case else ()


def compare_sides(
    case_id: str, old: Side, new: Side, changes: Sequence[RowChange], impacts: Sequence[Impact]
) -> Review:
    """Join everything that differs between two sides.

    Args:
        case_id: The case.
        old: The base.
        new: The project as it is.
        changes: The changed rows of the data, see `data_changes`.
        impacts: What hangs on each of them.
    """
    built = old.is_built and new.is_built
    old_text, new_text = (_text(side, built) for side in (old, new))
    particulars = compare_particulars(old.case, new.case) if old.case and new.case else ()
    text = compare_blocks(old_text, new_text, _authorship(old, new, particulars, changes))
    numbers = compare_numbers(old.values, new.values, old_text, new_text)
    claims = compare_claims(old.verdicts, new.verdicts, (old.book.claims, new.book.claims))
    findings = compare_findings(old.findings, new.findings)
    figures = compare_figures(old, new, _figure_names((*new_text, *old_text)))
    among = Consequences(new.case, text, numbers, claims, findings, figures) if new.case else None
    case = new.case or old.case
    return Review(
        case_id=case_id,
        title=case.title if case else case_id,
        old=old,
        new=new,
        basis="rendered" if built else "source",
        particulars=particulars,
        changelog=_added_paragraphs(old.changelog, new.changelog),
        links=_joined(changes, impacts, among),
        text=text,
        figures=figures,
        libraries=compare_libraries(old, new),
        numbers=numbers,
        claims=claims,
        findings=findings,
        references=compare_references(old_text, new_text),
        care=compare_care(care_items(old.page), care_items(new.page)) if built else CareChange(),
    )


def _joined(
    changes: Sequence[RowChange], impacts: Sequence[Impact], among: Consequences | None
) -> tuple[Link, ...]:
    """Return each changed row with what follows from it; none where the data cannot be read."""
    pairs = zip(changes, impacts, strict=True)
    return tuple(join(change, impact, among) for change, impact in pairs) if among else ()


def _text(side: Side, built: bool) -> tuple[Block, ...]:
    if built:
        return read_page(side.page)
    texts = {path: text for path, text in side.texts.items() if path.endswith(".qmd")}
    return tuple(block for path, text in texts.items() for block in read_source_text(text, path))


def _figure_names(blocks: Iterable[Block]) -> dict[str, str]:
    return {label.removeprefix("fig-"): name for label, name in float_names(blocks).items()}


def _authorship(
    old: Side, new: Side, particulars: Iterable[ParticularChange], changes: Sequence[RowChange]
) -> Authorship:
    """Gather the words of the lines that authors changed, and what the data package itself says anew."""
    words: set[str] = set()
    for path in {*old.texts, *new.texts}:
        for line in _changed_lines(old.texts.get(path, ""), new.texts.get(path, "")):
            words |= set(_WORD.findall(line))
    pairs = frozenset((change.old, change.new) for change in particulars)
    # Both sides are built by one program, so what is not by data is by author.
    return Authorship(frozenset(words), pairs, data_differ=bool(changes) or not (old.case and new.case))


def _changed_lines(old: str, new: str) -> Iterator[str]:
    """Yield the lines that only one of two texts has, as often as they are."""
    before, after = old.splitlines(), new.splitlines()
    yield from set(before) ^ set(after)


def _added_paragraphs(old: str, new: str) -> tuple[str, ...]:
    before = set(_paragraphs(old))
    return tuple(paragraph for paragraph in _paragraphs(new) if paragraph not in before)


def _paragraphs(markdown: str) -> Iterator[str]:
    """Yield headings, paragraphs and items of a list, each on one line and without the addresses of its links."""
    for part in _PARAGRAPH_END.split(_HEADING.sub(r"\n\g<0>\n", markdown)):
        if words := " ".join(part.split()):
            yield _LINK.sub(r"\1", _MARK.sub("", words))
