"""What a phenopacket says of itself: its terminologies, what its days are, and where its rows come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from importlib.metadata import version
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.protobuf.timestamp_pb2 import Timestamp
from phenopackets.schema.v2 import ExternalReference, MetaData, Phenopacket, Update

from epicrisis.case.model import Case
from epicrisis.case.schema import TABLES
from epicrisis.export.phenopacket.days import EPOCH
from epicrisis.export.phenopacket.identifiers import local
from epicrisis.export.phenopacket.remainder import package_reference, row_references
from epicrisis.export.phenopacket.terminologies import resources

SCHEMA_VERSION = "2.0"
DOI = "https://doi.org/"
ABOUT_ROWS = (
    "The external references whose identifier begins with epicrisis: are the rows of the case, with their place "
    "in its tables. Their description is a JSON object of the cells that no field of this packet says: a fact is "
    "in a field or there, not in both. Of a number that is in a field it has the way of writing."
)


def meta_data(case: Case, packet: Phenopacket, package: Mapping[str, Any]) -> MetaData:
    """Return the metadata of a packet; its only calendar date is that of the data version.

    Args:
        case: The case.
        packet: The packet, complete but for them.
        package: The data package of the case.
    """
    created = Timestamp()
    created.FromDatetime(datetime.combine(case.created, time(), tzinfo=UTC))
    identifiers = _identifiers(MessageToDict(packet))
    program = f"Epicrisis {version('epicrisis')}"
    comments = (_about_days(case), ABOUT_ROWS, _about_bases(case))
    return MetaData(
        created=created,
        created_by=program,
        phenopacket_schema_version=SCHEMA_VERSION,
        resources=resources(identifiers, case.id, case.version),
        updates=[Update(timestamp=created, updated_by=program, comment=text) for text in comments if text],
        external_references=[
            *_sources(package),
            package_reference(case, package),
            *row_references(case, packet),
        ],
    )


def _sources(package: Mapping[str, Any]) -> Iterator[ExternalReference]:
    """Yield the publications that the case was taken from."""
    listed = package.get("sources")
    for source in listed if isinstance(listed, list) else []:
        if not isinstance(source, dict):
            continue
        path = str(source.get("path", ""))
        doi = f"DOI:{path.removeprefix(DOI)}" if path.startswith(DOI) else ""
        yield ExternalReference(id=doi, reference=path, description=str(source.get("title", "")))


def _about_days(case: Case) -> str:
    day_zero = case.event_by_id[case.day_zero].label
    return (
        f"No timestamp of this packet but those of its metadata is a calendar date: Day 0 ({day_zero}) is written "
        f"as {EPOCH:%Y-%m-%d}, Day 1 as the day after. An interval holds one day that is not known exactly, but "
        "for that of a dose, which lasts. What has no bound on one side has no time."
    )


def _about_bases(case: Case) -> str:
    """Say what the source did not report in these words."""
    if case.synthetic:
        return "Every value is synthetic; there is no patient."
    rows = ((schema.name, row) for schema in TABLES for row in case.rows(schema.name))
    marked = [f"{local(table, row.id)} ({row.basis})" for table, row in rows if row.basis != "reported"]
    return f"Not reported in these words by the source: {', '.join(marked)}." if marked else ""


def _identifiers(value: object) -> Iterator[str]:
    """Yield every identifier of a term in a packet."""
    if isinstance(value, dict):
        yield from (text for key, text in value.items() if key in ("id", "valueId") and isinstance(text, str))
        for inner in value.values():
            yield from _identifiers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _identifiers(inner)
