"""What a notebook calls gives the right case and the same files every time."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from epicrisis.errors import OutputFailed, UsageError
from epicrisis.figures import style
from epicrisis.figures.drawing import Drawing
from epicrisis.notebooks import desk
from epicrisis.notebooks.desk import figure_files, open_case, publish
from epicrisis.paths import ProjectPaths
from small_case import write_case

PNG_HEADER = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(8)
FILES = ["mrd.csv", "mrd.json", "mrd.pdf", "mrd.png", "mrd.svg"]

# The same drawing in another process: prints one digest a file.
ELSEWHERE = """\
import sys
sys.path[:0] = sys.argv[1:]
from test_desk import make_drawing
from epicrisis.digests import digest_bytes
from epicrisis.notebooks.desk import figure_files
print(*(digest_bytes(content) for content in figure_files(make_drawing()).values()))
"""


def make_drawing() -> Drawing:
    """Return a small drawing with text, lines, an area and a blank number."""
    with style.context():
        figure = style.new_figure(style.SINGLE_COLUMN_MM, 40)
        axes = figure.add_axes((0.2, 0.2, 0.7, 0.7))
        axes.plot([0, 28, 60], [5.0, 0.05, 0.001], "o-", label="bone marrow")
        axes.fill_between([0, 28], [1, 1], alpha=0.4)
        axes.set_yscale("log")
        axes.legend()
        style.settle(figure)
    table = pd.DataFrame({"day": [0, 28], "MRD (%)": [5.0, None]})
    return Drawing("mrd", figure, "MRD falls below 10⁻⁴.", "MRD was 5 % on day 0.", lambda: table)


@pytest.fixture(autouse=True)
def no_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work as in a notebook that was opened by hand."""
    for name in ("EPICRISIS_PROJECT", "EPICRISIS_CASE", "EPICRISIS_FIGURES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def at_desk(small_project: ProjectPaths, monkeypatch: pytest.MonkeyPatch) -> ProjectPaths:
    """A project with one case, seen from its notebooks folder."""
    small_project.notebooks.mkdir(exist_ok=True)
    small_project.quarto_config.touch()
    monkeypatch.chdir(small_project.notebooks)
    return small_project


def test_the_only_case_needs_no_name(at_desk: ProjectPaths) -> None:
    """A notebook that was opened by hand finds its project upwards, and the one case in it."""
    assert open_case().id == at_desk.case_ids()[0]


def test_the_parameter_comes_before_the_environment(
    at_desk: ProjectPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written in the notebook counts; a blank takes the case of `make lab`."""
    write_case(at_desk.root, case_id="other")
    monkeypatch.setenv("EPICRISIS_CASE", "other")

    assert open_case("").id == "other"
    assert open_case("tiny").id == "tiny"


def test_several_cases_must_be_chosen_from(at_desk: ProjectPaths) -> None:
    """The message says how to choose, and from what."""
    write_case(at_desk.root, case_id="other")

    with pytest.raises(UsageError, match=r"which case\? Fill in case_id, .* Cases here: other, tiny."):
        open_case("")


def test_no_case_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new project is told what is missing."""
    monkeypatch.setenv("EPICRISIS_PROJECT", str(tmp_path))

    with pytest.raises(UsageError, match="no case yet"):
        open_case("")


def test_publish_by_hand(at_desk: ProjectPaths) -> None:
    """Without a build the five files go to the figures of the case."""
    publish(make_drawing(), open_case())

    assert sorted(path.name for path in at_desk.case_figures("tiny").iterdir()) == FILES


def test_publish_in_a_build(at_desk: ProjectPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a build they go to the staging folder, and the published figures stay as they are."""
    monkeypatch.setenv("EPICRISIS_FIGURES", str(tmp_path / "staging"))

    publish(make_drawing(), open_case())

    assert sorted(path.name for path in (tmp_path / "staging").iterdir()) == FILES
    assert not at_desk.figures.exists()


@pytest.mark.usefixtures("at_desk")
def test_words_and_then_a_picture_are_there_before_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build sets its text with them meanwhile, and a preview shows its page."""
    monkeypatch.setenv("EPICRISIS_FIGURES", str(tmp_path / "staging"))
    there: list[list[str]] = []

    def encode(*_: object) -> bytes:
        there.append(sorted(path.name for path in (tmp_path / "staging").iterdir()))
        return PNG_HEADER

    monkeypatch.setattr(desk, "encode", encode)

    publish(make_drawing(), open_case())

    made = ["mrd.json", "mrd.svg", "mrd.pdf"]
    assert there == [sorted(made[:count]) for count in (1, 2, 3)]


@pytest.mark.usefixtures("at_desk")
def test_a_figure_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person is told which file, without a traceback."""
    (tmp_path / "staging").write_text("in the way")
    monkeypatch.setenv("EPICRISIS_FIGURES", str(tmp_path / "staging"))

    with pytest.raises(OutputFailed, match=r"could not write staging/mrd.json"):
        publish(make_drawing(), open_case())


def test_words_and_data_stand_beside_the_picture() -> None:
    """JSON with sorted keys and CSV with plain line feeds, a blank for what was not reported."""
    files = figure_files(make_drawing())

    assert json.loads(files["mrd.json"]) == {
        "alt": "MRD falls below 10⁻⁴.",
        "description": "MRD was 5 % on day 0.",
    }
    assert "10⁻⁴".encode() in files["mrd.json"]
    assert files["mrd.csv"] == b"day,MRD (%)\n0,5.0\n28,\n"


def test_no_spreadsheet_computes_a_text() -> None:
    """One that would be a formula gets an apostrophe; signed numbers and all other cells stay as they are."""
    drawing = make_drawing()
    table = drawing.table.assign(**{"Event (text)": ["=1+1", "-7 to 3"], "Note": ["+x", None]})
    rows = figure_files(replace(drawing, make_table=lambda: table))["mrd.csv"].decode().splitlines()
    assert rows == ["day,MRD (%),Event (text),Note", "0,5.0,'=1+1,'+x", "28,,-7 to 3,"]


def test_the_notebook_shows_the_published_picture(
    run_cells: Any, project: ProjectPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The output of the cell is the PNG file itself at its printed size, with the alternative text beside it."""
    monkeypatch.setenv("PYTHONPATH", f"{Path(__file__).parent}:{Path(__file__).parents[1]}")

    executed = run_cells(
        "from test_desk import make_drawing\nfrom epicrisis.notebooks.desk import publish",
        "publish(make_drawing(), None)",
    )

    output = executed.node.cells[1].outputs[0]
    assert base64.b64decode(output["data"]["image/png"]) == (project.root / "staging" / "mrd.png").read_bytes()
    assert output["data"]["text/plain"] == "MRD falls below 10⁻⁴."
    assert output["metadata"]["image/png"]["width"] == round(style.inches(style.SINGLE_COLUMN_MM) * 96)


def test_figure_files_are_the_same_in_every_process(tmp_path: Path) -> None:
    """Hash seed, time zone, working folder and time of day change no byte."""
    command = [sys.executable, "-c", ELSEWHERE, str(Path(__file__).parent), str(Path(__file__).parents[1])]
    setting = {"HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path)}

    one, other = (
        subprocess.run(command, cwd=cwd, env=setting | more, capture_output=True, text=True, check=True).stdout
        for cwd, more in (
            (tmp_path, {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}),
            (Path(__file__).parent, {"PYTHONHASHSEED": "2", "TZ": "UTC"}),
        )
    )

    assert one == other
    assert len(one.split()) == len(FILES)


def test_figure_files_name_no_folder_and_no_date() -> None:
    """Nothing in a figure says where or when it was made."""
    everything = b"".join(figure_files(make_drawing()).values())

    for trace in (str(Path.home()), str(Path.cwd()), sys.prefix, "CreationDate", "dc:date", "tIME"):
        assert trace.encode() not in everything
