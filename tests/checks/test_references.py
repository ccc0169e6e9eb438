"""References: form, duplicates, citations and pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.checks.references import (
    check_duplicate_references,
    check_reference_fields,
    check_uncited_references,
)
from manuscript_text import manuscript_of
from small_case import write_case


def entry(key: str = "doe2020", **fields: str) -> str:
    """Return a BibTeX entry."""
    whole = {"author": "Doe, J.", "title": f"On {key}", "journal": "J Test", "year": "2020"} | fields
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in whole.items() if value)
    return f"@article{{{key},\n{lines}\n}}\n"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"doi": "10.1234/a.b-c(1)"}, []),
        ({"doi": "10.1234/a."}, ["the DOI '10.1234/a.' of doe2020 is not of the form 10.1234/suffix"]),
        ({"doi": "doi:10.1234/a"}, ["the DOI 'doi:10.1234/a' of doe2020 is not of the form 10.1234/suffix"]),
        ({"doi": "10.12/a"}, ["the DOI '10.12/a' of doe2020 is not of the form 10.1234/suffix"]),
        ({"pages": "917--25"}, []),
        ({"pages": "V69--82"}, []),
        ({"pages": "917--925"}, []),
        ({"pages": "917--917"}, []),
        ({"pages": "925--917"}, ["the pages 925-917 of doe2020 run backwards"]),
        ({"pages": "925--17"}, ["the pages 925-17 of doe2020 run backwards"]),
        ({"pages": "S2090-1232"}, []),
        ({"pages": "e12"}, []),
        ({"journal": ""}, ["doe2020 has no container-title"]),
        ({"title": "", "year": ""}, ["doe2020 has no title, no issued"]),
        ({"year": "2025"}, []),
        ({"year": "2026"}, ["doe2020 is of the year 2026"]),
    ],
)
def test_the_fields_of_an_entry(tmp_path: Path, fields: dict[str, str], messages: list[str]) -> None:
    """On both sides of each rule; the case is of 2024."""
    case = load_case(write_case(tmp_path), "tiny")
    text = manuscript_of("[@doe2020]\n", bibliography=entry(**fields))
    assert [finding.message for finding in check_reference_fields(case, text)] == messages


@pytest.mark.parametrize(
    ("second", "is_same"),
    [
        ({"title": "On doe2020"}, True),
        ({"title": "ON DOE2020."}, True),
        ({"title": "On doe2020", "year": "2021"}, False),
        ({"doi": "10.1234/A"}, True),
        ({"doi": "10.1234/b"}, False),
    ],
)
def test_one_report_has_one_key(second: dict[str, str], is_same: bool) -> None:
    """By DOI in any case, or by title and year."""
    text = manuscript_of("Text.\n", bibliography=entry(doi="10.1234/a") + entry("roe2020", **second))
    found = [(str(finding.place), finding.message) for finding in check_duplicate_references(text)]
    assert found == ([("references.bib, line 8", "roe2020 is the same report as doe2020")] if is_same else [])


def test_what_nobody_cites_is_named() -> None:
    """With its line."""
    text = manuscript_of("As [@doe2020] says.\n", bibliography=entry() + entry("roe2020"))
    assert [(finding.place.line, finding.message) for finding in check_uncited_references(text)] == [
        (7, "roe2020 is cited nowhere")
    ]
