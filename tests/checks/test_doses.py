"""Doses that no pharmacist would let pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.checks.doses import (
    AMOUNTS,
    CellProduct,
    Drug,
    cell_products,
    check_doses,
    check_missing_doses,
    drugs,
)
from epicrisis.checks.finding import Finding
from small_case import TABLES_TEXT, write_case

HEADER = "id,event,regimen,agent,dose,dose_unit,schedule,route,source,basis,note\n"


def treated(root: Path, *rows: str, facts: str = TABLES_TEXT["facts"]) -> list[Finding]:
    """Return what is found for treatments, each `agent,dose,dose_unit,schedule,route`."""
    lines = "".join(f"t_{number},chemo,AB,{row},Test ¶1,synthetic,\n" for number, row in enumerate(rows))
    case = load_case(write_case(root, tables={"treatments": HEADER + lines, "facts": facts}), "tiny")
    return [*check_doses(case), *check_missing_doses(case)]


def test_melphalan_in_mg_per_kg_is_caught(tmp_path: Path) -> None:
    """50 mg/kg of melphalan is an error, and the usual doses stand in the advice."""
    (found,) = treated(tmp_path, "melphalan,50,mg/kg,daily for 2 days,intravenous")
    assert (found.rule, found.severity) == ("doses.range", "error")
    assert found.message == "50 mg/kg of melphalan is not a usual dose"
    assert found.fix.startswith("50 mg/m² would be usual. Usual: 50 to 200 mg/m²")
    assert str(found.place) == "data/tiny/treatments.csv, row 2, column dose_unit"


@pytest.mark.parametrize(
    "row",
    [
        "melphalan,140,mg/m²,once,intravenous",
        "vincristine,1.5,mg/m²,weekly,intravenous",
        "G-CSF,10,µg/kg/day,5 days,subcutaneous",
        "busulfan,3.2,mg/kg/d,4 days,intravenous",
        "cytarabine,3,g/m²,twice daily,intravenous",
        "methotrexate,15,mg,Day 1,intrathecal",
        "pegaspargase,2500,IU/m²,Day 4,intravenous",
        "interferon-α,3,million IU,three times a week,",
        "anti-CD19 CAR-T cells,1.0e6,cells/kg,single infusion,infusion",
        "peripheral blood stem cells,4.2,10⁶ CD34+ cells/kg,Day 0,infusion",
        "peripheral blood stem cells,4.2,x10^6/kg,Day 0,infusion",
        "CD19 CAR-T cells,1.5e8,cells,single infusion,infusion",
        "filgrastim,5,\u03bcg/kg/day,daily,subcutaneous",
        "fludarabine,30,mg/m2/d,5 days,intravenous",
        "cyclosporine,3,mg/kg body weight/day,from Day -1,intravenous",
        "cyclophosphamide,1500,mg,once,intravenous",
        "dasatinib,60,mg/m²,daily,oral",
        "imatinib,340,mg/m²,daily,oral",
        "peripheral blood stem cells,8.5,10⁸ mononuclear cells/kg,Day 0,infusion",
        "total body irradiation,12,Gy,6 fractions,",
        "an unknown drug,5000,mg/kg,daily,oral",
    ],
)
def test_usual_doses_pass(tmp_path: Path, row: str) -> None:
    """On each basis, in each unit; of a drug that is not in the list nothing is said."""
    assert treated(tmp_path, row) == []


@pytest.mark.parametrize(
    ("row", "advice"),
    [
        ("vincristine,1.5,mg/kg,weekly,intravenous", "1.5 mg/m² would be usual"),
        ("cyclophosphamide,750,mg/kg,once,intravenous", "750 mg/m² would be usual"),
        ("cyclophosphamide,75,g,once,intravenous", "Usual: 100 to 2000 mg/m²"),
        ("dasatinib,1400,mg/m²,daily,oral", "Usual: 20 to 180 mg"),
        ("busulfan,32,mg/kg,4 days,intravenous", "Usual: 0.4 to 4.8 mg/kg"),
        ("blinatumomab,28,mg/day,28 days,infusion", "Usual: 9 to 28 µg"),
        ("peripheral blood stem cells,4.2,10⁹ CD34+ cells/kg,Day 0,infusion", "Usual: 500000 to 5e+07 cells/kg"),
        ("anti-CD19 CAR-T cells,1.0e9,cells/kg,single infusion,infusion", "Usual: 10000 to 2e+07 cells/kg"),
    ],
)
def test_a_wrong_basis_digit_or_prefix_is_caught(tmp_path: Path, row: str, advice: str) -> None:
    """The advice names the basis that would be usual, or the usual range."""
    (found,) = treated(tmp_path, row)
    assert found.rule == "doses.range"
    assert found.fix.startswith(advice)


@pytest.mark.parametrize("drug", drugs(), ids=lambda drug: drug.names[0])
def test_every_range_has_two_sides(drug: Drug) -> None:
    """Just inside of a bound passes; outside of it only another range of the same basis could take it."""
    for known in drug.ranges:
        same = [other for other in drug.ranges if other.basis == known.basis]
        assert len(same) == 1
        assert known.low < known.high
        assert drug.fits(known.low * 1.001, drug.unit, known.basis)
        assert drug.fits(known.high * 0.999, drug.unit, known.basis)
        assert not drug.fits(known.low * 0.98, drug.unit, known.basis)
        assert not drug.fits(known.high * 1.02, drug.unit, known.basis)
    assert drug.unit in AMOUNTS
    assert drug.source


@pytest.mark.parametrize("product", cell_products(), ids=lambda product: product.pattern.pattern)
def test_every_cell_product_has_a_source_and_a_range(product: CellProduct) -> None:
    """A factor of ten at each end can be wrong."""
    assert 0 < product.low < product.high
    assert product.source


def test_about_thirty_drugs_are_known() -> None:
    """Leukaemia, conditioning, cell therapy and supportive care."""
    names = {name for drug in drugs() for name in drug.names}
    assert len(drugs()) >= 30
    assert {"vindesine", "thiotepa", "tocilizumab", "letermovir"} <= names


def test_a_unit_that_is_none_is_named(tmp_path: Path) -> None:
    """The finding gives examples of what can be read."""
    (found,) = treated(tmp_path, "vincristine,2,tablets,weekly,oral")
    assert (found.rule, found.message) == ("doses.unit", "the unit 'tablets' is not one of doses")


def test_missing_doses_are_one_finding(tmp_path: Path) -> None:
    """All rows stand in it, and those without a schedule in a finding of their own."""
    first, second = treated(tmp_path, "etoposide,,,2 cycles,", "vindesine,,,,", "mometasone,,,,topical")
    assert first.message == "2 treatments have no dose: t_0, t_1"
    assert second.message == "1 treatment has no schedule: t_1"
    assert str(first.place) == "data/tiny/treatments.csv, column dose"


def test_a_graft_may_have_its_dose_among_the_facts(tmp_path: Path) -> None:
    """Cells per kilogram of the graft in facts.csv are its dose; without them it has none."""
    row = "unrelated cord blood,,,Day 0,infusion"
    facts = TABLES_TEXT["facts"] + "tnc,graft,total nucleated cells,3e7,cells/kg,Test ¶1,synthetic,\n"
    assert treated(tmp_path / "a", row, facts=facts) == []
    (found,) = treated(tmp_path / "b", row)
    assert found.message == "1 treatment has no dose: t_0"


def test_a_total_over_several_infusions_wants_its_parts(tmp_path: Path) -> None:
    """A total dose on three days does not say what was infused on each; a single infusion does."""
    (found,) = treated(tmp_path / "a", 'CAR-T cells,1e7,cells/kg,"total dose, 3 consecutive days",infusion')
    assert (found.rule, found.severity) == ("doses.split", "info")
    assert treated(tmp_path / "b", 'CAR-T cells,1e7,cells/kg,"total dose, 1 infusion",infusion') == []
