"""Reading a case: what a good one gives, and what each fault of a bad one is told as."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from case.faults import messages
from epicrisis.case.load import load_case
from epicrisis.case.schema import TABLES
from epicrisis.paths import ProjectPaths
from small_case import TABLES_TEXT, write_case

TIMING = "id,event,edge,reference,reference_edge,min_days,max_days,source,basis,note\n"
MRD = "id,event,specimen,method,relation,value_percent,lod_percent,source,basis,note\n"
CELLS = "id,event,population,relation,cells_per_ul,method,source,basis,note\n"
FACTS = "id,subject,attribute,value,unit,source,basis,note\n"
MARKERS = "id,specimen,marker,result,source,basis,note\n"


class TestGoodCase:
    """A case without faults."""

    def test_has_the_particulars_of_its_package(self, small_project: ProjectPaths) -> None:
        """Title, version, date and Day 0 come from datapackage.json."""
        case = load_case(small_project, "tiny")

        assert (case.id, case.title, case.version) == ("tiny", "A tiny synthetic case", "0.1.0")
        assert (date(2024, 2, 29), "graft", True) == (case.created, case.day_zero, case.synthetic)

    @pytest.mark.parametrize("table", [schema.name for schema in TABLES])
    def test_has_every_row_of_every_table(self, small_project: ProjectPaths, table: str) -> None:
        """Each line of a file under its header is one row, in file order."""
        expected = [line.split(",")[0] for line in TABLES_TEXT[table].splitlines()[1:]]

        rows = load_case(small_project, "tiny").rows(table)

        assert expected == [row.id for row in rows]

    def test_reads_numbers_and_keeps_what_was_printed(self, tmp_path: Path) -> None:
        """A cell is a number for computing and its own characters for quoting."""
        mrd = MRD + "first,relapse,marrow,,=,0.050,,¶1,synthetic,\n"

        (test,) = load_case(write_case(tmp_path, tables={"mrd": mrd}), "tiny").mrd

        assert test.value_percent == 0.05
        assert test.printed["value_percent"] == "0.050"

    def test_reads_a_blank_as_not_reported(self, small_project: ProjectPaths) -> None:
        """A blank number is None, never 0."""
        last = load_case(small_project, "tiny").mrd[-1]

        assert (last.value_percent, last.lod_percent, last.method) == (None, None, "")

    def test_gives_rows_that_cannot_be_changed(self, small_project: ProjectPaths) -> None:
        """Nobody who gets a case can alter it for the others."""
        row = load_case(small_project, "tiny").mrd[0]

        with pytest.raises(FrozenInstanceError):
            row.value_percent = 0.0  # type: ignore[misc]  # the point of the test

    def test_counts_rows_as_a_spreadsheet_does(self, tmp_path: Path) -> None:
        """The header is row 1; empty lines count and are left out."""
        markers = MARKERS + "a,blood,CD3,positive,¶1,synthetic,\n\n,,,,,,\nb,blood,CD4,negative,¶1,synthetic,\n"

        rows = load_case(write_case(tmp_path, tables={"markers": markers}), "tiny").markers

        assert [(row.id, row.row) for row in rows] == [("a", 2), ("b", 5)]

    @pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "with byte-order mark"])
    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
    def test_may_come_from_any_spreadsheet(self, tmp_path: Path, start: str, ending: str) -> None:
        """Byte-order mark and line endings do not matter."""
        text = (start + TABLES_TEXT["markers"]).replace("\n", ending)

        case = load_case(write_case(tmp_path, tables={"markers": text.encode()}), "tiny")

        assert len(case.markers) == 3

    def test_may_have_a_table_without_rows(self, tmp_path: Path) -> None:
        """A subject on which nothing is reported is a header alone."""
        case = load_case(write_case(tmp_path, tables={"markers": MARKERS}), "tiny")

        assert case.markers == ()

    def test_may_quote_commas_and_line_breaks(self, tmp_path: Path) -> None:
        """A quoted cell holds what a clinician may well write; it is read as one line."""
        facts = FACTS + 'a,patient,history,"one, two\nthree",,¶1,synthetic,\n'

        case = load_case(write_case(tmp_path, tables={"facts": facts}), "tiny")

        assert case.facts[0].value == "one, two three"


# what is wrong: the table and its whole text, then what is said of it
TABLE_FAULTS = {
    "file missing": (
        "markers",
        None,
        "data/tiny/markers.csv: the file is missing. Its header is id,specimen,marker,result,source,basis,note.",
    ),
    "file empty": (
        "markers",
        "",
        "data/tiny/markers.csv, row 1: the header is missing. "
        "Its header is id,specimen,marker,result,source,basis,note.",
    ),
    "semicolons": (
        "markers",
        MARKERS.replace(",", ";"),
        "data/tiny/markers.csv, row 1: cells are separated by semicolons. Save it with commas.",
    ),
    "tabs": (
        "markers",
        MARKERS.replace(",", "\t"),
        "data/tiny/markers.csv, row 1: cells are separated by tabs. Save it with commas.",
    ),
    "not UTF-8": (
        "markers",
        (MARKERS + "a,blood,CD3,positive,¶1,synthetic,\nb,blood,TCR-").encode() + b"\xe4,positive,x,synthetic,\n",
        "data/tiny/markers.csv, row 3: not UTF-8. Save the file as CSV UTF-8.",
    ),
    "quote not closed": (
        "markers",
        MARKERS + 'a,"blood,CD3,positive,¶1,synthetic,\n',
        "data/tiny/markers.csv, line 2: not valid CSV (unexpected end of data).",
    ),
    "missing column": (
        "markers",
        MARKERS.replace("marker,", ""),
        "data/tiny/markers.csv, row 1, column marker: the column is missing. "
        "Columns: id, specimen, marker, result, source, basis, note.",
    ),
    "unknown column": (
        "markers",
        MARKERS.replace("note", "note,results"),
        "data/tiny/markers.csv, row 1, column results: unknown column 'results'. Did you mean 'result'.",
    ),
    "column twice": (
        "markers",
        MARKERS.replace("note", "note,result"),
        "data/tiny/markers.csv, row 1, column result: the column stands twice. Remove one of them.",
    ),
    "id not first": (
        "markers",
        MARKERS.replace("id,specimen", "specimen,id"),
        "data/tiny/markers.csv, row 1, column id: id is not the first column. Move it to the front.",
    ),
    "ragged row": (
        "markers",
        MARKERS + "a,blood, cord blood,CD3,positive,¶1,synthetic,\n",
        "data/tiny/markers.csv, row 2: 8 cells where the header has 7. Quote a cell that contains a comma.",
    ),
    "duplicate id": (
        "markers",
        MARKERS + "a,blood,CD3,positive,¶1,synthetic,\na,blood,CD4,positive,¶1,synthetic,\n",
        "data/tiny/markers.csv, row 3, column id: the id 'a' is taken by row 2. Give each row an id of its own.",
    ),
    "bad id": (
        "markers",
        MARKERS + "CD3 blood,blood,CD3,positive,¶1,synthetic,\n",
        "data/tiny/markers.csv, row 2, column id: 'CD3 blood' is not an id. "
        "Use a-z, 0-9 and _, starting with a letter.",
    ),
    "blank id": (
        "markers",
        MARKERS + ",blood,CD3,positive,¶1,synthetic,\n",
        "data/tiny/markers.csv, row 2, column id: the cell is blank, and this column must be filled. "
        "Name of the row, unique in its table.",
    ),
    "blank source": (
        "markers",
        MARKERS + "a,blood,CD3,positive, ,synthetic,\n",
        "data/tiny/markers.csv, row 2, column source: the cell is blank, and this column must be filled. "
        "Where the source says it: section and paragraph, figure or record.",
    ),
    "unknown word": (
        "markers",
        MARKERS + "a,blood,CD3,weak,¶1,synthetic,\n",
        "data/tiny/markers.csv, row 2, column result: unknown result 'weak'. "
        "Use one of: positive, partial, negative.",
    ),
    "not a number": (
        "mrd",
        MRD + 'a,relapse,marrow,,=,"0,5",,¶1,synthetic,\n',
        "data/tiny/mrd.csv, row 2, column value_percent: '0,5' is not a number. "
        "Leave it blank where nothing is reported.",
    ),
    "not a whole number": (
        "timing",
        TIMING + "a,relapse,start,graft,start,-2.5,,¶1,synthetic,\n",
        "data/tiny/timing.csv, row 2, column min_days: '-2.5' is not a whole number. "
        "Leave it blank where nothing is reported.",
    ),
    "unknown event": (
        "mrd",
        MRD + "a,relaps,marrow,,not_detected,,,¶1,synthetic,\n",
        "data/tiny/mrd.csv, row 2, column event: unknown event 'relaps'. Did you mean 'relapse'.",
    ),
    "unknown reference": (
        "timing",
        TIMING + "a,relapse,start,zzz,start,1,,¶1,synthetic,\n",
        "data/tiny/timing.csv, row 2, column reference: unknown reference 'zzz'. Check the spelling.",
    ),
    "derived without formula": (
        "facts",
        FACTS + "a,graft,dose,4,,¶1,derived,\n",
        "data/tiny/facts.csv, row 2, column note: a derived row without its formula. Write it in note.",
    ),
    "relation without value": (
        "mrd",
        MRD + "a,relapse,marrow,,<,,0.01,¶1,synthetic,\n",
        "data/tiny/mrd.csv, row 2, column value_percent: the relation is < and the value is blank. "
        "Give the value.",
    ),
    "relation without count": (
        "immune_cells",
        CELLS + "a,visit_1,B cells,>,,,¶1,synthetic,\n",
        "data/tiny/immune_cells.csv, row 2, column cells_per_ul: the relation is > and the count is blank. "
        "Give the count.",
    ),
    "statement that says nothing": (
        "timing",
        TIMING + "a,relapse,start,graft,start,,,¶1,synthetic,\n",
        "data/tiny/timing.csv, row 2, column min_days: min_days and max_days are both blank. Give one.",
    ),
}


@pytest.mark.parametrize(("table", "text", "expected"), TABLE_FAULTS.values(), ids=TABLE_FAULTS)
def test_fault_of_a_table_is_told_with_its_place(
    tmp_path: Path, table: str, text: str | bytes | None, expected: str
) -> None:
    """Each fault is one message with file, row and column, what is wrong, and how to mend it."""
    found = messages(tmp_path, {table: text})

    assert [expected] == found


@pytest.mark.parametrize("number", ["1e400", "9" * 5000, "٣", "nan", "inf", "1_000", "+5"])
@pytest.mark.parametrize("table", ["mrd", "timing"])
def test_what_python_alone_would_read_is_not_a_number(tmp_path: Path, table: str, number: str) -> None:
    """Only plain digits are numbers; nothing overflows, becomes infinite or fails with a traceback."""
    rows = {
        "mrd": MRD + f"a,relapse,marrow,,=,{number},,¶1,synthetic,\n",
        "timing": TIMING + f"a,relapse,start,graft,start,{number},,¶1,synthetic,\n",
    }

    (found,) = messages(tmp_path, {table: rows[table]})

    assert f"'{number}' is not a" in found


@pytest.mark.parametrize("text", [None, "", "id;lane\n"], ids=["missing", "empty", "wrong header"])
def test_unreadable_events_are_the_only_thing_told(tmp_path: Path, text: str | None) -> None:
    """Rows that name events are not blamed when the events could not be read."""
    found = messages(tmp_path, {"events": text})

    assert len(found) == 1
    assert found[0].startswith("data/tiny/events.csv")


def test_faults_of_all_tables_are_told_at_once(tmp_path: Path) -> None:
    """Whoever mends a case sees everything in one run, sorted by place."""
    markers = MARKERS + "a,,CD3,weak,¶1,synthetic,\n"
    mrd = MRD + "a,relaps,marrow,,=,many,,¶1,guess,\n"

    found = messages(tmp_path, {"markers": markers, "mrd": mrd, "lesions": None}, {"title": None})

    assert [message.split(": ")[0] for message in found] == [
        "data/tiny/datapackage.json",
        "data/tiny/lesions.csv",
        "data/tiny/markers.csv, row 2, column result",
        "data/tiny/markers.csv, row 2, column specimen",
        "data/tiny/mrd.csv, row 2, column basis",
        "data/tiny/mrd.csv, row 2, column event",
        "data/tiny/mrd.csv, row 2, column value_percent",
    ]


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "U+0000"),
        ("\x1b", "U+001B"),
        ("\u202e", "U+202E, right-to-left override"),
        ("\u2066", "U+2066, left-to-right isolate"),
        ("\u200f", "U+200F, right-to-left mark"),
        ("\ufeff", "U+FEFF, zero width no-break space"),
    ],
)
def test_a_character_that_nobody_sees_is_named_with_its_cell(tmp_path: Path, character: str, name: str) -> None:
    """It could make a value read as another one."""
    facts = FACTS + f"age,patient,age,5{character}0,years,¶1,synthetic,\n"

    found = messages(tmp_path, {"facts": facts})

    expected = f"there is a character that nobody can see ({name}). Delete it."
    assert found == [f"data/tiny/facts.csv, row 2, column value: {expected}"]
