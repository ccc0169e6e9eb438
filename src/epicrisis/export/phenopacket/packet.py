"""A case as a GA4GH Phenopacket, version 2 of the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict
from phenopackets.schema.v2 import Phenopacket

from epicrisis.atomic import write_if_changed
from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case
from epicrisis.case.particulars import find_package
from epicrisis.export.phenopacket.biosamples import biosamples
from epicrisis.export.phenopacket.findings import features, symptoms
from epicrisis.export.phenopacket.genomics import interpretations
from epicrisis.export.phenopacket.identifiers import printed_rows
from epicrisis.export.phenopacket.measurements import measurements
from epicrisis.export.phenopacket.meta_data import meta_data
from epicrisis.export.phenopacket.subject import diseases, fact_cells, individual
from epicrisis.export.phenopacket.therapies import medical_actions, roles
from epicrisis.inspection.data import settled_case
from epicrisis.paths import ProjectPaths


def export_phenopacket(paths: ProjectPaths, case_id: str, output_dir: Path | None = None) -> Path:
    """Write a case as a phenopacket.

    Args:
        paths: The project.
        case_id: The case.
        output_dir: Where it goes; the case's output folder by default.

    Returns:
        The file, `<case>.phenopacket.json`.

    Raises:
        InvalidInput: If the data have problems.
        OutputFailed: If it cannot be written.
    """
    case, chronology = settled_case(paths, case_id).require()
    package = json.loads(find_package(paths, case_id).read_text(encoding="utf-8"))
    target = (output_dir or paths.case_build(case_id)) / f"{case_id}.phenopacket.json"
    write_if_changed(target, packet_text(make_packet(case, chronology, package)).encode())
    return target


def make_packet(case: Case, chronology: Chronology, package: Mapping[str, Any]) -> Phenopacket:
    """Return the packet of a case.

    Args:
        case: The case.
        chronology: Its days.
        package: Its data package, for sources, licence and the like.
    """
    packet = packet_content(case, chronology)
    packet.meta_data.CopyFrom(meta_data(case, packet, package))
    return packet


def packet_content(case: Case, chronology: Chronology) -> Phenopacket:
    """Return the packet of a case without metadata.

    Args:
        case: The case.
        chronology: Its days.
    """
    role_of = roles(case)
    packet = Phenopacket(
        id=f"{case.id}-{case.version}",
        subject=individual(case),
        diseases=diseases(case),
        phenotypic_features=features(
            case, chronology, [event for event in case.events if role_of[event.id] == "finding"]
        ),
        biosamples=biosamples(case, chronology),
        medical_actions=medical_actions(case, chronology),
    )
    packet.interpretations.extend(interpretations(case, packet.diseases))
    placed = {row for (_, row), _ in fact_cells(packet, printed_rows(case))} | {fact.id for fact in symptoms(case)}
    facts = [fact for fact in case.facts if fact.id not in placed]
    packet.measurements.extend(measurements(case, chronology, facts))
    return packet


def packet_text(packet: Phenopacket) -> str:
    """Return a packet as JSON text, the same for the same packet anywhere."""
    # A value of 0 and a status of "unknown" are said, since the standard requires these fields; a blank is not.
    whole = MessageToDict(packet, always_print_fields_with_no_presence=True)
    return f"{json.dumps(_filled(whole), indent=2, sort_keys=True, ensure_ascii=False)}\n"


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _filled(inner) for key, inner in value.items() if inner not in ("", [])}
        # the schema cannot tell a survival that is not known from one of no day
        return {key: inner for key, inner in kept.items() if (key, inner) != ("survivalTimeInDays", 0)}
    return [_filled(inner) for inner in value] if isinstance(value, list) else value
