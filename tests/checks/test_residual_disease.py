"""MRD: limits of detection, thresholds, series and the words for relapse."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.model import Case
from epicrisis.checks.residual_disease import (
    check_detection_limits,
    check_extramedullary_words,
    check_measured_values,
    check_relapse_words,
    check_relapse_words_of_text,
    check_series,
)
from manuscript_text import manuscript_of
from small_case import TABLES_TEXT, write_case

HEADER = "id,event,specimen,method,relation,value_percent,lod_percent,source,basis,note\n"


def case_of(root: Path, *rows: str, **tables: str) -> Case:
    """Return a case with these tests, each `event,specimen,method,relation,value,limit`."""
    lines = "".join(f"m_{number},{row},Test ¶1,synthetic,\n" for number, row in enumerate(rows))
    return load_case(write_case(root, tables={"mrd": HEADER + lines, **tables}), "tiny")


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (["0.001", "0.01"], None),
        (["0.001", ""], None),
        (["", ""], "2 of 2 negative tests have no limit of detection: m_0, m_1"),
        ([""], "1 of 1 negative tests have no limit of detection: m_0"),
        (["0.001", "", "", ""], "3 of 4 negative tests have no limit of detection: m_1, m_2, m_3"),
    ],
)
def test_negatives_have_limits(tmp_path: Path, limits: list[str], message: str | None) -> None:
    """A single gap in a series with limits passes; a series without is one finding."""
    rows = [f"visit_1,bone marrow,flow cytometry,not_detected,,{limit}" for limit in limits]
    found = [finding.message for finding in check_detection_limits(case_of(tmp_path, *rows))]
    assert found == ([message] if message else [])


@pytest.mark.parametrize(
    ("limit", "rules"), [("0.01", []), ("0.011", ["mrd.threshold"]), ("0.1", ["mrd.threshold"])]
)
def test_a_negative_needs_a_limit_of_at_most_one_in_ten_thousand(
    tmp_path: Path, limit: str, rules: list[str]
) -> None:
    """Both sides of 0.01 %."""
    case = case_of(tmp_path, f"visit_1,bone marrow,flow cytometry,not_detected,,{limit}")
    assert [finding.rule for finding in check_detection_limits(case)] == rules


@pytest.mark.parametrize(
    ("relation", "value", "rules"),
    [
        ("=", "0.01", []),
        ("=", "0.009", ["mrd.below_limit"]),
        ("<", "0.01", []),
        ("<", "0.009", ["mrd.below_limit"]),
    ],
)
def test_a_value_is_not_below_its_limit(tmp_path: Path, relation: str, value: str, rules: list[str]) -> None:
    """Both sides of the limit, for measured values and for less-than."""
    case = case_of(tmp_path, f"visit_1,bone marrow,flow cytometry,{relation},{value},0.01")
    assert [finding.rule for finding in check_measured_values(case)] == rules


def test_a_series_keeps_its_specimen_and_method(tmp_path: Path) -> None:
    """A lone test of another specimen is found; two series side by side are not."""
    rows = [f"{event},bone marrow,flow cytometry,=,0.5,0.01" for event in ("car_t", "visit_1", "visit_2")]
    blood = [row.replace("bone marrow", "blood") for row in rows]
    assert list(check_series(case_of(tmp_path / "a", *rows, *blood))) == []
    pcr = "last_seen,bone marrow,PCR,=,0.5,0.01"
    mixed = case_of(tmp_path / "b", "relapse,apheresis product,PCR,=,0.5,0.01", *rows, pcr)
    assert [(finding.rule, finding.message) for finding in check_series(mixed)] == [
        ("mrd.specimen", "the series is of bone marrow, but m_0 is of apheresis product"),
        ("mrd.method", "the series of bone marrow mixes methods: PCR, flow cytometry"),
    ]


@pytest.mark.parametrize(
    ("label", "value", "rules"),
    [
        ("MRD relapse", "0.05", []),
        ("Morphological relapse", "5", []),
        ("Morphological relapse", "4.9", ["mrd.relapse"]),
        ("Molecular relapse", "4.9", []),
        ("Molecular relapse", "5", ["mrd.relapse"]),
        ("Relapse", "0.5", []),
    ],
)
def test_the_word_for_a_relapse_goes_with_its_blasts(
    tmp_path: Path, label: str, value: str, rules: list[str]
) -> None:
    """Both sides of 5 %."""
    events = TABLES_TEXT["events"].replace("relapse,disease,point,Relapse,", f"relapse,disease,point,{label},")
    case = case_of(tmp_path, f"relapse,bone marrow,flow cytometry,=,{value},0.01", events=events)
    assert [finding.rule for finding in check_relapse_words(case)] == rules


@pytest.mark.parametrize(
    ("label", "site", "status", "rules"),
    [
        ("Extramedullary relapse", "lymph node", "involved", []),
        ("Extramedullary relapse", "lymph node", "not involved", ["mrd.extramedullary"]),
        ("Extramedullary relapse", "bone marrow", "involved", []),
        ("MRD relapse", "lymph node", "not involved", []),
        ("MRD relapse", "lymph node", "involved", ["mrd.extramedullary"]),
        ("MRD and extramedullary relapse", "lymph node", "involved", []),
        ("Relapse", "lymph node", "involved", []),
    ],
)
def test_the_word_for_a_relapse_goes_with_its_sites(
    tmp_path: Path, label: str, site: str, status: str, rules: list[str]
) -> None:
    """Extramedullary is what has a site outside the marrow; where no site is recorded nothing is said."""
    lesions = TABLES_TEXT["lesions"].splitlines()[0] + f"\nl,relapse,{site},,PET-CT,{status},Test ¶1,synthetic,\n"
    events = TABLES_TEXT["events"].replace("relapse,disease,point,Relapse,", f"relapse,disease,point,{label},")

    case = case_of(tmp_path, events=events, lesions=lesions)

    assert [finding.rule for finding in check_extramedullary_words(case)] == rules


@pytest.mark.parametrize(
    ("value", "words", "rules"),
    [
        ("4.9", "Haematological relapse followed, with {} in marrow.", ["mrd.relapse"]),
        ("5", "Haematological relapse followed, with {} in marrow.", []),
        ("4.9", "MRD relapse followed, with {} in marrow.", []),
        ("4.9", "MRD was {} in marrow. Morphological relapse never came.", []),
        ("4.9", "Morphologic relapse at {}.", ["mrd.relapse"]),
    ],
)
def test_a_sentence_calls_a_relapse_what_its_blasts_say(
    tmp_path: Path, value: str, words: str, rules: list[str]
) -> None:
    """Both sides of 5 %, in the sentence that prints the value and not in its neighbours."""
    case = case_of(tmp_path, f"relapse,bone marrow,flow cytometry,=,{value},0.01")
    text = manuscript_of(
        words.format("{{< var tiny.mrd.m_0.text >}}") + "\n", {"tiny": {"mrd": {"m_0": {"text": f"{value}%"}}}}
    )

    assert [finding.rule for finding in check_relapse_words_of_text(case, text)] == rules
