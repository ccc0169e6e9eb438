"""What the manuscript of a case says, held against what its data came to."""

from __future__ import annotations

import subprocess
import sys

from epicrisis.case.on_demand import open_tables
from epicrisis.claims.book import ClaimBook
from epicrisis.claims.judgement import Judgement
from epicrisis.inspection.text import CaseForText, inspect_text
from epicrisis.paths import ProjectPaths

VALUES = {"mrd": {"relapse": {"text": "[0.5%](#datum-mrd-relapse)"}}}


def test_a_text_is_held_against_the_values_that_it_is_given(small_project: ProjectPaths) -> None:
    """Whoever worked them out, and whenever."""
    small_project.report.mkdir(exist_ok=True)
    text = "---\ntitle: T\n---\n\n{{< var tiny.mrd.relapse.text >}}, then {{< var tiny.mrd.none.text >}}.\n"
    small_project.manuscript("tiny").write_text(text, encoding="utf-8")
    against = CaseForText(open_tables(small_project, "tiny"), ClaimBook(), Judgement(), VALUES)

    told = inspect_text(small_project, against, with_figures=False)

    assert told.text is not None
    assert any(passage.text.startswith("0.5%") for passage in told.text.passages)
    assert [f.message for f in told.findings if f.rule == "manuscript.reference" and "tiny.mrd.none" in f.message]


def test_to_read_a_text_needs_no_time_network_and_no_database() -> None:
    """They take longer to be imported than all the reading."""
    unwanted = {"scipy", "numpy", "duckdb", "pandas"}
    code = f"import sys, epicrisis.inspection.text; print(sorted({unwanted} & {{*sys.modules}}))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
