"""The patient and the disease: the facts that Individual and Disease have a field for, written and read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from phenopackets.schema.v2 import FEMALE, MALE, Disease, Individual, OntologyClass, Phenopacket, VitalStatus

from epicrisis.case.model import Case, Fact
from epicrisis.export.phenopacket.cells import Cell
from epicrisis.export.phenopacket.identifiers import RowPlace, Rows
from epicrisis.export.phenopacket.terms import printed_of, term

SEX, CAUSE_OF_DEATH = ("patient", "sex"), ("outcome", "cause of death")
DIAGNOSIS, STAGE, PRIMARY_SITE = ("disease", "diagnosis"), ("disease", "stage"), ("disease", "primary site")
AGE_AT_DIAGNOSIS = ("patient", "age at diagnosis")
SEXES = {"female": FEMALE, "male": MALE}


def individual(case: Case) -> Individual:
    """Return the patient: sex, and what the patient died of.

    Args:
        case: The case.
    """
    patient = Individual(id=case.id)
    for fact in facts_on(case, SEX)[:1]:
        patient.sex = SEXES.get(fact.value, patient.sex)
    for fact in facts_on(case, CAUSE_OF_DEATH)[:1]:
        patient.vital_status.status = VitalStatus.DECEASED
        patient.vital_status.cause_of_death.CopyFrom(_term(fact))
    return patient


def diseases(case: Case) -> list[Disease]:
    """Return each diagnosis; the first with the age at it, stage and primary site where these are reported.

    Args:
        case: The case.
    """
    found = [Disease(term=_term(fact)) for fact in facts_on(case, DIAGNOSIS)]
    for first in found[:1]:
        first.disease_stage.extend(_term(fact) for fact in facts_on(case, STAGE))
        for fact in facts_on(case, PRIMARY_SITE)[:1]:
            first.primary_site.CopyFrom(_term(fact))
        for fact in facts_on(case, AGE_AT_DIAGNOSIS)[:1]:
            if re.fullmatch("[0-9]{1,3}", fact.value) and fact.unit == "years":
                first.onset.age.iso8601duration = f"P{fact.value}Y"
    return found


def facts_on(case: Case, topic: tuple[str, str]) -> list[Fact]:
    """Return the facts on a topic.

    Args:
        case: The case.
        topic: Subject and attribute.
    """
    return [fact for fact in case.facts if (fact.subject, fact.attribute) == topic]


def fact_cells(packet: Phenopacket, rows: Rows) -> Iterator[tuple[RowPlace, dict[str, Cell]]]:
    """Yield the values of the facts that have such a field; subject and attribute say which facts these are.

    Args:
        packet: The packet.
        rows: The rows of its case, as far as they are known.
    """
    for topic, read in _READ.items():
        named = (
            place
            for place, cells in rows.items()
            if place[0] == "facts" and (cells.get("subject"), cells.get("attribute")) == topic
        )
        yield from zip(named, read(packet), strict=False)


def _term(fact: Fact) -> OntologyClass:
    found = term(fact.value, "facts", fact.id, "value")
    assert found is not None  # the value of a fact is never blank
    return found


def _values(*found: OntologyClass) -> list[dict[str, Cell]]:
    return [{"value": printed_of(each)} for each in found if each.label]


def _sex(packet: Phenopacket) -> list[dict[str, Cell]]:
    return [{"value": name} for name, sex in SEXES.items() if sex == packet.subject.sex]


def _age(packet: Phenopacket) -> list[dict[str, Cell]]:
    ages = (re.fullmatch("P([0-9]+)Y", each.onset.age.iso8601duration) for each in packet.diseases[:1])
    return [{"value": age[1], "unit": "years"} for age in ages if age]


_READ: Mapping[tuple[str, str], Callable[[Phenopacket], Sequence[dict[str, Cell]]]] = {
    SEX: _sex,
    CAUSE_OF_DEATH: lambda packet: _values(packet.subject.vital_status.cause_of_death),
    DIAGNOSIS: lambda packet: _values(*(each.term for each in packet.diseases)),
    STAGE: lambda packet: _values(*(stage for each in packet.diseases[:1] for stage in each.disease_stage)),
    PRIMARY_SITE: lambda packet: _values(*(each.primary_site for each in packet.diseases[:1])),
    AGE_AT_DIAGNOSIS: _age,
}
