"""What came of one build of a preview, in a form that goes through a pipe and to a browser."""

from __future__ import annotations

import re
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from epicrisis.errors import EpicrisisError, InvalidInput

_PLACED = re.compile(r"((?:data|notebooks|report|src)/[^:\n]+):\s+(.+)", re.DOTALL)


@dataclass(frozen=True)
class Fault:
    """One thing to mend, as a person reads it.

    Args:
        place: File with row, column or line; empty if it has none.
        message: What is wrong.
        fix: How to mend it; may be empty.
    """

    place: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (f"{self.place}:" if self.place else "", self.message, self.fix)))


@dataclass(frozen=True)
class Outcome:
    """What came of one build.

    Args:
        seconds: How long it took.
        faults: Everything to mend; none means that the page is built.
    """

    seconds: float
    faults: tuple[Fault, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return asdict(self)


def outcome_of(record: dict[str, Any]) -> Outcome:
    """Return the outcome that a record tells of."""
    return Outcome(float(record["seconds"]), tuple(Fault(**fault) for fault in record["faults"]))


def faults_of(error: Exception, root: Path) -> tuple[Fault, ...]:
    """Return what a person has to mend.

    Args:
        error: What ended the build.
        root: The project, for places relative to it.

    Returns:
        Every problem of the input; else the one thing that failed, with its place where it is known.
    """
    if isinstance(error, InvalidInput):
        return tuple(
            Fault(str(problem.place), _sentence(problem.message), _sentence(problem.fix))
            for problem in error.problems
        )
    if isinstance(error, EpicrisisError):
        placed = _PLACED.fullmatch(str(error))
        return (Fault(*placed.groups()),) if placed else (Fault("", str(error)),)
    if isinstance(error, OSError):
        return (Fault(str(error.filename or ""), _sentence(error.strerror or str(error))),)
    return (
        Fault(
            _place_in_code(error, root), f"{type(error).__name__}: {error}", "The traceback is in the terminal."
        ),
    )


def _sentence(words: str) -> str:
    return f"{words}." if words and not words.endswith(".") else words


def _place_in_code(error: Exception, root: Path) -> str:
    """Return the line of the package where it went wrong, or of the file that Python cannot read."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_relative(error.filename, root)}, line {error.lineno}"
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not {"site-packages", "importlib"} & {*Path(frame.filename).parts}
        and Path(frame.filename).is_absolute()
    ]
    return f"{_relative(own[-1].filename, root)}, line {own[-1].lineno}" if own else ""


def _relative(file: str, root: Path) -> str:
    path = Path(file)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
