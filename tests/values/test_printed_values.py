"""Natural values of the reproduced case read as its source prints them."""

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.manuscript.marks import plain_value
from epicrisis.paths import ProjectPaths
from epicrisis.values.variables import case_variables


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        # Case description, paragraphs 1 to 4, of Li et al. 2025
        ("facts.haemoglobin", "65 g/dL"),
        ("facts.marrow_blasts", "75%"),
        ("treatments.vindesine", "4 mg"),
        ("treatments.car_t_cells", "1.0 × 10⁷ cells/kg"),
        ("treatments.melphalan", "50 mg/kg"),
        ("facts.total_nucleated_cells", "1.06 × 10⁷ cells/kg"),
        ("facts.cd34_cells", "6.0 × 10⁵ cells/kg"),
        ("mrd.apheresis", "0.01%"),
        ("mrd.marrow_relapse", "0.3%"),
        ("mrd.relapse_1", "0.05%"),
        ("mrd.day_28", "not detected"),
        ("times.day_28_assessment", "Day 28"),
        ("times.neutrophil_engraftment", "Day 19"),
        ("times.relapse_first_sample", "between Day 150 and Day 184"),
        # legend of Figure 3
        ("reference_ranges.b_cells", "95–106 cells/µL"),
        ("reference_ranges.cd4_t_cells", "404–1612 cells/µL"),
        ("reference_ranges.cd8_t_cells", "220–1129 cells/µL"),
    ],
)
def test_a_value_has_the_digits_and_the_unit_of_the_source(name: str, printed: str) -> None:
    """Powers, ranges and days in the typography of a journal, and no digit more or less."""
    case = load_case(ProjectPaths(Path(__file__).parents[2]), "li2025")
    table, row = name.split(".")

    value = case_variables(case, resolve(case), {})[table][row]["text"]

    assert plain_value(value).replace("\u00a0", " ") == printed
