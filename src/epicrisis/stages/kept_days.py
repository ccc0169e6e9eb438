"""When events were, as a manuscript prints it: asked of the time network once, and remembered between builds.

A manuscript names few of them, and to have each in words takes a long case longer than to resolve its network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from epicrisis.tracing.store import Store

if TYPE_CHECKING:
    from epicrisis.case.chronology import Chronology
    from epicrisis.case.model import Case

GROUP = "times"


@dataclass(frozen=True)
class Origin:
    """What the days of a case hang on, and the words for them.

    Args:
        case: Its id.
        day_zero: Its Day 0 event.
        synthetic: Whether the whole case is made up.
        events: SHA-256 of its table of events.
        timing: SHA-256 of its table of statements.
        code: SHA-256 of the code that tells them.
    """

    case: str
    day_zero: str
    synthetic: bool
    events: str
    timing: str
    code: str

    def key(self, event: str) -> list[Any]:
        """Return what the days of an event are remembered under."""
        of_case = [self.case, self.day_zero, self.synthetic, self.events, self.timing]
        return ["days of an event", event, *of_case, self.code]


def keep_days(store: Store, origin: Origin, case: Case, chronology: Chronology, names: Iterable[str]) -> None:
    """Remember when some events were, while the network is at hand.

    Args:
        store: Where.
        origin: What the days hang on.
        case: The case.
        chronology: Its resolved time network.
        names: Names of rows, `<group>.<row>`; what is not the name of an event's days is passed by.
    """
    from epicrisis.values.variables import day_values

    for name in names:
        group, _, row = name.partition(".")
        if group == GROUP and (event := case.event_by_id.get(row)) is not None:
            store.recall(origin.key(row), partial(day_values, case, event, chronology))


class KeptDays(Mapping[str, Mapping[str, str]]):
    """What a manuscript can name of when events were, by event.

    Args:
        store: Where it is remembered.
        origin: What it hangs on.
        events: The events by id.
        case: Reads the case with its events and statements, if an event is named that was not named before.
    """

    def __init__(self, store: Store, origin: Origin, events: Mapping[str, Any], case: Callable[[], Case]) -> None:
        self._store = store
        self._origin = origin
        self._events = events
        self._read = case

    def __getitem__(self, name: str) -> Mapping[str, str]:
        if name not in self._events:
            raise KeyError(name)
        known: Mapping[str, str] = self._store.recall(self._origin.key(name), lambda: self._told(name))
        return known

    def __contains__(self, name: object) -> bool:
        return name in self._events

    def __iter__(self) -> Iterator[str]:
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)

    def _told(self, name: str) -> dict[str, str]:
        from epicrisis.values.variables import day_values

        return day_values(self._case, self._case.event_by_id[name], self._chronology)

    @cached_property
    def _case(self) -> Case:
        return self._read()

    @cached_property
    def _chronology(self) -> Chronology:
        from epicrisis.case.resolution import resolve

        return resolve(self._case)
