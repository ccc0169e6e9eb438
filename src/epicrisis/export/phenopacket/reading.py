"""A phenopacket of ours read back to its case. Fields come first; what they contradict is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from google.protobuf.json_format import MessageToDict, Parse, ParseError
from phenopackets.schema.v2 import ExternalReference, Phenopacket

from epicrisis.case.cells import PrintedTable
from epicrisis.case.load import assemble_case
from epicrisis.case.model import Case
from epicrisis.case.particulars import check_package
from epicrisis.case.resolution import resolve
from epicrisis.case.schema import TABLE_BY_NAME, TABLES
from epicrisis.errors import InvalidInput
from epicrisis.export.phenopacket.cells import joined
from epicrisis.export.phenopacket.identifiers import LOCAL, PACKAGE, RowPlace, place_of
from epicrisis.export.phenopacket.packet import packet_content
from epicrisis.export.phenopacket.remainder import case_file, said_cells
from epicrisis.places import Place, Problem

OURS = "Give the packet as epicrisis export phenopacket has written it"
BOTH = "Change it wherever the packet says it"


def read_packet(text: str, name: str = "the packet") -> Case:
    """Read the case of a packet that `make_packet` has made.

    A cell that a field of the packet says is read from there, all others from the packet's references to rows.

    Args:
        text: Its JSON.
        name: What messages call it: its file.

    Raises:
        InvalidInput: If it is no Phenopacket, none of ours, or says two things of one fact.
    """
    try:
        packet: Phenopacket = Parse(text, Phenopacket())
    except (ParseError, RecursionError) as error:
        raise InvalidInput([Problem(Place(name), f"no Phenopacket ({error})", OURS)]) from error
    case = _case(packet, name)
    written = packet_content(case, resolve(case))
    contradictions = list(_contradictions(_content(packet), _content(written), ""))
    if contradictions:
        raise InvalidInput(Problem(Place(name), message, BOTH) for message in contradictions)
    return case


def _case(packet: Phenopacket, name: str) -> Case:
    problems: list[Problem] = []
    package = _package(packet, name, problems)
    references = [
        (place, each) for each in packet.meta_data.external_references if (place := place_of(each.id)) is not None
    ]
    rows = {place: _carried(place, each, name, problems) for place, each in references}
    settings = package.get("epicrisis")
    said = said_cells(packet, rows, str(settings.get("day_zero")) if isinstance(settings, dict) else "")
    printed: dict[str, list[tuple[int, dict[str, str]]]] = {schema.name: [] for schema in TABLES}
    for (table, row), reference in references:
        told, rest = said.get((table, row), {}), rows[table, row]
        columns = TABLE_BY_NAME[table].column_names
        cells = {column: joined(told.get(column), rest.get(column)) for column in columns}
        number = _row_number(reference, case_file(packet.subject.id, table), name, problems)
        printed[table].append((number, cells | {"id": row}))
    tables = {
        schema.name: PrintedTable(schema, case_file(packet.subject.id, schema.name), tuple(printed[schema.name]))
        for schema in TABLES
    }
    return assemble_case(packet.subject.id, package, tables, name, problems)


def _package(packet: Phenopacket, name: str, problems: list[Problem]) -> dict[str, Any]:
    """Return the data package as far as a case needs it."""
    found = [_object(each, name, problems) for each in packet.meta_data.external_references if each.id == PACKAGE]
    package: dict[str, Any] = {
        **(found[0] if found else {}),
        "name": packet.subject.id,
        "version": "".join(each.version for each in packet.meta_data.resources if each.id == LOCAL),
        "created": packet.meta_data.created.ToJsonString(),
    }
    problems += check_package(package, name)
    return package


def _carried(
    place: RowPlace, reference: ExternalReference, name: str, problems: list[Problem]
) -> Mapping[str, str]:
    """Return the cells of a row that stand beside the fields."""
    found = _object(reference, name, problems)
    columns = TABLE_BY_NAME[place[0]].column_names
    for column, cell in found.items():
        if column not in columns or not isinstance(cell, str):
            problems.append(Problem(Place(name), f"{reference.id} has no cell '{column}' with a text", OURS))
    return {column: cell for column, cell in found.items() if isinstance(cell, str)}


def _object(reference: ExternalReference, name: str, problems: list[Problem]) -> dict[str, Any]:
    """Return what a reference says beside the fields."""
    try:
        found = json.loads(reference.description or "{}")
    except (json.JSONDecodeError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    problems.append(Problem(Place(name), f"the description of {reference.id} is no JSON object", OURS))
    return {}


def _row_number(reference: ExternalReference, file: str, name: str, problems: list[Problem]) -> int:
    """Return the row that a reference leads to."""
    number = re.fullmatch(f"{re.escape(file)}#row=([0-9]{{1,9}})", reference.reference)
    if number is None:
        problems.append(Problem(Place(name), f"{reference.id} leads to no row of {file}", OURS))
        return 0
    return int(number[1])


def _content(packet: Phenopacket) -> dict[str, Any]:
    whole: dict[str, Any] = MessageToDict(packet)
    return {key: value for key, value in whole.items() if key != "metaData"}


def _contradictions(given: Any, written: Any, path: str) -> Iterator[str]:
    """Yield where a packet says something else than the case that was read from it."""
    if isinstance(given, dict) and isinstance(written, dict):
        for key in sorted(given.keys() | written.keys()):
            yield from _contradictions(given.get(key), written.get(key), f"{path}.{key}" if path else key)
    elif isinstance(given, list) and isinstance(written, list) and len(given) == len(written):
        for index, pair in enumerate(zip(given, written, strict=True)):
            yield from _contradictions(*pair, f"{path}[{index}]")
    elif given != written:
        yield f"{path} contradicts what the packet says elsewhere"
