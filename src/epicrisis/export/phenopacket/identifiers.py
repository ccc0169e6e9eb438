"""Identifiers of rows and cells of a case inside a packet: `epicrisis:<table>.<row>.<column>`."""

from __future__ import annotations

from collections.abc import Mapping

from epicrisis.case.model import Case
from epicrisis.case.schema import TABLE_BY_NAME, TABLES

LOCAL = "epicrisis"
# A name that resolves inside the case: `epicrisis:mrd.relapse.specimen` is a cell of `mrd.csv`.
LOCAL_IRI = "urn:epicrisis:{case}:"
PACKAGE = f"{LOCAL}:datapackage"

RowPlace = tuple[str, str]
Rows = Mapping[RowPlace, Mapping[str, str]]
"""Rows by table and id, in file order, each with cells as they are printed."""


def local(table: str, row: str, column: str = "") -> str:
    """Return the identifier of a row or cell of the case.

    >>> local("mrd", "relapse"), local("mrd", "relapse", "specimen")
    ('epicrisis:mrd.relapse', 'epicrisis:mrd.relapse.specimen')
    """
    return f"{LOCAL}:{'.'.join(part for part in (table, row, column) if part)}"


def place_of(identifier: str) -> RowPlace | None:
    """Return table and row of a local identifier; None if it is another's.

    >>> place_of("epicrisis:mrd.relapse.specimen"), place_of("HP:0012378"), place_of("epicrisis:datapackage")
    (('mrd', 'relapse'), None, None)
    """
    prefix, _, name = identifier.partition(":")
    table, _, rest = name.partition(".")
    row = rest.partition(".")[0]
    return (table, row) if prefix == LOCAL and table in TABLE_BY_NAME and row else None


def printed_rows(case: Case) -> Rows:
    """Return every row of a case, table by table."""
    return {(schema.name, row.id): row.printed for schema in TABLES for row in case.rows(schema.name)}
