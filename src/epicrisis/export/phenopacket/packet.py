"""A case as a GA4GH Phenopacket, version 2 of the schema."""

from __future__ import annotations

from pathlib import Path

from google.protobuf.json_format import MessageToJson
from phenopackets.schema.v2 import FEMALE, MALE, Individual, Phenopacket

from epicrisis.atomic import write_if_changed
from epicrisis.case.chronology import Chronology
from epicrisis.case.model import Case
from epicrisis.export.phenopacket.findings import diseases, interpretations, observations, stated
from epicrisis.export.phenopacket.measurements import measurements
from epicrisis.export.phenopacket.meta_data import meta_data
from epicrisis.export.phenopacket.therapies import medical_actions
from epicrisis.inspection import settled_case
from epicrisis.paths import ProjectPaths

SEXES = {"female": FEMALE, "male": MALE}


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
    target = (output_dir or paths.case_build(case_id)) / f"{case_id}.phenopacket.json"
    write_if_changed(target, packet_text(make_packet(case, chronology)).encode())
    return target


def packet_text(packet: Phenopacket) -> str:
    """Return a packet as JSON text, the same for the same packet anywhere."""
    text: str = MessageToJson(packet, indent=2, sort_keys=True, ensure_ascii=False)
    return f"{text}\n"


def make_packet(case: Case, chronology: Chronology) -> Phenopacket:
    """Return the packet of a case.

    Args:
        case: The case.
        chronology: Its days.
    """
    sex = SEXES.get(stated(case, "patient", "sex"))
    packet = Phenopacket(
        id=f"{case.id}-{case.version}",
        subject=Individual(id=case.id, sex=sex),
        phenotypic_features=observations(case, chronology),
        measurements=measurements(case, chronology),
        diseases=diseases(case),
        interpretations=interpretations(case),
        medical_actions=medical_actions(case, chronology),
    )
    packet.meta_data.CopyFrom(meta_data(case, packet))
    return packet
