"""What a person is told when a notebook fails: which cell, which line, what happened, and no traceback."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator, Mapping

from epicrisis.errors import EpicrisisError, NotebookFailed
from epicrisis.notebooks.environment import CELL_NAME

ANSI = re.compile(r"\x1b\[[0-9;]*m")
LINE_IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")
SYNTAX_ERROR_FILE = re.compile(rf" \({re.escape(CELL_NAME)}, line \d+\)$")


class KernelLost(NotebookFailed):
    """A kernel died, which may be the fault of the machine rather than of the notebook."""


def cell_place(notebook: str, number: int, label: str) -> str:
    """Name a cell as a person finds it.

    Args:
        notebook: The notebook's file, relative to the project.
        number: Its place among the code cells, counted from 1, as Jupyter shows it in brackets.
        label: Its Quarto label; may be empty.

    Returns:
        The name.

    >>> cell_place("notebooks/mrd.ipynb", 3, "fig-mrd")
    'notebooks/mrd.ipynb, code cell 3 (fig-mrd)'
    """
    return f"{notebook}, code cell {number}" + (f" ({label})" if label else "")


def cell_raised(place: str, error: Mapping[str, object], message: str) -> NotebookFailed:
    """Word an exception that a cell raised.

    Args:
        place: The cell, from `cell_place`.
        error: The kernel's reply: `ename` and `traceback`.
        message: The exception's message.

    Returns:
        The failure. One of our own errors is shown as its plain message, any other with its type.
    """
    lines = LINE_IN_CELL.findall(_plain(error.get("traceback")))
    where = f"{place}, line {lines[-1]}" if lines else place
    name = str(error.get("ename"))
    if name in set(_names(EpicrisisError)):
        # Problems stand one a line, each with its own place, so they start below ours.
        return NotebookFailed(f"{where}:\n{message}" if "\n" in message else f"{where}: {message}")
    message = SYNTAX_ERROR_FILE.sub("", message)  # said already, unless it is in a module
    return NotebookFailed(f"{where}: {name}: {message}" if message else f"{where}: {name}")


def kernel_died(place: str, exit_status: int | None) -> KernelLost:
    """Word the end of a kernel in the middle of a cell.

    Args:
        place: The cell, from `cell_place`.
        exit_status: The exit status of the process, negative for a signal.

    Returns:
        The failure.

    >>> print(kernel_died("notebooks/mrd.ipynb, code cell 2", -9))
    notebooks/mrd.ipynb, code cell 2: the kernel died (SIGKILL, often for want of memory).
    """
    if exit_status is None:
        return KernelLost(f"{place}: the kernel died.")
    if exit_status >= 0:
        return KernelLost(f"{place}: the kernel died (exit status {exit_status}).")
    name = signal.Signals(-exit_status).name
    hint = ", often for want of memory" if name == "SIGKILL" else ""
    return KernelLost(f"{place}: the kernel died ({name}{hint}).")


def kernel_did_not_start(notebook: str, last_words: str) -> KernelLost:
    """Word a kernel that ended before the first cell.

    Args:
        notebook: The notebook's file, relative to the project.
        last_words: The last line that its process wrote; may be empty.

    Returns:
        The failure.
    """
    reason = f": {last_words}" if last_words else "."
    return KernelLost(f"{notebook}: the kernel died before the first cell{reason}")


def out_of_time(place: str, limit_seconds: float) -> NotebookFailed:
    """Word a notebook that did not come to its end.

    Args:
        place: The cell it was in, from `cell_place`, or the notebook.
        limit_seconds: The limit for the whole notebook.

    Returns:
        The failure.
    """
    return NotebookFailed(
        f"{place}: stopped, because the notebook reached its limit of {limit_seconds:g} seconds."
    )


def _plain(traceback: object) -> str:
    return ANSI.sub("", "\n".join(map(str, traceback))) if isinstance(traceback, list) else ""


def _names(error: type[EpicrisisError]) -> Iterator[str]:
    yield error.__name__
    for narrower in error.__subclasses__():
        yield from _names(narrower)
