"""What a phenopacket says of itself: its terminologies, what its days are, and what the source did not report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from importlib.metadata import version

from google.protobuf.json_format import MessageToDict
from google.protobuf.timestamp_pb2 import Timestamp
from phenopackets.schema.v2 import MetaData, Phenopacket, Update

from epicrisis.case.model import Case
from epicrisis.case.schema import TABLES
from epicrisis.export.phenopacket.days import EPOCH
from epicrisis.export.phenopacket.terms import local, resources

SCHEMA_VERSION = "2.0"


def meta_data(case: Case, packet: Phenopacket) -> MetaData:
    """Return the metadata of a packet; its only calendar date is that of the data version.

    Args:
        case: The case.
        packet: The packet, complete but for them.
    """
    created = Timestamp()
    created.FromDatetime(datetime.combine(case.created, time(), tzinfo=UTC))
    identifiers = _identifiers(MessageToDict(packet))
    program = f"Epicrisis {version('epicrisis')}"
    comments = (_about_days(case), _about_bases(case))
    return MetaData(
        created=created,
        created_by=program,
        phenopacket_schema_version=SCHEMA_VERSION,
        resources=resources(identifiers, case.id, case.version),
        updates=[Update(timestamp=created, updated_by=program, comment=text) for text in comments if text],
    )


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
