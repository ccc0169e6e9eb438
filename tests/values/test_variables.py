"""Everything of a case that a manuscript can name."""

import yaml

from epicrisis.case.chronology import resolve
from epicrisis.case.load import load_case
from epicrisis.case.schema import TABLES
from epicrisis.paths import ProjectPaths
from epicrisis.values.variables import case_variables, write_variables

WORDS = {"mrd": {"alt": "A picture.", "description": "A longer text."}}


def test_every_cell_of_every_table_has_a_name(small_project: ProjectPaths) -> None:
    """`<table>.<row>.<column>` for each column, and `.text` for the natural value."""
    case = load_case(small_project, "tiny")

    variables = case_variables(case, resolve(case), WORDS)

    for schema in TABLES:
        for row in case.rows(schema.name):
            assert variables[schema.name][row.id].keys() == {*schema.column_names, "text"}


def test_a_value_leads_to_its_row(small_project: ProjectPaths) -> None:
    """The span names the file and the row."""
    case = load_case(small_project, "tiny")

    value = case_variables(case, resolve(case), WORDS)["mrd"]["relapse"]["value_percent"]

    place = "data-source='data/tiny/mrd.csv#relapse' data-column='value_percent'"
    assert value == f"[0.5%]{{.datum {place} data-basis='synthetic'}}"


def test_a_blank_cell_reads_not_reported(small_project: ProjectPaths) -> None:
    """A blank is neither nothing nor zero."""
    case = load_case(small_project, "tiny")

    value = case_variables(case, resolve(case), WORDS)["mrd"]["marrow_2"]["lod_percent"]

    assert value.startswith("[not reported]")


def test_the_file_is_yaml_in_a_fixed_order(small_project: ProjectPaths) -> None:
    """The same case gives the same bytes, and any YAML reader understands them."""
    case = load_case(small_project, "tiny")
    variables = {"tiny": case_variables(case, resolve(case), WORDS), "build": {"engine": "embedded"}}

    text = write_variables(variables)

    assert yaml.safe_load(text) == variables
    assert text == write_variables(dict(reversed(variables.items())))
