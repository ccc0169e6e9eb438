"""Settings that an engine would refuse without saying where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.checks.manuscript import check_manuscript

BODY = "\n---\n\nWords.\n"


def problems_of(project: Path, front_matter: str) -> list[str]:
    """Return the problems of a manuscript with this front matter."""
    source = project / "doc.qmd"
    source.write_text(f"---\ntitle: A title\n{front_matter}{BODY}", "utf-8")
    return [str(problem) for problem in check_manuscript(source, project, {})]


@pytest.mark.parametrize("standard", ["ua-1", "a-2b", "a-3b", "[a-2a, ua-1]", "1.7", "[1.7, a-2u]"])
def test_known_pdf_standards_pass(tmp_path: Path, standard: str) -> None:
    """One or several, also where YAML reads a number."""
    assert [] == problems_of(tmp_path, f"format: {{typst: {{}}}}\npdf-standard: {standard}")


@pytest.mark.parametrize(
    ("standard", "problem"),
    [
        ("a2b", "there is no pdf-standard a2b. Perhaps a-2b is meant."),
        ("ua-9", "there is no pdf-standard ua-9. Perhaps ua-1 is meant."),
        ("[ua-1, archive]", "there is no pdf-standard archive. Known are 1.4, 1.5,"),
        ("[a-2b, a-3b]", "a PDF follows one archive standard only, not a-2b and a-3b. Keep one of them"),
    ],
)
def test_a_pdf_standard_that_cannot_be_followed_is_refused_with_its_line(
    tmp_path: Path, standard: str, problem: str
) -> None:
    """In the front matter, and in the settings of the project."""
    (found,) = problems_of(tmp_path, f"format:\n  typst:\n    pdf-standard: {standard}")
    (tmp_path / "_quarto.yml").write_text(f"format:\n  typst:\n    pdf-standard: {standard}\n", "utf-8")
    (in_project,) = problems_of(tmp_path, "lang: en")

    assert found.startswith(f"doc.qmd, line 5: {problem}")
    assert in_project.startswith(f"_quarto.yml, line 3: {problem}")
