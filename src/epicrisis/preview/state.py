"""What a preview knows at a moment, and the board where those who show it wait for news."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from epicrisis.preview.moves import Move
from epicrisis.preview.outcome import Fault


@dataclass(frozen=True)
class State:
    """What a preview knows at a moment.

    Args:
        builds: How many builds have ended.
        stage: The stage of the build under way; empty if none is.
        draft: File of a page that is ready while the other outputs are still made; empty if there is none.
        seconds: How long the last build took.
        faults: What kept the last build from its end; none if it was good.
        pages: Digest of every page of the last good build, by its path under the output folder.
        moves: What the last change moved on each page.
    """

    builds: int = 0
    stage: str = ""
    draft: str = ""
    seconds: float = 0
    faults: tuple[Fault, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    moves: Mapping[str, tuple[Move, ...]] = field(default_factory=dict)

    def text(self) -> str:
        """Return it as JSON, on one line."""
        record: dict[str, Any] = asdict(self) | {"draft": bool(self.draft)}
        return json.dumps(record, ensure_ascii=False)


class Board:
    """Holds the newest state; any number of readers wait for one that they have not seen."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._number = 0
        self._state = State()

    @property
    def state(self) -> State:
        """The newest state."""
        return self._state

    def publish(self, state: State) -> None:
        """Replace the state and wake everybody who waits."""
        with self._news:
            self._number += 1
            self._state = state
            self._news.notify_all()

    def wait(self, seen: int, seconds: float) -> tuple[int, State | None]:
        """Wait for news.

        Args:
            seen: The number that came with the last state; -1 for none yet.
            seconds: How long to wait at most.

        Returns:
            The number of the newest state, with the state; None for the state if it has been seen.
        """
        with self._news:
            self._news.wait_for(lambda: self._number != seen, seconds)
            return self._number, (self._state if self._number != seen else None)
