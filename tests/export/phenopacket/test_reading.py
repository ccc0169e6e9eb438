"""A packet read back to its case: to the letter, from the fields of the standard, and never with two answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from drawn_case import cases
from epicrisis.case.difference import CellChange, compare_cases
from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.resolution import resolve
from epicrisis.errors import InvalidInput
from epicrisis.export.phenopacket.packet import make_packet, packet_text
from epicrisis.export.phenopacket.reading import read_packet
from epicrisis.paths import ProjectPaths
from small_case import CASE_ID, TABLES_TEXT, write_case

REPOSITORY = ProjectPaths(Path(__file__).parents[3])


def text_of(case: Case) -> str:
    """Return the packet of a case as JSON."""
    return packet_text(make_packet(case, resolve(case), {}))


@pytest.fixture
def case(small_project: ProjectPaths) -> Case:
    """The small case."""
    return load_case(small_project, CASE_ID)


@pytest.fixture
def packet(case: Case) -> Any:
    """The packet of the small case, to be edited."""
    return json.loads(text_of(case))


def changed_cells(before: Case, packet: Any) -> list[tuple[str, str, str, str]]:
    """Return table, row, column and new content of each cell that an edited packet reads otherwise."""
    changes = compare_cases(before, read_packet(json.dumps(packet)))
    assert all(isinstance(change, CellChange) for change in changes)
    return [(each.table, each.id, each.column, each.new) for each in changes if isinstance(each, CellChange)]


@pytest.mark.parametrize("case_id", REPOSITORY.case_ids())
def test_a_packet_reads_back_to_its_case(case_id: str) -> None:
    """Every row of every table, with each cell as it is printed and its place in the file."""
    case = load_case(REPOSITORY, case_id)

    found = read_packet(text_of(case))

    assert case == found


def test_the_small_case_reads_back(case: Case) -> None:
    """With bounds, words, limits of detection and blanks in all their kinds."""
    found = read_packet(text_of(case))

    assert case == found


@settings(max_examples=40)  # each is a whole case; more find no more
@given(cases())
def test_any_case_reads_back(case: Case) -> None:
    """Whatever its cells say, and however they are written."""
    found = read_packet(text_of(case))

    assert case == found


class TestAFieldOfTheStandard:
    """What a packet says in a field of the standard is read from there, not from a copy."""

    def feature(self, packet: Any, row: str) -> Any:
        """Return the feature of a row."""
        features = packet["phenotypicFeatures"]
        return next(each for each in features if each["evidence"][0]["reference"]["id"] == f"epicrisis:{row}")

    def treatment(self, packet: Any, row: str) -> Any:
        """Return the treatment of a row."""
        actions = (each["treatment"] for each in packet["medicalActions"] if "treatment" in each)
        return next(each for each in actions if each["agent"]["id"] == f"epicrisis:treatments.{row}")

    def test_holds_agent_dose_unit_schedule_and_route(self, case: Case, packet: Any) -> None:
        """What was given, in whatever event."""
        given = self.treatment(packet, "drug_a")
        given["agent"]["label"] = "drug X"
        given["doseIntervals"][0]["quantity"]["value"] = 2.5
        given["doseIntervals"][0]["quantity"]["unit"]["label"] = "mg/kg"
        given["doseIntervals"][0]["scheduleFrequency"]["label"] = "day 1"
        given["routeOfAdministration"] = {"id": "NCIT:C38288", "label": "Oral Route of Administration"}

        changes = changed_cells(case, packet)

        expected = {"agent": "drug X", "dose": "2.5", "dose_unit": "mg/kg", "schedule": "day 1", "route": "oral"}
        assert [("treatments", "drug_a", *cell) for cell in expected.items()] == changes

    def test_holds_results_with_their_limit_of_detection_and_specimen(self, case: Case, packet: Any) -> None:
        """A specimen belongs to all that was measured in it."""
        sample = next(each for each in packet["biosamples"] if each["id"] == "tiny-mrd-relapse")
        sample["sampledTissue"] = {"id": "UBERON:0000178", "label": "blood"}
        sample["measurements"][0]["value"]["quantity"]["value"] = 0.7
        sample["measurements"][1]["value"]["quantity"]["value"] = 0.02

        changes = changed_cells(case, packet)

        expected = {"specimen": "blood", "value_percent": "0.7", "lod_percent": "0.02"}
        assert [("mrd", "relapse", *cell) for cell in expected.items()] == changes

    def test_holds_what_a_bound_is(self, case: Case, packet: Any) -> None:
        """A bound that becomes a value is another relation."""
        count = next(
            each for each in packet["measurements"] if each["assay"]["id"] == "epicrisis:immune_cells.t_1"
        )
        count["value"] = {"quantity": count.pop("complexValue")["typedQuantities"][0]["quantity"]}

        changes = changed_cells(case, packet)

        assert [("immune_cells", "t_1", "relation", "=")] == changes

    def test_holds_normal_ranges(self, case: Case, packet: Any) -> None:
        """They stand beside the counts."""
        for measurement in packet["measurements"]:
            if measurement["assay"]["label"] == "B cells" and "quantity" in measurement["value"]:
                measurement["value"]["quantity"]["referenceRange"]["low"] = 100

        changes = changed_cells(case, packet)

        assert [("reference_ranges", "b", "low", "100")] == changes

    def test_holds_the_day_of_a_statement_that_counts_from_day_0(self, case: Case, packet: Any) -> None:
        """Days are counted from the pseudo-epoch, 2000-01-01."""
        self.feature(packet, "events.engraftment")["onset"]["timestamp"] = "2000-01-18T00:00:00Z"
        virus = self.feature(packet, "events.virus")
        virus["onset"]["interval"] = {"start": "2000-01-18T00:00:00Z", "end": "2000-01-28T00:00:00Z"}
        virus["resolution"]["interval"]["start"] = "2000-01-23T00:00:00Z"

        changes = changed_cells(case, packet)

        assert [
            ("timing", "engraftment_day", "min_days", "17"),
            ("timing", "engraftment_day", "max_days", "17"),
        ] == changes

    def test_holds_words_source_and_basis_of_a_finding(self, case: Case, packet: Any) -> None:
        """The evidence of a feature says where and how the source says it."""
        finding = self.feature(packet, "events.last_seen")
        finding["type"]["label"] = "Alive"
        finding["description"] = "Seen in clinic"
        finding["evidence"][0]["reference"]["description"] = "Test ¶9"
        finding["evidence"][0]["evidenceCode"]["label"] = "assumed"

        with pytest.raises(InvalidInput, match=r"performed\.ontologyClass\.label contradicts"):
            read_packet(json.dumps(packet))
        count = next(
            each for each in packet["measurements"] if each["assay"]["id"] == "epicrisis:immune_cells.t_3"
        )
        count["procedure"]["performed"]["ontologyClass"]["label"] = "Alive"
        changes = changed_cells(case, packet)

        expected = {"label": "Alive", "detail": "Seen in clinic", "source": "Test ¶9", "basis": "assumed"}
        assert [("events", "last_seen", *cell) for cell in expected.items()] == changes

    @pytest.mark.parametrize(
        ("path", "cell"),
        [
            (("subject", "sex"), ("sex", "value", "MALE", "male")),
            (("subject", "vitalStatus", "causeOfDeath", "label"), ("cause", "value", "sepsis", "sepsis")),
            (("diseases", 0, "term", "label"), ("diagnosis", "value", "AML", "AML")),
            (("diseases", 0, "diseaseStage", 0, "label"), ("stage", "value", "III", "III")),
            (("diseases", 0, "primarySite", "id"), ("site", "value", "UBERON:0002107", "liver")),
            (("diseases", 0, "onset", "age", "iso8601duration"), ("age", "value", "P32Y", "32")),
            (("phenotypicFeatures", 0, "type", "label"), ("symptom", "value", "cough", "cough")),
        ],
    )
    def test_holds_patient_and_disease(
        self, tmp_path: Path, path: tuple[str | int, ...], cell: tuple[str, str, str, str]
    ) -> None:
        """Sex, cause of death, diagnosis with stage, site and age, and what the patient came with."""
        row, column, written, read = cell
        case = load_case(write_case(tmp_path, tables={"facts": PATIENT}), CASE_ID)
        packet = json.loads(text_of(case))
        target = packet
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = written
        if path[-1] == "id":
            target["label"] = read
        if path == ("diseases", 0, "term", "label"):
            packet["interpretations"][0]["diagnosis"]["disease"]["label"] = written

        changes = changed_cells(case, packet)

        assert [("facts", row, column, read)] == changes

    def test_holds_the_number_and_the_rest_only_its_writing(self, tmp_path: Path) -> None:
        """4.20 is 4.2, written otherwise; another number is written plainly."""
        table = TABLES_TEXT["mrd"].replace("=,0.5,", "=,5.0e-1,")
        case = load_case(write_case(tmp_path, tables={"mrd": table}), CASE_ID)
        packet = json.loads(text_of(case))

        assert [] == changed_cells(case, packet)
        packet["biosamples"][0]["measurements"][0]["value"]["quantity"]["value"] = 0.25
        assert [("mrd", "relapse", "value_percent", "0.25")] == changed_cells(case, packet)


PATIENT = """\
id,subject,attribute,value,unit,source,basis,note
sex,patient,sex,female,,Test ¶1,synthetic,
cause,outcome,cause of death,pneumonia,,Test ¶1,synthetic,
diagnosis,disease,diagnosis,ALL,,Test ¶1,synthetic,
stage,disease,stage,IV,,Test ¶1,synthetic,
site,disease,primary site,bone marrow,,Test ¶1,synthetic,
age,patient,age at diagnosis,31,years,Test ¶1,synthetic,
symptom,patient,presenting symptom,pallor,,Test ¶1,synthetic,
"""


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield everything that is said in a packet, with where."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from leaves(inner, (*path, key))
    if not isinstance(value, dict | list):
        yield path, value


def edited(packet: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """Return a packet in which one thing is said otherwise."""
    copy = deepcopy(packet)
    target = copy
    for key in path[:-1]:
        target = target[key]
    if isinstance(value, bool):
        target[path[-1]] = not value
    elif isinstance(value, float | int):
        target[path[-1]] = value + 1
    else:
        target[path[-1]] = "2001-02-03T00:00:00Z" if value.endswith("T00:00:00Z") else f"{value}_x"
    return copy


def test_no_field_of_the_standard_is_ignored(case: Case, packet: Any) -> None:
    """Whatever is edited in one, the case that is read is another one, or the packet is refused."""
    content = {key: value for key, value in packet.items() if key != "metaData"}
    ignored, read, refused = [], 0, 0
    for path, value in leaves(content):
        try:
            found = read_packet(json.dumps(edited(packet, path, value)))
        except InvalidInput:
            refused += 1
        else:
            read += 1
            ignored += [path] if found == case else []

    assert [] == ignored
    assert read > 50
    assert refused > 50


class TestRefusal:
    """What is no packet of ours, or says two things of one fact, is refused with its place."""

    def problems(self, packet: Any) -> str:
        """Return what is said of a packet."""
        with pytest.raises(InvalidInput) as refused:
            read_packet(json.dumps(packet), "tiny.phenopacket.json")
        return str(refused.value)

    def row(self, packet: Any, name: str) -> Any:
        """Return the reference to a row."""
        references = packet["metaData"]["externalReferences"]
        return next(each for each in references if each.get("id") == f"epicrisis:{name}")

    def test_of_what_is_no_packet(self) -> None:
        """A field that the schema does not know."""
        message = self.problems({"id": "x", "patient_name": "Y"})

        assert "tiny.phenopacket.json: no Phenopacket" in message
        assert "patient_name" in message

    def test_of_a_packet_by_somebody_else(self) -> None:
        """It has no rows of a case."""
        message = self.problems(
            {"id": "x", "subject": {"id": "y"}, "metaData": {"phenopacketSchemaVersion": "2.0"}}
        )

        assert "'title' is missing" in message
        assert "no Day 0 event" in message

    def test_of_a_time_that_the_statements_contradict(self, packet: Any) -> None:
        """The second visit lies between Day 80 and Day 100, as a row says."""
        features = packet["phenotypicFeatures"]
        visit = next(each for each in features if each["type"]["label"] == "Second visit")
        visit["onset"] = {"timestamp": "2001-01-01T00:00:00Z"}

        assert "tiny.phenopacket.json: biosamples[4].timeOfCollection" in self.problems(packet)

    def test_of_a_finding_that_is_in_no_row(self, packet: Any) -> None:
        """What was added by hand would be lost without a word."""
        packet["phenotypicFeatures"].append({"type": {"id": "HP:0012378", "label": "Fatigue"}})

        assert "phenotypicFeatures contradicts what the packet says elsewhere" in self.problems(packet)

    def test_of_a_value_in_a_field_and_beside_it(self, packet: Any) -> None:
        """The field says 0.5."""
        self.row(packet, "mrd.relapse")["description"] = (
            '{"relation": "positive", "source": "Test ¶1", "basis": "synthetic"}'
        )

        assert "biosamples[0].measurements[0].value" in self.problems(packet)

    @pytest.mark.parametrize(
        ("description", "message"),
        [
            ("note", "the description of epicrisis:mrd.relapse is no JSON object"),
            ("[" * 100_000, "the description of epicrisis:mrd.relapse is no JSON object"),
            ('{"notes": "x"}', "epicrisis:mrd.relapse has no cell 'notes' with a text"),
            ('{"note": 5}', "epicrisis:mrd.relapse has no cell 'note' with a text"),
            ('{"basis": "told"}', "data/tiny/mrd.csv, row 2, column basis: unknown basis 'told'"),
        ],
    )
    def test_of_cells_that_no_table_has(self, packet: Any, description: str, message: str) -> None:
        """Named as the row is."""
        self.row(packet, "mrd.relapse")["description"] = description

        assert message in self.problems(packet)

    def test_of_a_reference_that_leads_elsewhere(self, packet: Any) -> None:
        """A row has a number in the file of its table."""
        self.row(packet, "mrd.relapse")["reference"] = "data/tiny/facts.csv#row=2"

        assert "epicrisis:mrd.relapse leads to no row of data/tiny/mrd.csv" in self.problems(packet)

    def test_of_a_row_that_stands_twice(self, packet: Any) -> None:
        """Which of them counts nobody knows."""
        packet["metaData"]["externalReferences"].append(self.row(packet, "mrd.relapse"))

        assert "the id 'relapse' is taken by row 2" in self.problems(packet)
