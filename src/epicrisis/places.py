"""Where in a project something stands: a file with a row and column, or with a line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A place that a message can name, written the way a person would look it up.

    Args:
        path: File, relative to the project root, with forward slashes.
        row: Row of a table as a spreadsheet shows it: the header is row 1.
        column: Column name of a table.
        line: Line of a text file, counted from 1.

    >>> str(Place("data/demo/mrd.csv", row=7, column="relation"))
    'data/demo/mrd.csv, row 7, column relation'
    >>> str(Place("report/demo.qmd", line=80))
    'report/demo.qmd, line 80'
    """

    path: str
    row: int | None = None
    column: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        parts = [self.path]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of an input: where it is, what is wrong, and how to mend it.

    Args:
        place: Where it is.
        message: What is wrong, without a full stop.
        fix: How to mend it, a sentence without its full stop; may be empty.
    """

    place: Place
    message: str
    fix: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}."
        return f"{text} {self.fix}." if self.fix else text
