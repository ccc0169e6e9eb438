"""What Epicrisis tells its users when something is wrong.

    EpicrisisError                  one user-facing base class: never shown with a traceback
    ├── InvalidInput          (1)   the case data or the manuscript have problems, all listed at once
    ├── UsageError            (2)   the command was called in a way that cannot work
    ├── BuildStepFailed       (3)   a notebook, a render or a write failed; earlier outputs stay
    │   ├── NotebookFailed          a cell raised, a kernel died or ran out of time
    │   ├── RenderFailed            an engine could not make a format
    │   └── OutputFailed            a result could not be written (disk full, no permission)
    └── MissingTool           (4)   a program that the step needs is not installed

Anything else that escapes is a bug and keeps its traceback. An interrupt (Ctrl-C) ends with 130.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import ClassVar

from epicrisis.places import Problem

EXIT_DONE = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_STEP_FAILED = 3
EXIT_MISSING_TOOL = 4
EXIT_INTERRUPTED = 130


class EpicrisisError(Exception):
    """Base of every error that a user can mend."""

    exit_code: ClassVar[int] = EXIT_STEP_FAILED

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows instead of a traceback: the cell and line, then the message.

        The build finds the line of a failed cell in the same words, see `notebooks.failures`.
        """
        where = _line_in_cell(self.__traceback__)
        return [*([where] if where else []), f"{type(self).__name__}: {self}"]


def _line_in_cell(traceback: TracebackType | None) -> str:
    """Return the last line of a notebook that a traceback passed through, in IPython's own words."""
    found = ""
    while traceback is not None:
        names = traceback.tb_frame.f_globals
        if names.get("__name__") == "__main__" and isinstance(names.get("In"), list):
            found = f"Cell In[{len(names['In']) - 1}], line {traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found


class InvalidInput(EpicrisisError):
    """The inputs have problems; nothing was built.

    Args:
        problems: Every problem found, in any order; they are kept sorted by place.
    """

    exit_code = EXIT_FINDINGS

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=_by_place))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def _by_place(problem: Problem) -> tuple[str, int, int, str, str]:
    place = problem.place
    return place.path, place.line or 0, place.row or 0, place.column or "", problem.message


class UsageError(EpicrisisError):
    """The command was called in a way that cannot work."""

    exit_code = EXIT_USAGE


class BuildStepFailed(EpicrisisError):
    """A step of the build failed; the outputs of earlier builds were left alone."""


class NotebookFailed(BuildStepFailed):
    """A cell raised, a kernel died or ran out of time."""


class RenderFailed(BuildStepFailed):
    """An engine could not make a format of the document."""


class OutputFailed(BuildStepFailed):
    """A result could not be written."""


class MissingTool(EpicrisisError):
    """A program that the step needs is not installed."""

    exit_code = EXIT_MISSING_TOOL
