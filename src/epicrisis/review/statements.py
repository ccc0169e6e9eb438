"""What a report states beside its values: findings, claims, references, items of the CARE checklist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from epicrisis.checks.finding import Finding
from epicrisis.review.blocks import Block

State = Literal["holds", "fails", "unknown"]


@dataclass(frozen=True)
class FindingChange:
    """A finding that came, went, or was acknowledged or no longer is.

    Args:
        old: As it was; None for one that is new.
        new: As it is; None for one that is gone.
    """

    old: Finding | None
    new: Finding | None

    @property
    def finding(self) -> Finding:
        """The finding as it is, or else as it was."""
        finding = self.new or self.old
        assert finding is not None
        return finding


@dataclass(frozen=True)
class ClaimChange:
    """A claim that came, went, or whose state is another.

    Args:
        id: Its id.
        old: Its state before; None if it was not made.
        new: Its state now; None if it is no longer made.
    """

    id: str
    old: State | None
    new: State | None


@dataclass(frozen=True)
class ReferenceChange:
    """A reference that came, went or reads otherwise.

    Args:
        key: Its key.
        old: Its text before, without its number; None if it is new.
        new: Its text now; None if it is gone.
    """

    key: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class CareChange:
    """Items of the CARE checklist that came or went.

    Args:
        gained: Items that a section holds now.
        lost: Items that no section holds any more.
    """

    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def compare_findings(old: Iterable[Finding], new: Iterable[Finding]) -> tuple[FindingChange, ...]:
    """Return the findings that differ; a finding whose row moved is the same.

    Args:
        old: Findings as they were.
        new: Findings as they are.
    """
    before, after = ({_key(finding): finding for finding in side} for side in (old, new))
    pairs = ((before.get(key), after.get(key)) for key in dict.fromkeys((*after, *before)))
    return tuple(FindingChange(a, b) for a, b in pairs if a is None or b is None or a.stops != b.stops)


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.rule, finding.place.path, finding.place.column or "", finding.message


def compare_claims(
    old: Mapping[str, bool], new: Mapping[str, bool], asked: tuple[Iterable[str], Iterable[str]]
) -> tuple[ClaimChange, ...]:
    """Return the claims that differ.

    Args:
        old: Whether each claim held, by id.
        new: Whether each claim holds.
        asked: Ids of all claims before and now; one without an answer is *unknown*.
    """
    before, after = (
        {claim: _state(claim, answers) for claim in claims}
        for claims, answers in zip(asked, (old, new), strict=True)
    )
    names = dict.fromkeys((*after, *before))
    changes = (ClaimChange(name, before.get(name), after.get(name)) for name in names)
    return tuple(change for change in changes if change.old != change.new)


def _state(claim: str, answers: Mapping[str, bool]) -> State:
    if claim not in answers:
        return "unknown"
    return "holds" if answers[claim] else "fails"


def compare_references(old: Sequence[Block], new: Sequence[Block]) -> tuple[ReferenceChange, ...]:
    """Return the references that differ; a new number is no difference.

    Args:
        old: The text as it was.
        new: The text as it is.
    """
    before, after = (
        {block.label: _entry(block) for block in text if block.kind == "reference"} for text in (old, new)
    )
    changes = (ReferenceChange(key, before.get(key), after.get(key)) for key in dict.fromkeys((*after, *before)))
    return tuple(change for change in changes if change.old != change.new)


def _entry(block: Block) -> str:
    return "".join(token.text for token in block.tokens if token.key != "label").strip()


def compare_care(old: Iterable[str], new: Iterable[str]) -> CareChange:
    """Return the items of the CARE checklist that came or went.

    Args:
        old: Items that sections held.
        new: Items that sections hold.
    """
    before, after = set(old), set(new)
    return CareChange(tuple(sorted(after - before, key=_order)), tuple(sorted(before - after, key=_order)))


def _order(item: str) -> tuple[int, str]:
    digits = "".join(character for character in item if character.isdigit())
    return int(digits or 0), item
