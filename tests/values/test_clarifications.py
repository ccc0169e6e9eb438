"""Points in the source that need clarification: what the authors let stand, for readers."""

import pytest

from epicrisis.case.load import load_case
from epicrisis.checks.finding import Finding, Severity
from epicrisis.paths import ProjectPaths
from epicrisis.places import Place
from epicrisis.values.clarifications import clarifications


def finding(message: str, row: int | None = None, severity: Severity = "info", table: str = "mrd") -> Finding:
    """Return an acknowledged finding on a table of the small case."""
    return Finding("rule", severity, Place(f"data/tiny/{table}.csv", row=row), message, acknowledged="as printed")


def test_a_point_says_what_was_found_why_it_stays_and_in_which_row(small_project: ProjectPaths) -> None:
    """Two sentences and a link to the appendix."""
    case = load_case(small_project, "tiny")

    text = clarifications(case, [finding("0.5% is a lot", row=2)])

    assert text == "- 0.5% is a lot. As printed. ([mrd, relapse](#datum-mrd-relapse))\n"


def test_rows_that_a_message_lists_are_links(small_project: ProjectPaths) -> None:
    """In words, without the underscores of their ids."""
    case = load_case(small_project, "tiny")

    text = clarifications(case, [finding("tests without a limit: marrow_1, marrow_2")])

    expected = "[marrow 1](#datum-mrd-marrow_1), [marrow 2](#datum-mrd-marrow_2)"
    assert text == f"- Tests without a limit: {expected}. As printed.\n"


def test_the_gravest_come_first(small_project: ProjectPaths) -> None:
    """A reader who stops early has seen what matters."""
    case = load_case(small_project, "tiny")
    findings = [finding("info"), finding("error", severity="error"), finding("warning", severity="warning")]

    text = clarifications(case, findings)

    assert [line[2:].split(".")[0] for line in text.splitlines() if line] == ["Error", "Warning", "Info"]


def test_numbers_and_markup_of_a_message_are_set_for_print(small_project: ProjectPaths) -> None:
    """Powers of ten as such, and a star is a star."""
    case = load_case(small_project, "tiny")

    text = clarifications(case, [finding("1.06e7 cells *x*")]).replace("\u00a0", " ")

    assert text == "- 1.06 × 10^7^ cells \\*x\\*. As printed.\n"


@pytest.mark.parametrize(
    "left_out",
    [
        Finding("rule", "error", Place("data/tiny/mrd.csv", row=2), "not acknowledged"),
        Finding("rule", "info", Place("report/tiny.qmd", line=2), "of the text", acknowledged="why"),
    ],
)
def test_what_needs_no_word_is_said_in_one_sentence(small_project: ProjectPaths, left_out: Finding) -> None:
    """A finding without a reason stops the build; one on the text is no point in the source."""
    case = load_case(small_project, "tiny")

    assert clarifications(case, [left_out]) == "The checks of the data found nothing that needs a word.\n"
