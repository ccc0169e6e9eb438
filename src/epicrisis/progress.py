"""What people see while a build works: one line a stage, with its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO


@dataclass
class Stage:
    """A stage under way; its note is printed when it is done.

    Args:
        note: What came of it, a few words.
    """

    note: str = ""


@dataclass(frozen=True)
class Progress:
    """Prints the stages of a build.

    Args:
        stream: Where to; standard error by default, so that output can be piped.
        quiet: Whether to print nothing.
    """

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    quiet: bool = False

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """Time a stage and print its line when it is done; a failed stage says so.

        Args:
            name: One word for the stage.
        """
        stage, began, outcome = Stage(), time.monotonic(), "failed"
        try:
            yield stage
            outcome = stage.note
        finally:
            self.say(f"{name:<8} {time.monotonic() - began:5.1f} s  {outcome}")

    def step(self, name: str, seconds: float) -> None:
        """Print the line of a step inside a stage.

        Args:
            name: What was done.
            seconds: How long it took.
        """
        self.say(f"         {seconds:5.1f} s    {name}")

    def say(self, line: str) -> None:
        """Print a line."""
        if not self.quiet:
            print(line.rstrip(), file=self.stream, flush=True)


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "row"), count(2, "row")
    ('1 row', '2 rows')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
