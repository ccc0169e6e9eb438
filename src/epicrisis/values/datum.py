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
        query: The question that a derived value answers, for an attribute; empty for a value of a row.
        column: The column of a value that is one cell; empty for the natural value of a row.
    """

    markdown: str
    source: str
    basis: str
    mark: bool = True
    query: str = ""
    column: str = ""

    def __str__(self) -> str:
        marked = self.mark and self.markdown != NOT_REPORTED  # what is not there has no basis to mark
        sign = BASIS_MARKS[self.basis] if marked else ""
        value = f"{self.markdown}^{sign}^" if sign else self.markdown
        basis = "" if self.basis == "reported" else f" data-basis='{self.basis}'"
        column = f" data-column='{self.column}'" if self.column else ""
        query = f' data-query="{self.query}"' if self.query else ""
        return f"[{value}]{{.datum data-source='{self.source}'{column}{basis}{query}}}"


def row_datum(case: Case, table: str, row: Row, markdown: str, column: str = "") -> Datum:
    """Return a value of a row as a datum.

    Args:
        case: The case.
        table: Name of the row's table.
        row: The row.
        markdown: The value as Markdown.
        column: The column of a single cell; empty for the natural value of the row.
    """
    mark = not (case.synthetic and row.basis == "synthetic")
    return Datum(markdown, f"data/{case.id}/{table}.csv#{row.id}", row.basis, mark, column=column)
