"""Contradictions: what statements on time cannot all say."""

from __future__ import annotations

import pytest

from case.statements import case_of, event, says
from epicrisis.case.contradiction import find_contradiction
from epicrisis.case.model import Event, TimingStatement
from epicrisis.case.resolution import resolve
from epicrisis.errors import InvalidInput


class TestContradictions:
    """Statements that cannot all be true."""

    def problems(self, events: list[Event], statements: list[TimingStatement]) -> list[str]:
        """Resolve a case that contradicts itself."""
        with pytest.raises(InvalidInput) as caught:
            resolve(case_of(events, statements))
        return [str(problem) for problem in caught.value.problems]

    def test_name_the_rows_that_form_them(self) -> None:
        """The message names each row with what it demands, and no row besides."""
        statements = [
            says(2, "a day_0", 0, 500),
            says(3, "b a", 30),
            says(4, "c a", 0, 500),
            says(5, "c b", 0),
            says(6, "c a", None, 20),
        ]

        found = self.problems([event("a"), event("b"), event("c")], statements)

        assert found == [
            "data/some/timing.csv, row 6: contradiction with rows 3, 5: "
            "c must be at most 20 days after a (row 6), "
            "but c must not be before b (row 5) and b must be at least 30 days after a (row 3). "
            "Correct or remove one of these rows."
        ]

    def test_of_a_single_row_name_it_alone(self) -> None:
        """A least that is more than the most needs no other row to be wrong."""
        found = self.problems([event("a")], [says(2, "a day_0", 9, 2)])

        assert found == [
            "data/some/timing.csv, row 2: contradiction: a must be at most 2 days after day_0, "
            "but a must be at least 9 days after day_0. Correct or remove the row."
        ]

    def test_of_an_event_with_itself_are_found(self) -> None:
        """A point event cannot be five days after itself."""
        found = self.problems([event("a")], [says(2, "a a.end", 5)])

        assert found == [
            "data/some/timing.csv, row 2: contradiction: a must be at least 5 days after a. "
            "Correct or remove the row."
        ]

    def test_with_the_nature_of_an_interval_say_so(self) -> None:
        """What no row states is part of the explanation."""
        found = self.problems([event("chemo", "interval")], [says(2, "chemo.end chemo", None, -1)])

        assert found == [
            "data/some/timing.csv, row 2: contradiction: "
            "the end of chemo must be at least 1 day before the start of chemo, "
            "but chemo must not end before it starts. Correct or remove the row."
        ]

    def test_are_all_told_at_once(self) -> None:
        """Two contradictions that share no row are two problems."""
        statements = [
            says(2, "a day_0", 5, 5),
            says(3, "a day_0", 6, 6),
            says(4, "b day_0", 5, 5),
            says(5, "b day_0", None, 4),
        ]

        found = self.problems([event("a"), event("b")], statements)

        assert [message.split(":")[0] for message in found] == [
            "data/some/timing.csv, row 3",
            "data/some/timing.csv, row 5",
        ]

    def test_through_a_hundred_rows_are_found(self) -> None:
        """The length of the cycle does not matter."""
        chain = [says(index + 1, f"e{index} e{index - 1}", 1) for index in range(1, 101)]
        wrong = says(102, "e100 e0", None, 99)
        events = [event(f"e{index}") for index in range(101)]

        found = find_contradiction(events, [*chain, wrong])

        assert found is not None
        assert found.rows == (*chain, wrong)
