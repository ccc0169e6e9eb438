"""What stands behind a figure, folded away under it."""

import pytest

from epicrisis.case.load import load_case
from epicrisis.case.resolution import resolve
from epicrisis.paths import FIGURE_STEMS, ProjectPaths
from epicrisis.values.disclosures import FIGURE_DISCLOSURES, events_table


@pytest.mark.parametrize(
    ("stem", "words"), [("timeline", "Engraftment"), ("mrd", "PCR"), ("immune_cells", "T cells")]
)
def test_a_figure_has_its_description_and_its_data(small_project: ProjectPaths, stem: str, words: str) -> None:
    """On the page alone: a print has the rows in its appendix."""
    case = load_case(small_project, "tiny")

    text = FIGURE_DISCLOSURES[f"figure-{stem}"](case, resolve(case))

    assert text.startswith('::: {.content-visible when-format="html"}')
    assert "<details" in text
    assert f"{{{{< var tiny.figures.{stem}.text >}}}}" in text
    assert words in text


def test_every_figure_has_one() -> None:
    """Under the name that a manuscript includes."""
    assert FIGURE_DISCLOSURES.keys() == {f"figure-{stem}" for stem in FIGURE_STEMS}


def test_the_events_stand_in_order_of_time_with_their_days(small_project: ProjectPaths) -> None:
    """Every event of the case, each once."""
    case = load_case(small_project, "tiny")

    lines = events_table(case, resolve(case)).splitlines()[2:]

    assert len(lines) == len(case.events)
    assert "Chemotherapy" in lines[1]
    assert "Day\u00a028" in next(line for line in lines if "First visit" in line)
