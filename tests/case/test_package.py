"""Schema and data package: each case stands on its own for anyone with Frictionless tools."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import frictionless
import pytest

from epicrisis.case.package import table_resource, write_resources
from epicrisis.case.schema import TABLES, TableSchema
from epicrisis.case.tables import ROW_TYPES
from epicrisis.paths import ProjectPaths
from small_case import write_case

PACKAGES = sorted((Path(__file__).parents[2] / "data").glob("*/datapackage.json"))


def test_repository_has_cases_to_validate() -> None:
    """The tests of every case do not pass for want of a case."""
    assert PACKAGES != []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.parent.name)
def test_frictionless_finds_nothing_wrong_with_a_case(package: Path) -> None:
    """The outside judge reads the package alone, without this project."""
    report = frictionless.validate(str(package))

    assert report.flatten(["type", "message"]) == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.parent.name)
def test_package_holds_the_schema_of_the_tables(package: Path) -> None:
    """After a change of schema.py, `python -m epicrisis.case.package data/<case>` was run."""
    resources = json.loads(package.read_text(encoding="utf-8"))["resources"]

    assert resources == [table_resource(schema) for schema in TABLES]


def test_frictionless_finds_nothing_wrong_with_the_small_case(small_project: ProjectPaths) -> None:
    """The case of the tests is as good as a real one."""
    report = frictionless.validate(str(small_project.case_data("tiny") / "datapackage.json"))

    assert report.flatten(["type", "message"]) == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a,blood,CD3,weak,¶1,synthetic,", "constraint-error"),
        ("a,,CD3,positive,¶1,synthetic,", "constraint-error"),
        ("A,blood,CD3,positive,¶1,synthetic,", "constraint-error"),
    ],
    ids=["unknown word", "blank", "bad id"],
)
def test_frictionless_refuses_what_the_loader_refuses(tmp_path: Path, row: str, expected: str) -> None:
    """The written schema says as much as the loader knows of single cells."""
    markers = f"id,specimen,marker,result,source,basis,note\n{row}\n"
    paths = write_case(tmp_path, tables={"markers": markers})

    report = frictionless.validate(str(paths.case_data("tiny") / "datapackage.json"))

    assert expected in [error for (error,) in report.flatten(["type"])]


def test_frictionless_refuses_an_event_that_is_not_there(tmp_path: Path) -> None:
    """Foreign keys are part of the written schema."""
    lesions = "id,event,site,laterality,modality,status,source,basis,note\na,zzz,node,,CT,involved,¶1,synthetic,\n"
    paths = write_case(tmp_path, tables={"lesions": lesions})

    report = frictionless.validate(str(paths.case_data("tiny") / "datapackage.json"))

    assert report.flatten(["type"]) == [["foreign-key"]]


def test_writing_the_resources_keeps_the_rest_of_the_package(small_project: ProjectPaths) -> None:
    """Title, licence and Day 0 belong to the authors."""
    file = small_project.case_data("tiny") / "datapackage.json"
    before = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**before, "resources": []}), encoding="utf-8")

    write_resources(file.parent)

    assert json.loads(file.read_text(encoding="utf-8")) == before


@pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)
def test_row_type_has_the_columns_of_its_table(schema: TableSchema) -> None:
    """Each column is an attribute of the frozen row, and there is no other but its place and print."""
    attributes = {field.name for field in fields(ROW_TYPES[schema.name])} - {"row", "printed"}

    assert attributes == set(schema.column_names)


@pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)
def test_every_column_is_described(schema: TableSchema) -> None:
    """A data package is read by people who have no other help: each column has its sentence."""
    assert [column.name for column in schema.all_columns if not column.description.endswith(".")] == []


@pytest.mark.parametrize("schema", TABLES, ids=lambda schema: schema.name)
def test_table_starts_with_id_and_ends_with_where_it_comes_from(schema: TableSchema) -> None:
    """Every table has the same frame."""
    assert schema.column_names[0] == "id"
    assert schema.column_names[-3:] == ("source", "basis", "note")
