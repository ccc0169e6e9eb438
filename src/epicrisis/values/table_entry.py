"""The values of a table as an entry of `_variables.yml`, written row by row from one pattern.

What a manuscript can name of a row is, but for its cells and its id, the same for every row with the same basis.
To make a mapping of each row, of a long case a quarter of a million texts, and have them written as YAML, takes
many times as long. Cells are made a column at a time. Everything is bytes, because a text with one letter beyond
Latin-1 is twice as large.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from epicrisis.case.model import Case, Row
from epicrisis.case.schema import TableSchema
from epicrisis.values.datum import row_datum
from epicrisis.values.natural import NATURAL_COLUMNS, natural_value
from epicrisis.values.numerals import NOT_REPORTED
from epicrisis.values.variables import cell_texts, row_values, table_values
from epicrisis.values.variables_file import (
    ROWS_A_PIECE,
    STEP,
    entry_text,
    is_plain_key,
    is_plain_text,
    quoted,
    quoted_each,
)

LONGEST_FRAME = 900
"""So many characters around a cell YAML writes on one line."""

# They stand in for an id and for cells, which never hold them: see `characters`.
_ID, _CELL = "\ue000", "\ue001"
_ID_BYTES = _ID.encode()

_Cells = dict[str, bytes | None]
"""Cells as they stand in the YAML, by what is printed; None where YAML writes them otherwise."""


def table_entry(case: Case, schema: TableSchema) -> Iterator[bytes]:
    """Yield the values of a table as an entry of `_variables.yml`, some rows at a time.

    Args:
        case: The case.
        schema: The table.
    """
    rows = case.rows(schema.name)
    by_basis: dict[str, list[Row]] = {}
    for row in rows:
        by_basis.setdefault(row.basis, []).append(row)
    patterns = {basis: _Pattern(case, schema, of_basis) for basis, of_basis in by_basis.items()}
    if not rows or not all(pattern.is_plain for pattern in patterns.values()):
        yield entry_text(schema.name, table_values(case, schema)).encode()
        return
    yield f"{STEP}{schema.name}:\n".encode()
    in_order = sorted(rows, key=lambda row: row.id)
    for start in range(0, len(rows), ROWS_A_PIECE):
        yield b"".join(
            [
                patterns[row.basis].written(row)
                or entry_text(row.id, row_values(case, schema, row), depth=1).encode()
                for row in in_order[start : start + ROWS_A_PIECE]
            ]
        )


@dataclass(frozen=True)
class _Frame:
    """What is around a cell of every row with the same basis.

    Args:
        name: By which a manuscript names the cell.
        text: With `_ID` and `_CELL` in their places.
    """

    name: str
    text: str

    @property
    def is_plain(self) -> bool:
        """Whether YAML writes it as it stands."""
        around = self.text.replace(_ID, "").replace(_CELL, "")
        return is_plain_key(self.name) and len(around) <= LONGEST_FRAME and is_plain_text(around)


class _Pattern:
    """What the rows of a table with one basis have in common.

    Args:
        case: The case.
        schema: The table.
        rows: These rows, one at least.
    """

    def __init__(self, case: Case, schema: TableSchema, rows: Sequence[Row]) -> None:
        frames = sorted(_frames(case, schema, rows[0]), key=lambda frame: frame.name)
        self.is_plain = is_plain_key(schema.name) and all(frame.is_plain for frame in frames)
        lines = "".join(f"{STEP * 3}{frame.name}: '{quoted(frame.text)}'\n" for frame in frames)
        text = f"{STEP * 2}{_ID}:\n{lines}".replace("%", "%%")
        self._yaml = text.replace(_CELL, "%b").encode()
        sign = row_datum(case, schema.name, rows[0], "").sign
        columns = {column.name: column for column in schema.all_columns}
        self._columns = [
            (frame.name, _cells(cell_texts(columns[frame.name], {row.printed[frame.name] for row in rows}), sign))
            for frame in frames
            if frame.name in columns
        ]
        self._natural_at = [frame.name for frame in frames].index("text")
        self._natural = _cells({row.id: natural_value(schema.name, row) for row in rows}, sign)

    def written(self, row: Row) -> bytes | None:
        """Return a row as YAML; None where it is written otherwise than most."""
        printed = row.printed
        cells = [known[printed[name]] for name, known in self._columns]
        cells.insert(self._natural_at, self._natural[row.id])
        if None in cells or not is_plain_key(row.id):
            return None
        return self._yaml.replace(_ID_BYTES, row.id.encode()) % tuple(cells)


def _cells(texts: Mapping[str, str], sign: str) -> _Cells:
    """Return texts with the mark of their basis; what is not there has none to mark."""
    plain = [*texts.values()]
    signed = [text if text == NOT_REPORTED else f"{text}{sign}" for text in plain] if sign else plain
    return dict(zip(texts, quoted_each(signed), strict=True))


def _frames(case: Case, schema: TableSchema, row: Row) -> list[_Frame]:
    datum = row_datum(case, schema.name, replace(row, id=_ID), "")
    made_from = {column.name: column.name for column in schema.all_columns}
    made_from["text"] = " ".join(NATURAL_COLUMNS[schema.name])
    return [
        _Frame(name, f"[{_CELL}{datum.where} data-column='{columns}'{datum.how}")
        for name, columns in made_from.items()
    ]
