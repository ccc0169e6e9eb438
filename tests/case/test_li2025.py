"""The flagship case against its source: Li et al. 2025, doi 10.3389/fonc.2025.1508676.

The expected values were typed by hand from the printed text, not taken from the data.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.case.resolution import resolve
from epicrisis.case.schema import TABLES
from epicrisis.paths import ProjectPaths

ROOT = Path(__file__).parents[2]

# table, row, column, the cell as the source prints it
PRINTED = (
    # the patient at presentation
    ("facts", "age", "value", "39"),
    ("facts", "haemoglobin", "value", "65"),
    ("facts", "haemoglobin", "unit", "g/dL"),
    ("facts", "marrow_blasts", "value", "75"),
    ("facts", "metaphases", "value", "20/20"),
    ("genomics", "karyotype", "notation", "47,XX,+8,del(9)(p22)"),
    # induction
    ("treatments", "vindesine", "dose", "4"),
    ("treatments", "vindesine", "schedule", "Days 1, 8, 15 and 22"),
    ("treatments", "idarubicin", "dose", "10"),
    ("treatments", "idarubicin", "schedule", "Days 1-3"),
    ("treatments", "induction_cyclophosphamide", "dose", "750"),
    ("treatments", "induction_cyclophosphamide", "dose_unit", "mg/m²"),
    ("treatments", "prednisone", "dose", "60"),
    ("treatments", "prednisone", "schedule", "Days 1-28"),
    # mobilization and salvage
    ("treatments", "first_gcsf", "dose", "10"),
    ("treatments", "first_gcsf", "dose_unit", "µg/kg/day"),
    ("treatments", "first_plerixafor", "dose", "0.24"),
    ("treatments", "selinexor", "dose", "40"),
    ("treatments", "selinexor", "dose_unit", "mg/week"),
    ("treatments", "chidamide", "dose", "60"),
    # CAR-T cells and transplantation
    ("treatments", "fludarabine", "dose", "30"),
    ("treatments", "fc_cyclophosphamide", "dose", "300"),
    ("treatments", "car_t_cells", "dose", "1.0e7"),
    ("facts", "hla_match", "value", "8/10"),
    ("facts", "total_nucleated_cells", "value", "1.06e7"),
    ("facts", "cd34_cells", "value", "6.0e5"),
    ("treatments", "thiotepa", "dose", "5"),
    ("treatments", "thiotepa", "dose_unit", "mg/kg"),
    ("treatments", "cladribine", "dose", "5"),
    ("treatments", "cladribine", "dose_unit", "mg/m²"),
    ("treatments", "busulfan", "dose", "3.2"),
    ("treatments", "melphalan", "dose", "50"),
    ("treatments", "melphalan", "dose_unit", "mg/kg"),
    ("treatments", "interferon", "dose", "3"),
    ("treatments", "interferon", "dose_unit", "million IU"),
    ("treatments", "interferon", "schedule", "three times a week"),
    # residual disease
    ("mrd", "apheresis", "value_percent", "0.01"),
    ("mrd", "marrow_relapse", "value_percent", "0.3"),
    ("mrd", "after_blinatumomab", "value_percent", "0.02"),
    ("mrd", "relapse_1", "value_percent", "0.05"),
    ("mrd", "relapse_2", "value_percent", "0.05"),
    # normal ranges
    ("reference_ranges", "b_cells", "low", "95"),
    ("reference_ranges", "b_cells", "high", "106"),
    ("reference_ranges", "cd4_t_cells", "low", "404"),
    ("reference_ranges", "cd4_t_cells", "high", "1612"),
    ("reference_ranges", "cd8_t_cells", "low", "220"),
    ("reference_ranges", "cd8_t_cells", "high", "1129"),
)

# event, edge, earliest and latest day after the cord blood infusion
DAYS = (
    ("neutrophil_engraftment", "start", 19, 19),
    ("liver_test_rise", "start", 21, 21),
    ("day_28_assessment", "start", 28, 28),
    ("b_cell_aplasia", "end", 150, 153),
    ("cmv_viraemia", "start", 53, 53),
    ("cmv_viraemia", "end", 67, 67),
    ("platelet_engraftment", "start", 90, 90),
    ("month_5_assessment", "start", 150, 153),
    ("relapse_first_sample", "start", 150, 184),
    ("relapse_second_sample", "start", 150, 184),
    ("interferon", "start", 150, None),
    # the second sample on Day 150 at the earliest, then at least two weeks of treatment
    ("interferon", "end", 164, None),
    ("interferon_response", "start", 164, None),
    ("death", "start", 164, None),
    # three months = 92 days before the last CAR-T cells at most; the first came 3 days earlier
    ("car_t_infusion", "start", -95, -32),
    ("car_t_infusion", "end", -92, -29),
    ("conditioning", "end", -63, 0),
    # not before the last CAR-T cells; told before the transplantation
    ("chest_ct_after_car_t", "start", -92, 0),
    # nothing before the CAR-T cells has an earliest day
    ("presentation", "start", None, -96),
)

NEGATIVE_TESTS = {"after_induction", "after_car_t", "day_28", "month_5", "after_interferon"}


@pytest.fixture(scope="module")
def case() -> Case:
    """Load the case once."""
    return load_case(ProjectPaths(ROOT), "li2025")


@pytest.mark.parametrize(("table", "row_id", "column", "printed"), PRINTED)
def test_a_cell_holds_what_the_source_prints(
    case: Case, table: str, row_id: str, column: str, printed: str
) -> None:
    """Values keep their printed digits and units, the doubtful ones too."""
    [row] = [row for row in case.rows(table) if row.id == row_id]

    assert printed == row.printed[column]


@pytest.mark.parametrize(("event", "edge", "earliest", "latest"), DAYS)
def test_the_statements_on_time_imply_these_days(
    case: Case, event: str, edge: str, earliest: int | None, latest: int | None
) -> None:
    """The bounds follow by hand from "Day N", "5 months", "within three months" and the printed durations."""
    bounds = resolve(case).at(event, edge)  # type: ignore[arg-type]

    assert (earliest, latest) == (bounds.earliest, bounds.latest)


def test_remission_follows_interferon_by_14_days_although_neither_day_is_known(case: Case) -> None:
    """A relative statement stays exact where both days are not."""
    bounds = resolve(case).between("interferon", "interferon_response")

    assert (bounds.earliest, bounds.latest) == (14, 14)


def test_interferon_lasts_at_least_until_its_response(case: Case) -> None:
    """The two weeks end with the response; how long treatment went on is not said."""
    bounds = resolve(case).between("interferon", "interferon", edge="end")

    assert (bounds.earliest, bounds.latest) == (14, None)


@pytest.mark.parametrize("earlier", ["interferon_response", "relapse_second_sample", "b_cell_aplasia"])
def test_death_comes_after_all_that_was_seen(case: Case, earlier: str) -> None:
    """The patient died after the second remission."""
    least = resolve(case).between(earlier, "death").earliest

    assert least is not None
    assert least >= 0


def test_cells_were_collected_before_they_were_infused(case: Case) -> None:
    """Lymphodepletion, 3 days at least, is told between them."""
    assert resolve(case).between("lymphocyte_collection", "car_t_infusion").earliest == 3


def test_counts_are_inferred_and_say_so(case: Case) -> None:
    """The text gives no day of a count for the five months, and aplasia in marrow is no count in blood."""
    assert {"derived"} == {row.basis for row in case.immune_cells}


def test_counts_that_only_the_figure_shows_stay_blank(case: Case) -> None:
    """Figure 3B is not in the text, so no count is in the data."""
    assert {""} == {row.printed["cells_per_ul"] for row in case.immune_cells}
    assert {"B cells"} == {row.population for row in case.immune_cells}


def test_limits_of_detection_stay_blank(case: Case) -> None:
    """The text gives none, not even for the negative tests."""
    assert {""} == {row.printed["lod_percent"] for row in case.mrd}


def test_a_negative_test_has_no_value(case: Case) -> None:
    """Not detected is not 0%."""
    assert {row.id for row in case.mrd if row.relation == "not_detected"} == NEGATIVE_TESTS
    assert {""} == {row.printed["value_percent"] for row in case.mrd if row.id in NEGATIVE_TESTS}


def test_only_the_first_specimen_is_assumed_and_the_end_of_five_months_derived(case: Case) -> None:
    """Every other test and specimen is in the text or in the legend of Supplementary Figure 3."""
    not_reported = {row.id: row.basis for row in case.mrd if row.basis != "reported"}

    assert not_reported == {"after_induction": "assumed", "month_5": "derived"}


def test_agents_without_a_printed_dose_have_none(case: Case) -> None:
    """Blinatumomab, the consolidation cycles, prophylaxis and salvage chemotherapy are printed without doses."""
    without_dose = {
        "cns_prophylaxis",
        "consolidation",
        "second_mobilization",
        "blinatumomab",
        "chemoradiotherapy",
        "cord_blood_infusion",
        "gvhd_prophylaxis",
        "glucocorticoids",
    }

    assert without_dose == {row.event for row in case.treatments if row.dose is None}
    assert not any(row.dose for row in case.treatments if row.event in without_dose)


def test_blood_stem_cells_are_the_only_specimen_beside_marrow(case: Case) -> None:
    """The negative test of the central nervous system is a site of disease, not a test for MRD."""
    assert {"bone marrow", "apheresis product"} == {row.specimen for row in case.mrd}
    assert "central nervous system" in {row.site for row in case.lesions}


def test_sites_of_the_relapse_on_pet_ct(case: Case) -> None:
    """Five sites, none with a side."""
    found = {(row.site, row.laterality) for row in case.lesions if row.event == "pet_ct"}

    assert {("lymph nodes", ""), ("breast", ""), ("kidney", ""), ("uterus", ""), ("pancreas", "")} == found


def test_every_row_says_where_the_source_says_it(case: Case) -> None:
    """A place is a section with its paragraph, a legend, a statement, a reference or the Abstract."""
    place = re.compile(
        r"Abstract|Ethics statement|(Supplementary )?Figure \d legend|Reference \d+"
        r"|(Introduction|Case description|Discussion) ¶\d"
    )
    rows = [row for table in TABLES for row in case.rows(table.name)]

    assert [row.id for row in rows if not all(place.fullmatch(part) for part in row.source.split("; "))] == []


def test_every_event_is_placed_by_a_statement(case: Case) -> None:
    """No event floats free of the others."""
    placed = {row.event for row in case.timing} | {row.reference for row in case.timing}

    assert set() == {event.id for event in case.events} - placed


def test_cited_reports_are_in_the_references(case: Case) -> None:
    """Each row of the review of the literature has its entry in references.bib."""
    keys = set(re.findall(r"^@\w+\{([^,]+),", (ROOT / "report/references.bib").read_text("utf-8"), re.MULTILINE))

    assert set() == {row.citekey for row in case.literature} - keys
    assert len(keys) == 34
