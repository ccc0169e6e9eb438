"""What of a case the standard has no field for: one external reference for each row, with these cells as JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from phenopackets.schema.v2 import ExternalReference, Phenopacket

from epicrisis.case.model import Case
from epicrisis.case.schema import TABLE_BY_NAME
from epicrisis.export.phenopacket.biosamples import biosample_cells
from epicrisis.export.phenopacket.cells import Cell, text_of
from epicrisis.export.phenopacket.findings import feature_cells
from epicrisis.export.phenopacket.genomics import genomic_cells
from epicrisis.export.phenopacket.identifiers import PACKAGE, RowPlace, Rows, local, printed_rows
from epicrisis.export.phenopacket.measurements import measurement_cells
from epicrisis.export.phenopacket.subject import fact_cells
from epicrisis.export.phenopacket.therapies import therapy_cells
from epicrisis.export.phenopacket.timing import timing_cells

# Of a data package, what is neither in a field of the packet nor only about the form of the tables.
PACKAGE_KEYS = ("title", "description", "licenses", "contributors", "keywords")
Said = Mapping[RowPlace, Mapping[str, Cell]]


def said_cells(packet: Phenopacket, rows: Rows, day_zero: str) -> Said:
    """Return the cells that the fields of a packet say, by row.

    Args:
        packet: The packet.
        rows: The rows of its case, as far as they are known.
        day_zero: The event that days are counted from.
    """
    said: defaultdict[RowPlace, dict[str, Cell]] = defaultdict(dict)
    for place, cells in chain(
        fact_cells(packet, rows),
        feature_cells(packet),
        measurement_cells(packet, rows),
        biosample_cells(packet),
        genomic_cells(packet),
        therapy_cells(packet),
        timing_cells(packet, rows, day_zero),
    ):
        said[place].update(cells)
    return said


def row_references(case: Case, packet: Phenopacket) -> Iterator[ExternalReference]:
    """Yield a reference to each row of a case, with the cells that the packet's fields do not say.

    Args:
        case: The case.
        packet: Its packet, complete but for its metadata.
    """
    rows = printed_rows(case)
    said = said_cells(packet, rows, case.day_zero)
    numbers = {(table, row.id): row.row for table in TABLE_BY_NAME for row in case.rows(table)}
    for (table, row), cells in rows.items():
        told = said.get((table, row), {})
        rest = {name: cell for name, cell in cells.items() if name != "id" and cell != text_of(told.get(name, ""))}
        yield ExternalReference(
            id=local(table, row),
            reference=f"{case_file(case.id, table)}#row={numbers[table, row]}",
            description=_json(rest) if rest else "",
        )


def package_reference(case: Case, package: Mapping[str, Any]) -> ExternalReference:
    """Return a reference to the data package, with what of it no field says.

    Args:
        case: The case.
        package: The package.
    """
    kept = {key: package[key] for key in PACKAGE_KEYS if key in package}
    settings = {"day_zero": case.day_zero, "synthetic": case.synthetic}
    return ExternalReference(
        id=PACKAGE,
        reference=f"data/{case.id}/datapackage.json",
        description=_json({**kept, "title": case.title, "epicrisis": settings}),
    )


def case_file(case_id: str, table: str) -> str:
    """Return the file of a table, relative to the project."""
    return f"data/{case_id}/{table}.csv"


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
