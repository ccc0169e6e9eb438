"""The values of a case between the steps: each group in a file of its own, which is read if somebody names it.

A group is kept twice: as JSON, in which a manuscript's names are looked up, and as the piece of `_variables.yml`
that it is, so that a build in which no row has changed writes none anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from epicrisis.tracing.bundle import Bundle
from epicrisis.tracing.store import Kept
from epicrisis.workshop import Workshop

if TYPE_CHECKING:
    from epicrisis.case.model import Case
    from epicrisis.case.schema import TableSchema

_FOLDER = ".values/"
_READ, _PRINTED = ".json", ".yml"


def kept_files(case: Case, groups: Mapping[str, Callable[[], Any]]) -> dict[str, bytes | Kept]:
    """Return the files in which values are kept, by name.

    Args:
        case: The case.
        groups: What makes each group of values, by its name.
    """
    from epicrisis.case.recollection import kept
    from epicrisis.case.schema import TABLE_BY_NAME
    from epicrisis.values.variables import sources_of

    files: dict[str, bytes | Kept] = {}
    for name, make in groups.items():
        schema = TABLE_BY_NAME.get(name)
        write = partial(_written_table, case, schema) if schema else partial(_written, name, make)
        sources = sources_of(name)
        files |= kept(case, f"values {name}", sources, write) if sources else write()
    return files


def _written(name: str, make: Callable[[], Any]) -> dict[str, bytes]:
    from epicrisis.values.variables_file import entry_text

    value = make()
    read = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _files(name, read.encode(), entry_text(name, value).encode())


def _written_table(case: Case, schema: TableSchema) -> dict[str, bytes]:
    from epicrisis.values.table_texts import table_texts

    return _files(schema.name, *table_texts(case, schema))


def _files(name: str, read: bytes, printed: bytes) -> dict[str, bytes]:
    return {f"{_FOLDER}{name}{_READ}": read, f"{_FOLDER}{name}{_PRINTED}": printed}


def kept_digests(bundle: Bundle) -> dict[str, str]:
    """Return SHA-256 of each group, by name.

    Args:
        bundle: What holds the files.
    """
    return {_group(file): digest for file, digest in bundle.files.items() if _is_kept(file, _READ)}


def printed_digests(bundle: Bundle) -> dict[str, str]:
    """Return SHA-256 of each group as an entry of `_variables.yml`.

    Args:
        bundle: What holds the files.
    """
    return {_group(file): digest for file, digest in bundle.files.items() if _is_kept(file, _PRINTED)}


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
        file = f"{_FOLDER}{name}{_READ}"
        if file not in self._bundle.files:
            raise KeyError(name)
        return self._workshop.parsed(self._bundle, file)

    def __contains__(self, name: object) -> bool:
        return f"{_FOLDER}{name}{_READ}" in self._bundle.files

    def __iter__(self) -> Iterator[str]:
        return iter(kept_digests(self._bundle))

    def __len__(self) -> int:
        return len(kept_digests(self._bundle))


def _is_kept(file: str, suffix: str) -> bool:
    return file.startswith(_FOLDER) and file.endswith(suffix)


def _group(file: str) -> str:
    return file.removeprefix(_FOLDER).rpartition(".")[0]
