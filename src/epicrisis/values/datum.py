"""A datum: a value in the manuscript that knows its row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from epicrisis.case.model import Case, Row
from epicrisis.values.natural import NATURAL_COLUMNS, natural_value
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
        columns: The columns that it was made from; none where it rests on more than one row.
        anchor: Its place in the data appendix; without one it leads nowhere.
    """

    markdown: str
    source: str
    basis: str
    mark: bool = True
    columns: tuple[str, ...] = ()
    anchor: str = ""

    def __str__(self) -> str:
        columns = f" data-column='{' '.join(self.columns)}'" if self.columns else ""
        sign = "" if self.markdown == NOT_REPORTED else self.sign  # what is not there has no basis to mark
        return f"[{self.markdown}{sign}{self.where}{columns}{self.how}"

    @property
    def sign(self) -> str:
        """The mark of its basis as Markdown, if it is shown."""
        return f"^{BASIS_MARKS[self.basis]}^" if self.mark and BASIS_MARKS[self.basis] else ""

    @property
    def where(self) -> str:
        """What follows the value: where it leads and where it comes from."""
        target = f"(#{self.anchor})" if self.anchor else ""
        return f"]{target}{{.datum data-source='{self.source}'"

    @property
    def how(self) -> str:
        """The end: how it came to be."""
        return "}" if self.basis == "reported" else f" data-basis='{self.basis}'}}"


def row_anchor(table: str, row_id: str) -> str:
    """Return the place of a row in the data appendix.

    >>> row_anchor("mrd", "relapse_1")
    'datum-mrd-relapse_1'
    """
    return f"datum-{table}-{row_id}"


def row_datum(case: Case, table: str, row: Row, markdown: str, *columns: str) -> Datum:
    """Return a value of a row as a datum.

    Args:
        case: The case.
        table: Name of the row's table.
        row: The row.
        markdown: The value as Markdown.
        columns: The columns that it was made from.
    """
    mark = not (case.synthetic and row.basis == "synthetic")
    source = f"data/{case.id}/{table}.csv#{row.id}"
    return Datum(markdown, source, row.basis, mark, columns, row_anchor(table, row.id))


def row_texts(case: Case, table: str, row: Row, cells: Mapping[str, str]) -> dict[str, str]:
    """Return each cell of a row as the text of its datum, by column.

    Args:
        case: The case.
        table: Name of the row's table.
        row: The row.
        cells: The cells as Markdown, by column.
    """
    datum = row_datum(case, table, row, "")
    sign, where, how = datum.sign, datum.where, datum.how  # the same for all of them
    return {
        column: f"[{cell}{'' if cell == NOT_REPORTED else sign}{where} data-column='{column}'{how}"
        for column, cell in cells.items()
    }


def natural_datum(case: Case, table: str, row: Row) -> Datum:
    """Return the natural value of a row as a datum.

    Args:
        case: The case.
        table: Name of the row's table.
        row: The row.
    """
    return row_datum(case, table, row, natural_value(table, row), *NATURAL_COLUMNS[table])
