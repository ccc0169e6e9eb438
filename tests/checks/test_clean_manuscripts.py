"""Sound manuscripts as authors write them raise no alarm: false alarms kill such tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.checks.privacy import check_private_text
from epicrisis.checks.text import check_text
from manuscript_text import manuscript_of
from small_case import TABLES_TEXT, write_case

MANUSCRIPTS = sorted((Path(__file__).parents[1] / "fixtures" / "clean").glob("*.qmd"))
HANDFUL = 5
FACTS = """\
patient,treatment,"cytarabine, daunorubicin, venetoclax, azacitidine, tocilizumab, dexamethasone, dasatinib",
disease,mutated genes,"NPM1, NUP214::ABL1",
complication,cytokine release syndrome of grade,1,
complication,neurotoxicity of grade,2,
complication,acute GVHD,none,
graft,source,haploidentical sibling,
graft,chimerism on Day 30,>99,%
graft,conditioning,"thiotepa, busulfan and fludarabine",
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Return `tiny` with what the manuscripts tell of their patients."""
    rows = "".join(f"f_{n},{fact},Test ¶1,synthetic,\n" for n, fact in enumerate(FACTS.splitlines()))
    graft = "stem cells,4.2,10⁶ cells/kg"
    tables = {
        "facts": TABLES_TEXT["facts"] + rows,
        "treatments": TABLES_TEXT["treatments"].replace("stem cells,4.2,10⁶/kg", graft),
        "events": TABLES_TEXT["events"].replace(
            "graft,transplant,point,Transplantation,", "graft,transplant,point,Transplantation,After conditioning."
        ),
    }
    return load_case(write_case(tmp_path, tables=tables), "tiny")


@pytest.mark.parametrize("path", MANUSCRIPTS, ids=lambda path: path.stem)
def test_a_sound_manuscript_has_at_most_a_handful_of_infos(case: Case, path: Path) -> None:
    """American and British, with footnotes, lists, tables, quotations, trials, doses and names of others."""
    text = manuscript_of(path.read_text(encoding="utf-8"))

    findings = [*check_text(case, text), *check_private_text(text)]

    assert [str(finding.as_problem()) for finding in findings if finding.severity != "info"] == []
    assert len(findings) <= HANDFUL
