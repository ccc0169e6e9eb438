"""CARE: sections say which items they hold, and the checks say what is held by none."""

from __future__ import annotations

import pytest

from epicrisis.checks.care import care_answers, care_items, check_care
from epicrisis.checks.finding import Finding
from manuscript_text import manuscript_of

HEAD = """\
---
title: "Case report: a remission"
keywords:
  - case report
abstract: |
  **Background.** Such things are rare.

  **Case.** A patient was treated.

  **Conclusion.** It can be done.
---
"""
WHOLE = HEAD + "".join(f'\n## Section {number} {{care="{number}"}}\n\nText.\n' for number in range(4, 14))


def rules(text: str) -> list[str]:
    """Return the rules that a manuscript trips."""
    return [finding.rule for finding in check_care(manuscript_of(text))]


def findings(text: str) -> list[Finding]:
    """Return what is found in a manuscript."""
    return list(check_care(manuscript_of(text)))


def test_there_are_thirteen_items_with_their_parts() -> None:
    """Five have parts: abstract, patient, diagnosis, treatment, outcomes and discussion have letters."""
    assert list(dict.fromkeys(item.whole for item in care_items())) == [str(number) for number in range(1, 14)]
    assert len({item.number for item in care_items()}) == len(care_items()) == 28


def test_a_manuscript_that_marks_every_item_has_no_finding() -> None:
    """The number of an item stands for all of its parts."""
    assert rules(WHOLE) == []
    assert care_answers(manuscript_of(WHOLE)).keys() == {item.number for item in care_items()}


def test_a_manuscript_without_marks_gets_one_word() -> None:
    """Nobody is told of each item who does not use the marks."""
    assert rules(HEAD + "\n## Timeline\n\nText.\n") == ["care.sections"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('care="7"', "", ["care.7"]),
        ('care="8"', 'care="8a 8b 8d"', ["care.8c"]),
        ('care="8"', 'care="8a, 8b, 8c, 8d"', []),
        ('care="8"', "", ["care.8"]),
        ('care="12"', 'care="12 13"', []),
        ('care="12"', "care=12", []),
        ('care="12"', "care=12 .unnumbered", []),
        ('care="12"', "care='12' .unnumbered", []),
        ('care="12"', 'care=""', ["care.12"]),
        ('care="12"', 'care="14"', ["care.12", "care.unknown"]),
        ('care="12"', 'care="7c"', ["care.12", "care.unknown"]),
        ('12 {care="12"}\n\nText.', '12 {care="12"}', ["care.empty"]),
        ('12 {care="12"}\n\nText.', '12 {care="12"}\n\n### Inside\n\nText.', []),
        ("Case report: a", "A", ["care.1"]),
        ("Case report: a", "A case study of", []),
        ("  - case report\n", "", ["care.2"]),
        ("  **Conclusion.** It can be done.\n", "", ["care.3c"]),
        ("**Conclusion.** It", "It", ["care.3c"]),
    ],
)
def test_what_is_missing_is_told(old: str, new: str, expected: list[str]) -> None:
    """Each item, part, mark and part of the abstract, on both sides."""
    assert old in WHOLE

    assert rules(WHOLE.replace(old, new)) == expected


def test_an_abstract_without_parts_is_taken_as_a_whole() -> None:
    """Journals differ in how they want abstracts."""
    text = WHOLE
    for label in ("**Background.** ", "**Case.** ", "**Conclusion.** "):
        text = text.replace(label, "")

    assert rules(text) == []


def test_a_finding_names_the_item_and_how_to_mark_or_acknowledge_it() -> None:
    """Its place is the manuscript as a whole, which no edit of the text moves."""
    (finding,) = findings(WHOLE.replace('care="8"', 'care="8a 8b 8d"'))

    assert str(finding.place) == "paper.qmd"
    assert finding.severity == "info"
    assert finding.message.startswith("CARE item 8c stands nowhere (Diagnostic assessment: The reasoning")
    assert finding.fix == 'Mark the section that holds it with care="8c", or acknowledge care.8c with the reason'


def test_a_section_knows_its_anchor() -> None:
    """That of its label, or the one that pandoc makes of its title."""
    text = '## The course {#sec-course care="7"}\n\nText.\n\n## What we gave {care="9a"}\n\nText.\n'

    answers = care_answers(manuscript_of(text))

    assert [section.identifier for number in ("7", "9a") for section in answers[number]] == [
        "sec-course",
        "what-we-gave",
    ]
