"""Everything of a case that a manuscript can name."""

import yaml

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.case.schema import TABLES
from epicrisis.paths import ProjectPaths
from epicrisis.values.variables import case_variables
from epicrisis.values.variables_file import write_variables

WORDS = {"mrd": {"alt": "A picture.", "description": "A longer text."}}


def test_every_cell_of_every_table_has_a_name(small_project: ProjectPaths) -> None:
    """`<table>.<row>.<column>` for each column, and `.text` for the natural value."""
    case = load_case(small_project, "tiny")

    variables = case_variables(case, resolve(case), WORDS)

    for schema in TABLES:
        for row in case.rows(schema.name):
            assert variables[schema.name][row.id].keys() == {*schema.column_names, "text"}


def test_a_value_leads_to_its_row(small_project: ProjectPaths) -> None:
    """The link leads to it, and its attributes name file, row and column."""
    case = load_case(small_project, "tiny")

    value = case_variables(case, resolve(case), WORDS)["mrd"]["relapse"]["value_percent"]

    place = "data-source='data/tiny/mrd.csv#relapse' data-column='value_percent'"
    assert value == f"[0.5%](#datum-mrd-relapse){{.datum {place} data-basis='synthetic'}}"


def test_a_natural_value_names_the_columns_that_it_is_made_from(small_project: ProjectPaths) -> None:
    """The reader of a card sees each of them as printed."""
    case = load_case(small_project, "tiny")

    value = case_variables(case, resolve(case), WORDS)["reference_ranges"]["b"]["text"]

    assert "data-column='low high unit'" in value


def test_the_long_description_of_a_figure_can_be_printed(small_project: ProjectPaths) -> None:
    """As an attribute it is plain text, in the text it is Markdown."""
    case = load_case(small_project, "tiny")
    words = {"mrd": {"alt": "", "description": "Below <0.01% *twice*."}}

    figure = case_variables(case, resolve(case), words)["figures"]["mrd"]

    assert figure["description"] == "Below <0.01% *twice*."
    assert figure["text"] == r"Below \<0.01% \*twice\*."


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
