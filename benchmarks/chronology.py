"""How long the chronology takes on cases far larger than any report: `python benchmarks/chronology.py`.

Three kinds of networks, each with three statements per event and every difference bounded on both sides:

- random: any event is stated relative to any other;
- chain: each event only relative to its neighbours, so that knowledge must travel through all of them;
- contradiction: the chain, with one more statement that contradicts a hundred others.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from epicrisis.case.model import Case, Event, TimingStatement
from epicrisis.case.resolution import resolve
from epicrisis.errors import InvalidInput

SIZES = (100, 1_000, 10_000)
STATEMENTS_PER_EVENT = 3
SLACK_DAYS = 14
CONTRADICTED_EVENTS = 100
BLANK: dict[str, Any] = {"source": "benchmark", "basis": "synthetic", "note": "", "printed": {}}

Pairs = Callable[[random.Random, int], Iterator[tuple[int, int]]]


def random_pairs(chance: random.Random, size: int) -> Iterator[tuple[int, int]]:
    """Yield pairs of any two events."""
    for _ in range(STATEMENTS_PER_EVENT * size):
        yield chance.randrange(size), chance.randrange(size)


def chain_pairs(chance: random.Random, size: int) -> Iterator[tuple[int, int]]:
    """Yield pairs of neighbours, in an order that helps nobody."""
    pairs = [(event, event + 1) for event in range(size - 1) for _ in range(STATEMENTS_PER_EVENT)]
    chance.shuffle(pairs)
    yield from pairs


def make_case(size: int, pairs: Pairs, seed: int = 1) -> Case:
    """Make a consistent case: true days first, then statements around them."""
    chance = random.Random(seed)
    days = sorted(chance.randrange(10 * size) for _ in range(size))
    events = tuple(
        Event(id=f"e{index}", row=index + 2, lane="disease", kind=kind, label="", detail="", **BLANK)
        for index in range(size)
        for kind in (chance.choice(("point", "interval")),)
    )
    timing = tuple(
        statement(number, reference, event, days[event] - days[reference], chance)
        for number, (reference, event) in enumerate(pairs(chance, size))
    )
    return Case("benchmark", "", "1.0.0", date(2025, 1, 1), f"e{size // 2}", True, events=events, timing=timing)


def statement(number: int, reference: int, event: int, days: int, chance: random.Random) -> TimingStatement:
    """State a difference of days, within a slack."""
    return TimingStatement(
        id=f"t{number}",
        row=number + 2,
        event=f"e{event}",
        edge="start",
        reference=f"e{reference}",
        reference_edge="start",
        min_days=days - chance.randrange(SLACK_DAYS),
        max_days=days + chance.randrange(SLACK_DAYS),
        **BLANK,
    )


def contradict(case: Case) -> Case:
    """Add one statement that contradicts a chain of others."""
    last = min(CONTRADICTED_EVENTS, len(case.events)) - 1
    wrong = statement(len(case.timing), 0, last, -1_000_000, random.Random(1))
    return Case(
        case.id, "", case.version, case.created, case.day_zero, True, events=case.events,
        timing=(*case.timing, wrong),
    )  # fmt: skip


def seconds(case: Case) -> float:
    """Return the time that one case takes."""
    begin = time.perf_counter()
    with contextlib.suppress(InvalidInput):
        resolve(case)
    return time.perf_counter() - begin


def main() -> None:
    """Print the table."""
    print(f"{'events':>8} {'statements':>11} {'random':>9} {'chain':>9} {'contradiction':>14}")
    for size in SIZES:
        spread, chain = make_case(size, random_pairs), make_case(size, chain_pairs)
        figures = seconds(spread), seconds(chain), seconds(contradict(chain))
        print(
            f"{size:>8,} {len(spread.timing):>11,} {figures[0]:>7.2f} s {figures[1]:>7.2f} s {figures[2]:>12.2f} s"
        )


if __name__ == "__main__":
    main()
