"""The tables of the manuscript, made from the data."""

import re
from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.paths import ProjectPaths
from epicrisis.values.numerals import NO_BREAK_SPACE
from epicrisis.values.tables import MANUSCRIPT_TABLES, manuscript_tables
from small_case import TABLES_TEXT, write_case


def cells(paths: ProjectPaths, table: str) -> list[list[str]]:
    """Return the body of a generated table as plain text, without the spans that carry the sources."""
    case = load_case(paths, "tiny")
    text = manuscript_tables(case, resolve(case))[table].replace(NO_BREAK_SPACE, " ")
    plain = re.sub(r"\[([^\]]*)\]\(#[\w-]+\)\{\.datum[^}]*\}", r"\1", text)
    return [
        [cell.strip() for cell in line.removeprefix("| ").removesuffix(" |").split(" | ")]
        for line in plain.splitlines()[2:]
    ]


def test_mrd_results_stand_in_order_of_time_with_day_and_limit(small_project: ProjectPaths) -> None:
    """Every relation has its words, and a missing limit is said to be missing."""
    assert cells(small_project, "mrd") == [
        ["Relapse", "no later than Day −40^†^", "bone marrow", "flow cytometry", "0.5%", "0.01%"],
        ["CAR-T cells", "between Day −60 and Day −40", "bone marrow", "flow cytometry", r"\<0.01%", "0.01%"],
        ["First visit", "Day 28", "blood", "PCR", "positive", "0.001%"],
        ["First visit", "Day 28", "bone marrow", "flow cytometry", "not detected", "0.01%"],
        ["Second visit", "between Day 80 and Day 100", "bone marrow", "–", "not detected", "not reported"],
    ]


def test_treatments_name_their_event_once(small_project: ProjectPaths) -> None:
    """The agents of one event stand under one name."""
    assert cells(small_project, "treatments")[:2] == [
        ["Chemotherapy", "drug A", "1.5 mg/m²", "days 1 and 8", "intravenous"],
        ["[]{.same}", "drug B", "40 mg", "days 1 to 28", "oral"],
    ]


def test_markers_are_gathered_by_result(small_project: ProjectPaths) -> None:
    """One row a specimen."""
    assert cells(small_project, "markers") == [["bone marrow", "CD19", "CD20", "CD3"]]


def test_each_report_of_the_literature_is_cited(small_project: ProjectPaths) -> None:
    """The citation is made by the engine, so its number is the one of the text."""
    assert cells(small_project, "literature")[0][0] == "[@doe2020]"


@pytest.mark.parametrize("table", sorted(MANUSCRIPT_TABLES))
def test_every_row_has_as_many_cells_as_the_head(small_project: ProjectPaths, table: str) -> None:
    """A cell that holds a bar does not break the table."""
    case = load_case(small_project, "tiny")

    lines = manuscript_tables(case, resolve(case))[table].splitlines()

    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {lines[0].count("|")}


def test_markup_in_a_cell_is_printed_letter_by_letter(tmp_path: Path) -> None:
    """A star or a bar in the data is a star or a bar on the page."""
    text = TABLES_TEXT["treatments"].replace("drug A", "drug *A*|B")
    paths = write_case(tmp_path, tables={"treatments": text})
    case = load_case(paths, "tiny")

    assert r"drug \*A\*\|B" in manuscript_tables(case, resolve(case))["treatments"]
