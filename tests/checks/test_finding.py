"""Findings as people and programs read them."""

from epicrisis.checks.finding import Finding, from_record, report
from epicrisis.places import Place

WARNING = Finding("mrd.limit", "warning", Place("data/x/mrd.csv", row=2), "no limit of detection")
ERROR = Finding("bounds.dose", "error", Place("data/x/treatments.csv", row=3, column="dose"), "no unit", "Add it")


def test_errors_come_first_and_are_counted() -> None:
    """A reader sees what stops the build before anything else."""
    assert report([WARNING, ERROR]) == (
        "error    data/x/treatments.csv, row 3, column dose: no unit. Add it. [bounds.dose]\n"
        "warning  data/x/mrd.csv, row 2: no limit of detection. [mrd.limit]\n"
        "1 error, 1 warning, 0 infos"
    )


def test_an_error_stops_the_build_until_it_is_acknowledged() -> None:
    """Acknowledged errors and mere warnings let the build go on."""
    assert ERROR.stops
    assert not ERROR.acknowledge("checked with the source").stops
    assert not WARNING.stops


def test_a_record_names_every_part_of_the_place() -> None:
    """Programs get the place in parts, with null for what does not apply."""
    record = ERROR.as_record()

    assert (record["path"], record["row"], record["column"], record["line"]) == (
        "data/x/treatments.csv",
        3,
        "dose",
        None,
    )


def test_a_record_gives_back_its_finding() -> None:
    """With the place, and with the reason why it stands."""
    finding = ERROR.acknowledge("checked with the source")

    assert from_record(finding.as_record()) == finding
