"""Consent and ethics."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.checks.consent import check_consent, check_ethics
from small_case import TABLES_TEXT, write_case

HEADER = "id,subject,attribute,value,unit,source,basis,note\n"


def case_of(root: Path, *facts: str, **tables: str) -> Case:
    """Return a case with these facts, each `subject,attribute,value,unit,note`."""
    lines = ""
    for number, fact in enumerate(facts):
        *cells, note = fact.split(",")
        lines += f"f_{number},{','.join(cells)},Test ¶1,synthetic,{note}\n"
    return load_case(write_case(root, tables={"facts": HEADER + lines, **tables}), "tiny")


GIVEN = "consent,publication of identifiable data,written informed consent,,"


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ([GIVEN], []),
        (["consent,consent,not applicable since no patient exists,,"], []),
        ([], ["consent.publication"]),
        (["consent,participation,written,,"], ["consent.publication"]),
        (["consent,informed consent,written consent to publication,,"], []),
        (["consent,publication,written consent; no images are shown,,"], []),
        (["consent,publication,no,,"], ["consent.publication"]),
        (["consent,publication,not obtained,,"], ["consent.publication"]),
        (
            [GIVEN, "consent,consent before mobilization,written,,what it was for is not stated"],
            ["consent.object"],
        ),
        ([GIVEN, "patient,age,17,years,"], ["consent.minor"]),
        ([GIVEN, "patient,age,18,years,"], []),
        (["consent,publication,written consent of both parents,,", "patient,age,9,years,"], []),
    ],
)
def test_who_consented_to_what(tmp_path: Path, facts: list[str], rules: list[str]) -> None:
    """Publication, object, and both sides of the age of 18."""
    assert [finding.rule for finding in check_consent(case_of(tmp_path, *facts))] == rules


@pytest.mark.parametrize(
    ("end", "consent", "rules"),
    [
        ("Alive in remission", GIVEN, []),
        ("Death from pneumonia", GIVEN, ["consent.deceased"]),
        ("Died of pneumonia", GIVEN, ["consent.deceased"]),
        ("Death from pneumonia", "consent,publication,written informed consent,,given before death", []),
        ("Death from pneumonia", "consent,publication,written informed consent of the husband,,", []),
        ("Death from pneumonia", "consent,publication,not required,,", []),
    ],
)
def test_who_consented_for_a_patient_who_died(tmp_path: Path, end: str, consent: str, rules: list[str]) -> None:
    """The patient before, or a relative."""
    events = TABLES_TEXT["events"].replace("Alive in remission", end)

    assert [finding.rule for finding in check_consent(case_of(tmp_path, consent, events=events))] == rules


@pytest.mark.parametrize(
    ("facts", "rules"),
    [
        ([GIVEN], []),
        (["ethics,approval,Committee of the Clinic,,"], ["consent.approval"]),
        (["ethics,approval,Committee of the Clinic (2024-117),,"], []),
        (["ethics,approval,Committee,,", "ethics,approval number,2024-117,,"], []),
        (["ethics,approval,waived for a single case,,"], []),
    ],
)
def test_an_approval_has_its_number(tmp_path: Path, facts: list[str], rules: list[str]) -> None:
    """A waiver needs none."""
    assert [finding.rule for finding in check_ethics(case_of(tmp_path, *facts))] == rules
