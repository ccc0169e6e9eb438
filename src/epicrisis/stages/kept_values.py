"""The values of a case between the steps: each group in a file of its own, which is read if somebody names it.

For a table this is its own file, from which the values of a row are made when they are asked for: of a long case a
manuscript names few.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from epicrisis.stages.kept_days import GROUP, KeptDays, Origin
from epicrisis.tracing.bundle import Bundle
from epicrisis.workshop import Workshop

if TYPE_CHECKING:
    from epicrisis.case.cells import PrintedTable
    from epicrisis.case.model import Case

_FOLDER = ".values/"
_ROWS, _READ = ".csv", ".json"


def kept_files(case: Case, groups: Mapping[str, Callable[[], Any]]) -> dict[str, bytes]:
    """Return the files in which values are kept, by name.

    Args:
        case: The case.
        groups: What makes each group of values, by its name; days are remembered elsewhere, see `kept_days`.
    """
    from epicrisis.case.schema import TABLE_BY_NAME

    files: dict[str, bytes] = {}
    for name, make in groups.items():
        if name in TABLE_BY_NAME:
            files[f"{_FOLDER}{name}{_ROWS}"] = case.file_of(name)
        elif name != GROUP:
            files[f"{_FOLDER}{name}{_READ}"] = json.dumps(make(), ensure_ascii=False).encode()
    return files


def origin_of(workshop: Workshop, case: Case) -> Origin:
    """Return what the days of a case hang on.

    Args:
        workshop: The build's.
        case: The case.
    """
    events, timing = case.digest_of("events"), case.digest_of("timing")
    return Origin(case.id, case.day_zero, case.synthetic, events, timing, workshop.code)


def digests_of_values(bundle: Bundle) -> dict[str, str]:
    """Return SHA-256 of what is kept of each group of values: all that they hang on beside package and code.

    Args:
        bundle: What holds the files.
    """
    return {_group(file): digest for file, digest in bundle.files.items() if file.startswith(_FOLDER)}


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
        if name == GROUP:
            return self._days
        table, file = f"{_FOLDER}{name}{_ROWS}", f"{_FOLDER}{name}{_READ}"
        if table in self._bundle.files:
            return self._workshop.parsed(self._bundle, table, partial(self._rows, name))
        if file not in self._bundle.files:
            raise KeyError(name)
        return self._workshop.parsed(self._bundle, file)

    def _rows(self, name: str, content: bytes) -> RowValues:
        return RowValues(self._case, name, content)

    @cached_property
    def _case(self) -> Case:
        """The case without rows: no value of them holds more of it."""
        from epicrisis.case.model import Case

        facts = self._bundle.facts
        return Case(self._bundle.terms["case"], "", "", date.min, facts["day_zero"], facts["synthetic"])

    @cached_property
    def _days(self) -> KeptDays:
        case, files, code = self._case, self._bundle.files, self._workshop.code
        events, timing = (files[f"{_FOLDER}{table}{_ROWS}"] for table in ("events", "timing"))
        origin = Origin(case.id, case.day_zero, case.synthetic, events, timing, code)
        return KeptDays(self._workshop.store, origin, self["events"], self._case_with_days)

    def _case_with_days(self) -> Case:
        return replace(self._case, events=self["events"].rows(), timing=self["timing"].rows())

    def __contains__(self, name: object) -> bool:
        return name == GROUP or name in digests_of_values(self._bundle)

    def __iter__(self) -> Iterator[str]:
        return iter((*digests_of_values(self._bundle), GROUP))

    def __len__(self) -> int:
        return len(digests_of_values(self._bundle)) + 1


class RowValues(Mapping[str, Mapping[str, str]]):
    """What a manuscript can name of the rows of a table, made for each row when somebody asks for it.

    Args:
        case: The case; it need not have any rows.
        table: Name of the table, which was checked.
        content: What its file holds.
    """

    def __init__(self, case: Case, table: str, content: bytes) -> None:
        from epicrisis.case.schema import TABLE_BY_NAME
        from epicrisis.case.tables import decode_table

        self._case = case
        self._table: PrintedTable = decode_table(content, TABLE_BY_NAME[table], f"data/{case.id}/{table}.csv", [])

    @cached_property
    def _places(self) -> dict[str, int]:
        return {cells["id"]: place for place, (_, cells) in enumerate(self._table.rows)}

    def rows(self) -> tuple[Any, ...]:
        """Return the rows themselves."""
        from epicrisis.case.tables import build_rows

        return build_rows(self._table)

    def __getitem__(self, name: str) -> dict[str, str]:
        from epicrisis.case.tables import build_rows
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


def _group(file: str) -> str:
    return file.removeprefix(_FOLDER).rpartition(".")[0]
