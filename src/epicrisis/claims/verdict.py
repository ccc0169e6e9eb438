"""Do the data support what the manuscript claims, and what do its derived values come to?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case, Row
from epicrisis.case.schema import TABLES
from epicrisis.claims.book import Claim, ClaimBook, DerivedValue
from epicrisis.claims.database import CaseDatabase, QueryRefused
from epicrisis.claims.judgement import DerivedResult, Judgement, Verdict
from epicrisis.places import Place, Problem

MOST_ROWS = 10


def judge(book: ClaimBook, case: Case, chronology: Chronology) -> Judgement:
    """Ask the tables of a case every question of a book.

    Args:
        book: The claims and derived values.
        case: The case.
        chronology: Its resolved time network.
    """
    if not (book.claims or book.values):
        return Judgement()
    with CaseDatabase(case, chronology) as database:
        judge_one = _Judge(case, database)
        verdicts = tuple(filter(None, map(judge_one.verdict, book.claims.values())))
        results = tuple(filter(None, map(judge_one.result, book.values.values())))
        return Judgement(verdicts, results, tuple(judge_one.problems))


class _Judge:
    """Asks one question after the other, and keeps those that cannot be answered."""

    def __init__(self, case: Case, database: CaseDatabase) -> None:
        self._case = case
        self._database = database
        self.problems: list[Problem] = []

    def verdict(self, claim: Claim) -> Verdict | None:
        answer = self._one_value(claim.query, claim.place)
        if answer is None:
            return None
        if not isinstance(answer, bool):
            message = f"the claim '{claim.id}' is a query that returns {answer!r}, not true or false"
            self.problems.append(Problem(claim.place, message, "Compare with what the words say: … = 3"))
            return None
        against = tuple(self._against(claim)) if not answer else ()
        if answer and claim.rows:
            self._rows(claim)  # so that a wrong query for rows is found before it is needed
        return Verdict(claim, answer, against)

    def result(self, value: DerivedValue) -> DerivedResult | None:
        answer = self._one_value(value.query, value.place)
        if answer is None:
            return None
        try:
            return DerivedResult(value, (value.format or "{}").format(answer))
        except (ValueError, IndexError, KeyError, AttributeError):
            message = f"the format {value.format!r} does not fit {answer!r}"
            self.problems.append(Problem(value.place, message, "Use a format such as {:.1f}% or {:g} days"))
            return None

    def _one_value(self, query: str, place: Place) -> object | None:
        try:
            rows = self._database.ask(query)
        except QueryRefused as error:
            self.problems.append(Problem(place, f"this query cannot be answered: {error}", f"It is: {query}"))
            return None
        if len(rows) != 1 or len(rows[0]) != 1 or rows[0][0] is None:
            shape = "nothing" if not rows or rows[0][0] is None else f"{len(rows)} rows of {len(rows[0])} columns"
            message = f"this query returns {shape}, not one value"
            self.problems.append(Problem(place, message, f"It is: {query}"))
            return None
        return rows[0][0]  # type: ignore[no-any-return]  # DuckDB's values have no type

    def _against(self, claim: Claim) -> Iterator[str]:
        found = self._rows(claim) if claim.rows else self._touched(claim.query)
        for table, row in found[:MOST_ROWS]:
            yield f"data/{self._case.id}/{table}.csv, row {row.row} ({row.id})"
        if len(found) > MOST_ROWS:
            yield f"and {len(found) - MOST_ROWS} more"

    def _rows(self, claim: Claim) -> list[tuple[str, Row]]:
        try:
            answers = self._database.ask(claim.rows)
        except QueryRefused as error:
            message = f"the query for rows of the claim '{claim.id}' cannot be answered: {error}"
            self.problems.append(Problem(claim.place, message, f"It is: {claim.rows}"))
            return []
        known, pairs = self._known, [(str(answer[0]), str(answer[-1])) for answer in answers]
        return [(table, known[table, row]) for table, row in pairs if (table, row) in known]

    @cached_property
    def _known(self) -> dict[tuple[str, str], Row]:
        return {(schema.name, row.id): row for schema in TABLES for row in self._case.rows(schema.name)}

    def _touched(self, query: str) -> list[tuple[str, Row]]:
        """Return the rows that a query names by their ids; without such, every row of the tables it reads."""
        words = set(query.replace("'", " ").replace(",", " ").replace("(", " ").replace(")", " ").split())
        tables = [schema.name for schema in TABLES if schema.name in words]
        rows = [(table, row) for table in tables for row in self._case.rows(table)]
        named = [(table, row) for table, row in rows if row.id in words]
        return named or rows
