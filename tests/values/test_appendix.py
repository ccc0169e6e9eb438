"""The data appendix: where every value of a manuscript leads to."""

import html
import re
from pathlib import Path

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.case.schema import TABLES
from epicrisis.claims.book import parse_claims
from epicrisis.claims.judgement import Judgement
from epicrisis.claims.verdict import judge
from epicrisis.paths import ProjectPaths
from epicrisis.values.appendix import appendix_tables, data_appendix
from epicrisis.values.tables import manuscript_tables
from epicrisis.values.variables import case_variables
from small_case import TABLES_TEXT, write_case

BOOK = """\
values:
  width:
    query: select high - low from reference_ranges where id = 'b'
    format: "{:g} cells/µL"
    note: high − low
claims:
  relapse_measured:
    query: select relation = '=' from mrd where id = 'relapse'
"""


def appendix(paths: ProjectPaths) -> str:
    """Return the appendix of the small case with one derived value and one claim."""
    case = load_case(paths, "tiny")
    chronology = resolve(case)
    book, problems = parse_claims(BOOK, "tiny.claims.yml")
    assert problems == ()
    return data_appendix(case, chronology, judge(book, case, chronology))


def anchors(text: str) -> list[str]:
    """Return the anchors of the page."""
    return re.findall(r'id="([\w-]+)"', text)


def test_every_row_day_value_and_claim_has_one_anchor(small_project: ProjectPaths) -> None:
    """In the page as in the print, and none twice."""
    case = load_case(small_project, "tiny")
    rows = {f"datum-{schema.name}-{row.id}" for schema in TABLES for row in case.rows(schema.name)}
    expected = {*rows, *(f"datum-times-{event.id}" for event in case.events), "derived-width"}
    expected |= {"claim-relapse_measured"}

    text = appendix(small_project)

    assert set(anchors(text)) == expected
    assert len(anchors(text)) == len(expected)
    assert set(re.findall(r"\] <([\w-]+)>\]", text)) == expected


def test_whatever_a_value_links_to_is_there(small_project: ProjectPaths) -> None:
    """Of all values and of all generated tables."""
    case = load_case(small_project, "tiny")
    chronology = resolve(case)
    book, _ = parse_claims(BOOK, "tiny.claims.yml")
    results = judge(book, case, chronology).results
    everything = f"{case_variables(case, chronology, {}, results)}{manuscript_tables(case, chronology)}"

    targets = set(re.findall(r"\]\(#([\w-]+)\)\{\.datum", everything))

    assert len(targets) > 50
    assert targets <= set(anchors(appendix(small_project)))


def test_a_row_shows_each_cell_that_is_not_blank_under_its_column(small_project: ProjectPaths) -> None:
    """As printed, then basis and source."""
    text = appendix(small_project)

    assert (
        '<tr><td><span id="datum-facts-graft_cells">graft_<wbr>cells</span></td>'
        '<td><em>subject</em> <span data-column="subject">graft</span>; '
        '<em>attribute</em> <span data-column="attribute">CD34+ cells</span>; '
        '<em>value</em> <span data-column="value">4.2</span>; '
        '<em>unit</em> <span data-column="unit">10⁶/kg</span></td><td>synthetic, Test ¶2</td></tr>'
    ) in text


def test_days_lead_on_to_the_statements_behind_them(small_project: ProjectPaths) -> None:
    """A day that follows from several rows names them all."""
    case = load_case(small_project, "tiny")
    [times] = [table for table in appendix_tables(case, resolve(case), Judgement()) if table.name == "times"]

    [relapse] = [row for row in times.rows if row[0][0].text == "relapse"]

    assert [run.text for run in relapse[1]] == ["no later than Day\u00a0−40"]
    assert [run.target for run in relapse[2] if run.target] == [
        "datum-timing-car_t_after_relapse",
        "datum-timing-graft_after_car_t",
    ]


def test_derived_values_and_claims_show_their_queries(small_project: ProjectPaths) -> None:
    """With what the value is printed as."""
    text = html.unescape(appendix(small_project))

    assert "select high - low from reference_ranges where id = 'b'</td><td>470 cells/µL (high − low)" in text
    assert "select relation = '=' from mrd where id = 'relapse'</td><td>–" in text


def test_a_table_without_rows_is_left_out(small_project: ProjectPaths) -> None:
    """Neither derived values nor claims are announced where there are none."""
    case = load_case(small_project, "tiny")

    names = [table.name for table in appendix_tables(case, resolve(case), Judgement())]

    assert names == [*(schema.name.replace("_", " ") for schema in TABLES), "times"]


@pytest.mark.parametrize(
    ("cell", "on_page", "in_print"),
    [
        ("<b>&", "&lt;b&gt;&amp;", '#"<b>&"'),
        ('a """"x""""', 'a ""x""', r'#"a \"\"x\"\""'),
        (r"\n $x$ #y", r"\n $x$ #y", r'#"\\n $x$ #y"'),
        ("one\n\n````\n\ntwo", "one ```` two", '#"one ```` two"'),
    ],
)
def test_any_text_is_printed_letter_by_letter(tmp_path: Path, cell: str, on_page: str, in_print: str) -> None:
    """Nothing in a cell is markup, closes the block around it or starts a line of its own."""
    table = TABLES_TEXT["treatments"].replace("drug A", f'"{cell}"')
    text = appendix(write_case(tmp_path, tables={"treatments": table}))

    assert f'<span data-column="agent">{on_page}</span>' in text
    assert in_print in text
    assert [line for line in text.splitlines() if line.startswith("````")] == [
        "````{=html}",
        "````",
        "````{=typst}",
        "````",
    ]


@pytest.mark.parametrize(("steps", "expected"), [(7, 8), (8, 1)])
def test_of_a_long_chain_only_what_names_the_event_is_listed(tmp_path: Path, steps: int, expected: int) -> None:
    """Eight statements are listed, of nine only the one of the event itself."""
    events = "".join(f"step_{n},outcome,point,Step {n},,Test ¶3,synthetic,\n" for n in range(1, steps + 1))
    befores = ["last_seen", *(f"step_{n}" for n in range(1, steps))]
    timing = "".join(
        f"step_{n}_day,step_{n},start,{before},start,1,,Test ¶3,synthetic,\n"
        for n, before in enumerate(befores, 1)
    )
    tables = {"events": TABLES_TEXT["events"] + events, "timing": TABLES_TEXT["timing"] + timing}
    case = load_case(write_case(tmp_path, tables=tables), "tiny")

    times = next(table for table in appendix_tables(case, resolve(case), Judgement()) if table.name == "times")

    chain = next(cell for (name, *_), _days, cell in times.rows if name.text == f"step_{steps}")
    listed = [run.text for run in chain if run.target]
    assert expected == len(listed)
    assert f"step_{steps}_day" in listed
    assert ("more of the chain" in chain[-1].text) == (steps == 8)
