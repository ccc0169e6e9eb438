"""Characters that no reader could see."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.checks.manuscript import check_manuscript

VALUES = {"case": {"label": "[Ward 😀]{.datum data-source='data/case/events.csv#ward'}"}}


def problems_of(project: Path, text: str) -> list[str]:
    """Return the problems of a manuscript with this body."""
    source = project / "doc.qmd"
    source.write_text(f"---\ntitle: A title\n---\n\n{text}\n", "utf-8")
    return [str(problem) for problem in check_manuscript(source, project, VALUES)]


@pytest.mark.parametrize(
    "text", ["plain", "1.0 × 10⁷/kg, µL, † ‡ §, “x” – −95, α₂ ≥ ≤", "Łódź, Ångström, naïve", "Ωμέγα"]
)
def test_clinical_text_has_shapes(tmp_path: Path, text: str) -> None:
    """Units, signs, marks and European names are in the fonts of the PDF."""
    assert problems_of(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a\n\nb 😀", "doc.qmd, line 7: the fonts of the PDF have no shape for 😀 (U+1F600, grinning face)."),
        (
            "Dr 李",
            "doc.qmd, line 5: the fonts of the PDF have no shape for 李 (U+674E, cjk unified ideograph-674e).",
        ),
        ("in {{< var case.label >}}", "doc.qmd, line 5: the fonts of the PDF have no shape for 😀"),
        ("a\x07b", "doc.qmd, line 5: there is a character that nobody can see (U+0007). Delete it."),
    ],
)
def test_a_character_that_would_be_a_box_is_named_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    """In the text, and in a value that stands there."""
    (found,) = problems_of(tmp_path, text)
    assert found.startswith(problem)
