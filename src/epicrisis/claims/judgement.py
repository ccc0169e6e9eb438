"""What came of the claims and derived values of a manuscript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from epicrisis.claims.book import Claim, ClaimBook, DerivedValue
from epicrisis.places import Place, Problem


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

    def as_record(self) -> dict[str, Any]:
        """Return what came of the book as one JSON object, which names claims and values by their ids."""
        return {
            "verdicts": {verdict.claim.id: [verdict.holds, list(verdict.against)] for verdict in self.verdicts},
            "results": {result.value.id: result.text for result in self.results},
            "problems": [[vars(problem.place), problem.message, problem.fix] for problem in self.problems],
        }


def from_record(record: Mapping[str, Any], book: ClaimBook) -> Judgement:
    """Return what came of a book from one JSON object, as `Judgement.as_record` gives it.

    Args:
        record: The object.
        book: The book.
    """
    verdicts = record["verdicts"].items()
    return Judgement(
        tuple(Verdict(book.claims[name], holds, tuple(against)) for name, (holds, against) in verdicts),
        tuple(DerivedResult(book.values[name], text) for name, text in record["results"].items()),
        tuple(Problem(Place(**place), message, fix) for place, message, fix in record["problems"]),
    )
