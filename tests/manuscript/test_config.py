"""The settings of a manuscript: the document over the project, a format over the general."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.errors import InvalidInput
from epicrisis.manuscript.config import Config, read_config, read_variables
from epicrisis.manuscript.source import read_source


def config_of(folder: Path, project: str, front_matter: str) -> Config:
    """Read the settings of a document in a folder `report` of a project."""
    (folder / "report").mkdir()
    (folder / "_quarto.yml").write_text(project, "utf-8")
    document = folder / "report" / "doc.qmd"
    document.write_text(f"---\n{front_matter}\n---\n", "utf-8")
    return read_config(read_source(document, folder), document, folder)


@pytest.mark.parametrize(
    ("project", "front_matter", "toc"),
    [
        ("toc: true", "title: x", True),
        ("toc: true", "toc: false", False),
        ("format: {html: {toc: true}}", "title: x", True),
        ("format: {html: {toc: true}}", "toc: false", False),
        ("toc: true", "format: {html: {toc: false}}", False),
        ("toc: true", "format: {typst: {toc: false}}", True),
        ("toc: true", "format: html", True),
        ("format: {html: default}", "toc: true", True),
    ],
)
def test_the_nearest_setting_wins(tmp_path: Path, project: str, front_matter: str, toc: bool) -> None:
    """A document's setting wins over the project's, also over one for the format."""
    assert config_of(tmp_path, project, front_matter).options("html")["toc"] is toc


def test_paths_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    """The project's files are found from its root, the document's from its own folder."""
    options = config_of(tmp_path, "csl: a.csl", "bibliography: b.bib").options("html")

    assert options["csl"] == str(tmp_path.resolve() / "a.csl")
    assert options["bibliography"] == str(tmp_path.resolve() / "report" / "b.bib")


def test_custom_kinds_stand_beside_the_built_in_ones(tmp_path: Path) -> None:
    """A kind without a space is numbered `S1`."""
    custom = "{kind: float, key: suppfig, reference-prefix: Figure S, space-before-numbering: false}"
    kinds = config_of(tmp_path, f"crossref: {{fig-title: Fig., custom: [{custom}]}}", "title: x").kinds()

    assert (kinds["suppfig"].reference_prefix, kinds["suppfig"].has_space) == ("Figure S", False)
    assert (kinds["fig"].caption_prefix, kinds["fig"].reference_prefix) == ("Fig.", "Figure")
    assert [key for key, kind in kinds.items() if kind.caption_on_top] == ["tbl"]


def test_variables_are_a_mapping(tmp_path: Path) -> None:
    """Without the file there are none; a file of another shape is refused by name."""
    assert read_variables(tmp_path) == {}

    (tmp_path / "_variables.yml").write_text("- 1", "utf-8")
    with pytest.raises(InvalidInput, match=r"_variables\.yml, line 1: this is not a YAML mapping"):
        read_variables(tmp_path)


def test_yaml_is_read_as_quarto_reads_it(tmp_path: Path) -> None:
    """Version 1.2: only `true` and `false` are truth values, and a time of day is no number."""
    text = "smoker: no\nswitch: {on: true}\ntime: 12:30\nrecord: 007\ndate: 2025-08-20\nempty:\nshare: 1.5e-3\n"

    options = config_of(tmp_path, "title: x", text).options("html")

    del options["title"]
    assert options == {
        "smoker": "no",
        "switch": {"on": True},
        "time": "12:30",
        "record": 7,
        "date": "2025-08-20",
        "empty": None,
        "share": 0.0015,
    }
