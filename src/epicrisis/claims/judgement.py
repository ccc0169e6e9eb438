"""What came of the claims and derived values of a manuscript."""

from __future__ import annotations

from dataclasses import dataclass

from epicrisis.claims.book import Claim, DerivedValue
from epicrisis.places import Problem


@dataclass(frozen=True)
class Verdict:
    """A claim and whether the data support it.

    Args:
        claim: The claim.
        holds: Whether its query returned true.
        against: Rows that speak against it, `data/<case>/mrd.csv, row 7 (day_28)`; empty where it holds.
    """

    claim: Claim
    holds: bool
    against: tuple[str, ...] = ()


@dataclass(frozen=True)
class DerivedResult:
    """A derived value, as it is printed."""

    value: DerivedValue
    text: str


@dataclass(frozen=True)
class Judgement:
    """What came of a whole book of claims.

    Args:
        verdicts: One for each claim whose query could be answered, in the order of the book.
        results: One for each derived value that could be computed.
        problems: Queries that cannot be answered, and formats that do not fit.
    """

    verdicts: tuple[Verdict, ...] = ()
    results: tuple[DerivedResult, ...] = ()
    problems: tuple[Problem, ...] = ()
