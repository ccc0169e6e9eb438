"""What abstract and discussion say of the patient is in the data."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.checks.entities import check_entities
from epicrisis.checks.sites import check_site_lists
from manuscript_text import manuscript_of
from small_case import TABLES_TEXT, write_case


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Return `tiny` with four sites at relapse."""
    rows = "".join(
        f"{site}_r,relapse,{site},,PET-CT,involved,Test ¶1,synthetic,\n" for site in ("breast", "kidney", "liver")
    )
    return load_case(write_case(tmp_path, tables={"lesions": TABLES_TEXT["lesions"] + rows}), "tiny")


def abstract(words: str) -> str:
    """Return a manuscript with this abstract."""
    return f"---\nabstract: |\n  {words}\n---\n"


def discussion(words: str) -> str:
    """Return a manuscript with this discussion."""
    return f"## Discussion\n\n{words}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (abstract("The breast was involved."), []),
        (abstract("The pancreas was involved."), ["pancreas"]),
        (abstract("**Background.** The pancreas may be involved."), []),
        (abstract("A mutation of KRAS, and one of TP53."), ["TP53"]),
        (discussion("In this patient imatinib was given."), ["imatinib"]),
        (abstract("The pancreas was not involved."), []),
        (abstract("Graft-versus-host disease did not occur; imatinib was never given."), []),
        (discussion("In contrast to our patient, others have had sepsis."), []),
        (discussion("Our patient had sepsis."), ["sepsis"]),
        (discussion("Imatinib is given to many. Others had disease of the testes."), []),
        ("## Course\n\nShe had imatinib.\n", []),
    ],
)
def test_an_entity_of_the_patient_is_in_the_data(case: Case, text: str, found: list[str]) -> None:
    """Drugs, organs and genes; what is said of others or as background is not of the patient."""
    messages = [finding.message for finding in check_entities(case, manuscript_of(text))]
    assert messages == [f"the text speaks of {name} in this patient, and the data do not" for name in found]


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("Lymph node, breast, kidney and liver were involved.", None),
        ("Breast, kidney and liver were involved.", "lymph node"),
        ("Breast and kidney were involved.", None),
    ],
)
def test_a_list_of_sites_is_whole(case: Case, words: str, missing: str | None) -> None:
    """Three of four sites are a list with a gap; two are no list."""
    messages = [finding.message for finding in check_site_lists(case, manuscript_of(abstract(words)))]
    gap = f"this list of sites leaves out {missing}, which the same assessment found"
    assert messages == ([gap] if missing else [])
