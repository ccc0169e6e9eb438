"""What an older project lacks because it came later is supplied, and nothing that it has is changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from epicrisis.case.schema import TABLE_BY_NAME
from epicrisis.checks.package import check_package
from epicrisis.paths import ProjectPaths
from epicrisis.review.base import read_folder
from epicrisis.review.supplement import supplement
from small_case import CASE_ID, TABLES_TEXT, write_case

MRD = "data/tiny/mrd.csv"
PACKAGE = "data/tiny/datapackage.json"


@pytest.fixture
def project(tmp_path: Path) -> ProjectPaths:
    """The project as it is, with a notebook and a theme."""
    paths = write_case(tmp_path)
    for name in ("notebooks/mrd.ipynb", "report/theme/page.html"):
        (paths.root / name).parent.mkdir(parents=True, exist_ok=True)
        (paths.root / name).write_text("today's", "utf-8")
    return paths


def test_a_whole_project_gets_nothing(project: ProjectPaths) -> None:
    """Its files are the same bytes."""
    files = read_folder(project.root)

    whole = supplement(files, CASE_ID, project)

    assert (whole.files, whole.supplied) == (files, ())


def test_a_table_that_came_later_has_no_rows(project: ProjectPaths) -> None:
    """Only its header."""
    files = read_folder(project.root)
    del files[MRD]

    whole = supplement(files, CASE_ID, project)

    assert whole.files[MRD].decode() == ",".join(TABLE_BY_NAME["mrd"].column_names) + "\n"
    assert whole.supplied == ("data/tiny/mrd.csv is not in it and stands here as a table without rows.",)


def test_a_table_that_was_supplied_is_described(project: ProjectPaths) -> None:
    """What the base could not know is no error of its data package, which keeps everything else."""
    files = read_folder(project.root)
    package = json.loads(files[PACKAGE])
    package["resources"] = [one for one in package["resources"] if one["name"] != "mrd"] + [{"name": "scans"}]
    files[PACKAGE] = json.dumps(package).encode()
    del files[MRD]

    described = json.loads(supplement(files, CASE_ID, project).files[PACKAGE])

    assert list(check_package(described, PACKAGE)) == []
    assert {"name": "scans"} in described["resources"]
    assert {key: described[key] for key in package if key != "resources"} == {
        key: package[key] for key in package if key != "resources"
    }


@pytest.mark.parametrize("package", [b"{", b"[]", b'{"resources": 1}', b"\xff"])
def test_a_data_package_that_cannot_be_read_is_left_for_the_checks(project: ProjectPaths, package: bytes) -> None:
    """They say what is wrong, and where."""
    files = read_folder(project.root) | {PACKAGE: package}
    del files[MRD]

    assert supplement(files, CASE_ID, project).files[PACKAGE] == package


def test_columns_that_came_later_are_blank(project: ProjectPaths) -> None:
    """Cells with commas and quotes stay what they were, and so does a row of another length."""
    table = 'id,event,specimen,relation,source,basis\na,b,"c, ""d""",=,s,synthetic\nshort,row\n'
    files = read_folder(project.root) | {MRD: table.encode()}

    whole = supplement(files, CASE_ID, project)

    assert whole.files[MRD].decode() == (
        "id,event,specimen,relation,source,basis,method,value_percent,lod_percent,note\n"
        'a,b,"c, ""d""",=,s,synthetic,,,,\n'
        "short,row\n"
    )
    assert whole.supplied == (
        "data/tiny/mrd.csv has no columns method, value_percent, lod_percent, note; "
        "they stand here without content.",
    )


@pytest.mark.parametrize(
    "content",
    [
        TABLES_TEXT["mrd"].replace("specimen", "sample", 1).encode(),
        TABLES_TEXT["mrd"].replace(",", ";").encode(),
        b"",
        b"id,\xff\n",
        b'id,"open\n',
    ],
    ids=["a column that must be filled", "semicolons", "empty", "no UTF-8", "no CSV"],
)
def test_what_nobody_can_guess_is_left_for_the_checks(project: ProjectPaths, content: bytes) -> None:
    """They say what is wrong, and where."""
    files = read_folder(project.root) | {MRD: content}

    whole = supplement(files, CASE_ID, project)

    assert (whole.files[MRD], whole.supplied) == (content, ())


def test_the_working_tree_lends_what_a_report_looks_like(project: ProjectPaths) -> None:
    """As a whole: a base with a notebook of its own gets no others."""
    files = read_folder(project.root)
    del files["_quarto.yml"], files["report/theme/page.html"]
    files["notebooks/own.ipynb"] = files.pop("notebooks/mrd.ipynb")

    whole = supplement(files, CASE_ID, project)

    assert whole.supplied == (
        "_quarto.yml is not in it; the working tree's is used.",
        "report/theme/ is not in it; the working tree's is used.",
    )
    assert whole.files["report/theme/page.html"] == b"today's"
    assert "notebooks/mrd.ipynb" not in whole.files
