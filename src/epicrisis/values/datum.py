"""A datum: a value in the manuscript that knows its row."""

from __future__ import annotations

from dataclasses import dataclass

from epicrisis.case.model import Case, Row
from epicrisis.values.numerals import NOT_REPORTED

# Anything that is not reported carries a mark wherever it is printed. A case that is synthetic as a whole says
# so on its first page, in each caption and in each figure instead of at every number.
BASIS_MARKS = {"reported": "", "derived": "†", "assumed": "‡", "synthetic": "§"}


@dataclass(frozen=True)
class Datum:
    """One value and where it comes from.

    Args:
        markdown: The value as Markdown.
        source: File and row, `data/<case>/mrd.csv#relapse_1`.
        basis: How it came to be.
        mark: Whether a basis other than reported is shown by its mark.
    """

    markdown: str
    source: str
    basis: str
    mark: bool = True

    def __str__(self) -> str:
        marked = self.mark and self.markdown != NOT_REPORTED  # what is not there has no basis to mark
        sign = BASIS_MARKS[self.basis] if marked else ""
        value = f"{self.markdown}^{sign}^" if sign else self.markdown
        basis = "" if self.basis == "reported" else f" data-basis='{self.basis}'"
        return f"[{value}]{{.datum data-source='{self.source}'{basis}}}"


def row_datum(case: Case, table: str, row: Row, markdown: str) -> Datum:
    """Return a value of a row as a datum.

    Args:
        case: The case.
        table: Name of the row's table.
        row: The row.
        markdown: The value as Markdown.
    """
    mark = not (case.synthetic and row.basis == "synthetic")
    return Datum(markdown, f"data/{case.id}/{table}.csv#{row.id}", row.basis, mark)
