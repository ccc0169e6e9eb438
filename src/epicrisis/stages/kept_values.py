"""The values of a case between the steps: each group in a file of its own, which is read if somebody names it.

A group is kept as the piece of `_variables.yml` that it is, so that a build in which no row has changed writes
none anew; and as that in which a manuscript's names are looked up. For a table this is its own file, from which
the values of a row are made when they are asked for: of a long case a manuscript names few.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.store import Kept
from epicrisis.workshop import Workshop

if TYPE_CHECKING:
    from epicrisis.case.cells import PrintedTable
    from epicrisis.case.model import Case
    from epicrisis.case.schema import TableSchema

_FOLDER = ".values/"
_ROWS, _READ, _PRINTED = ".csv", ".json", ".yml"


def kept_files(case: Case, groups: Mapping[str, Callable[[], Any]]) -> dict[str, bytes | Kept]:
    """Return the files in which values are kept, by name.

    Args:
        case: The case.
        groups: What makes each group of values, by its name.
    """
    from epicrisis.case.recollection import kept
    from epicrisis.case.schema import TABLE_BY_NAME
    from epicrisis.tracing.memory import joined
    from epicrisis.values.variables import sources_of

    files: dict[str, bytes | Kept] = {}
    for name, make in groups.items():
        schema, sources = TABLE_BY_NAME.get(name), sources_of(name)
        write = partial(_printed_table, case, schema) if schema else partial(_written, name, make)
        files |= kept(case, f"values {name}", sources, write) if sources else joined(write())
        if schema:
            files[f"{_FOLDER}{name}{_ROWS}"] = case.file_of(name)
    return files


def _written(name: str, make: Callable[[], Any]) -> dict[str, Iterable[bytes]]:
    from epicrisis.values.variables_file import entry_text, rows_entry

    value = make()
    read = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    printed = rows_entry(name, value) if name == "times" else (entry_text(name, value).encode(),)
    return {f"{_FOLDER}{name}{_READ}": (read.encode(),), f"{_FOLDER}{name}{_PRINTED}": printed}


def _printed_table(case: Case, schema: TableSchema) -> dict[str, Iterable[bytes]]:
    from epicrisis.values.table_entry import table_entry

    return {f"{_FOLDER}{schema.name}{_PRINTED}": table_entry(case, schema)}


def printed_digests(bundle: Bundle) -> dict[str, str]:
    """Return SHA-256 of each group as an entry of `_variables.yml`, which holds all that it says.

    Args:
        bundle: What holds the files.
    """
    return {_group(file): digest for file, digest in bundle.files.items() if _is_printed(file)}


class PrintedEntries(Mapping[str, bytes | Kept]):
    """Each group as an entry of `_variables.yml`, unread where it lies in the store.

    Args:
        workshop: The build's.
        bundle: What holds the files.
        own: Entries that only the build knows.
    """

    def __init__(self, workshop: Workshop, bundle: Bundle, own: Mapping[str, bytes]) -> None:
        self._workshop = workshop
        self._bundle = bundle
        self._own = own

    def __getitem__(self, name: str) -> bytes | Kept:
        if name in self._own:
            return self._own[name]
        return self._workshop.piece(self._bundle, f"{_FOLDER}{name}{_PRINTED}")

    def __iter__(self) -> Iterator[str]:
        return iter({**printed_digests(self._bundle), **self._own})

    def __len__(self) -> int:
        return len({**printed_digests(self._bundle), **self._own})


class KeptValues(Mapping[str, Any]):
    """Values by group; a group is read when somebody asks for it.

    Args:
        workshop: The build's.
        bundle: What holds the files.
    """

    def __init__(self, workshop: Workshop, bundle: Bundle) -> None:
        self._workshop = workshop
        self._bundle = bundle

    def __getitem__(self, name: str) -> Any:
        table, file = f"{_FOLDER}{name}{_ROWS}", f"{_FOLDER}{name}{_READ}"
        if table in self._bundle.files:
            return self._workshop.parsed(self._bundle, table, partial(self._rows, name))
        if file not in self._bundle.files:
            raise KeyError(name)
        return self._workshop.parsed(self._bundle, file)

    def _rows(self, name: str, content: bytes) -> RowValues:
        from epicrisis.case.model import Case

        case_id, facts = self._bundle.terms["case"], self._bundle.facts
        # of the case itself no value of a row holds more than these two
        case = Case(case_id, "", "", date.min, "", facts["synthetic"])
        return RowValues(case, name, content)

    def __contains__(self, name: object) -> bool:
        return f"{_FOLDER}{name}{_PRINTED}" in self._bundle.files

    def __iter__(self) -> Iterator[str]:
        return iter(printed_digests(self._bundle))

    def __len__(self) -> int:
        return len(printed_digests(self._bundle))


class RowValues(Mapping[str, Mapping[str, str]]):
    """What a manuscript can name of the rows of a table, made for each row when somebody asks for it.

    Args:
        case: The case; it need not have any rows.
        table: Name of the table, which was checked.
        content: What its file holds.
    """

    def __init__(self, case: Case, table: str, content: bytes) -> None:
        from epicrisis.case.load import decode_once
        from epicrisis.case.schema import TABLE_BY_NAME

        self._case = case
        self._table: PrintedTable = decode_once(content, TABLE_BY_NAME[table], f"data/{case.id}/{table}.csv", [])

    @cached_property
    def _places(self) -> dict[str, int]:
        return {cells["id"]: place for place, (_, cells) in enumerate(self._table.rows)}

    def __getitem__(self, name: str) -> dict[str, str]:
        from epicrisis.case.load import build_rows
        from epicrisis.values.variables import row_values

        place = self._places[name]
        (row,) = build_rows(replace(self._table, rows=self._table.rows[place : place + 1]))
        return row_values(self._case, self._table.schema, row)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _is_printed(file: str) -> bool:
    return file.startswith(_FOLDER) and file.endswith(_PRINTED)


def _group(file: str) -> str:
    return file.removeprefix(_FOLDER).rpartition(".")[0]
