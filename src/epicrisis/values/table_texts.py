"""The values of a table as they are kept, written row by row from one pattern.

What a manuscript can name of a row is, but for its cells and its id, the same for every row with the same basis.
To make a mapping of each row, of a long case a quarter of a million texts, and have them written as JSON and as
YAML, takes twice as long. Everything is bytes, because a text with one letter beyond Latin-1 is twice as large.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from epicrisis.case.model import Case, Row
from epicrisis.case.schema import TableSchema
from epicrisis.values.datum import row_datum
from epicrisis.values.natural import NATURAL_COLUMNS, natural_value
from epicrisis.values.numerals import NOT_REPORTED
from epicrisis.values.variables import cell_text, row_values, table_values
from epicrisis.values.variables_file import STEP, entry_text, is_plain_key, is_plain_text, quoted

LONGEST_CELL, LONGEST_FRAME = 3000, 900
"""So many characters of a cell, and around it, YAML writes on one line."""

# They stand in for an id and for cells, which never hold them: see `characters`.
_ID, _CELL = "\ue000", "\ue001"
_ID_BYTES = _ID.encode()

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def table_texts(case: Case, schema: TableSchema) -> tuple[bytes, bytes]:
    """Return the values of a table as JSON, and as an entry of `_variables.yml`.

    Args:
        case: The case.
        schema: The table.
    """
    rows = case.rows(schema.name)
    patterns = {basis: _Pattern(case, schema, row) for basis, row in {row.basis: row for row in rows}.items()}
    if not rows or not all(pattern.is_plain for pattern in patterns.values()):
        value = table_values(case, schema)
        return _JSON.encode(value).encode(), entry_text(schema.name, value).encode()
    members: list[bytes] = []
    entries: dict[str, bytes] = {}
    for row in rows:
        as_json, as_yaml = patterns[row.basis].written(row)
        members.append(as_json)
        entries[row.id] = as_yaml or entry_text(row.id, row_values(case, schema, row), depth=1).encode()
    head = f"{STEP}{schema.name}:\n".encode()
    return b"{%b}" % b",".join(members), b"".join([head, *(entries[name] for name in sorted(entries))])


class _Cell(NamedTuple):
    """A cell with the mark of its basis, as it stands inside a text of JSON, and of YAML if YAML writes it so."""

    json: bytes
    yaml: bytes | None


class _Cells(dict[str, _Cell]):
    """Cells by what they are made from, each made once: most of them say what others say, too."""

    def __init__(self, make: Callable[[str], str], sign: str) -> None:
        self._make = make
        self._sign = sign

    def __missing__(self, key: str) -> _Cell:
        markdown = self._make(key)
        text = markdown if markdown == NOT_REPORTED else f"{markdown}{self._sign}"
        is_plain = len(text) <= LONGEST_CELL and is_plain_text(f"[{text}}}")
        cell = self[key] = _Cell(_JSON.encode(text)[1:-1].encode(), quoted(text).encode() if is_plain else None)
        return cell


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
        row: One of these rows.
    """

    def __init__(self, case: Case, schema: TableSchema, row: Row) -> None:
        frames = _frames(case, schema, row)
        self.is_plain = is_plain_key(schema.name) and all(frame.is_plain for frame in frames)
        members = ",".join(f"{_JSON.encode(frame.name)}:{_JSON.encode(frame.text)}" for frame in frames)
        by_name = sorted(frames, key=lambda frame: frame.name)
        lines = "".join(f"{STEP * 3}{frame.name}: '{quoted(frame.text)}'\n" for frame in by_name)
        self._json = _with_places(f'"{_ID}":{{{members}}}')
        self._yaml = _with_places(f"{STEP * 2}{_ID}:\n{lines}")
        self._sorted: Callable[[Sequence[_Cell]], Sequence[_Cell]] = itemgetter(*map(frames.index, by_name))
        sign = row_datum(case, schema.name, row, "").sign
        self._columns = [
            (column.name, _Cells(partial(cell_text, column.name, column.type), sign))
            for column in schema.all_columns
        ]
        self._natural = partial(natural_value, schema.name)
        self._natural_cells = _Cells(str, sign)

    def written(self, row: Row) -> tuple[bytes, bytes | None]:
        """Return a row as JSON and as YAML; no YAML where it is written otherwise."""
        printed, id_ = row.printed, row.id.encode()
        cells = [known[printed[name]] for name, known in self._columns]
        cells.append(self._natural_cells[self._natural(row)])
        as_json = self._json.replace(_ID_BYTES, id_) % tuple([cell.json for cell in cells])
        lines = tuple([cell.yaml for cell in self._sorted(cells)])
        if None in lines or not is_plain_key(row.id):
            return as_json, None
        return as_json, self._yaml.replace(_ID_BYTES, id_) % lines


def _frames(case: Case, schema: TableSchema, row: Row) -> list[_Frame]:
    datum = row_datum(case, schema.name, replace(row, id=_ID), "")
    made_from = {column.name: column.name for column in schema.all_columns}
    made_from["text"] = " ".join(NATURAL_COLUMNS[schema.name])
    return [
        _Frame(name, f"[{_CELL}{datum.where} data-column='{columns}'{datum.how}")
        for name, columns in made_from.items()
    ]


def _with_places(text: str) -> bytes:
    return text.replace("%", "%%").replace(_CELL, "%b").encode()
