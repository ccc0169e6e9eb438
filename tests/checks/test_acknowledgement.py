"""Findings that the authors let stand."""

from epicrisis.checks.acknowledgement import Acknowledgement, acknowledge, parse_acknowledgements
from epicrisis.checks.finding import Finding
from epicrisis.places import Place

FINDING = Finding("bounds.dose", "error", Place("data/x/treatments.csv", row=3, column="dose"), "no unit")


def test_a_finding_with_the_same_rule_and_place_is_acknowledged() -> None:
    """The reason goes with the finding."""
    entry = Acknowledgement("bounds.dose", "data/x/treatments.csv, row 3, column dose", "as printed", 2)

    (finding,) = acknowledge([FINDING], [entry], "data/x/acknowledged.csv")

    assert finding.acknowledged == "as printed"
    assert not finding.stops


def test_an_acknowledgement_of_another_place_changes_nothing_and_is_reported() -> None:
    """No acknowledgement outlives its cause."""
    entry = Acknowledgement("bounds.dose", "data/x/treatments.csv, row 4, column dose", "as printed", 2)

    finding, unused = acknowledge([FINDING], [entry], "data/x/acknowledged.csv")

    assert finding.stops
    assert (unused.rule, str(unused.place)) == ("acknowledged.unused", "data/x/acknowledged.csv, row 2")


def test_while_checks_are_missing_no_acknowledgement_is_idle() -> None:
    """A case that cannot be read has none of its usual findings, and its authors keep their reasons."""
    entry = Acknowledgement("bounds.dose", "data/x/treatments.csv, row 4, column dose", "as printed", 2)

    findings = acknowledge([FINDING], [entry], "data/x/acknowledged.csv", everything=False)

    assert findings == (FINDING,)


def test_an_acknowledgement_without_a_reason_is_a_problem() -> None:
    """Every problem of the file is named by its row."""
    text = 'rule,place,reason\nbounds.dose,"data/x/treatments.csv, row 3",\n'

    entries, problems = parse_acknowledgements(text, "data/x/acknowledged.csv")

    assert entries == ()
    assert [str(problem) for problem in problems] == [
        "data/x/acknowledged.csv, row 2: an acknowledgement needs rule, place and reason. "
        "Quote a cell that contains a comma."
    ]


def test_a_wrong_header_is_a_problem() -> None:
    """The message shows the right header."""
    _, problems = parse_acknowledgements("rule,reason\n", "a.csv")

    assert str(problems[0]) == "a.csv, row 1: the header is wrong. Write rule,place,reason."
