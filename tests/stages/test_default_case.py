"""The case of a project is read again when something says so, and only then."""

from __future__ import annotations

import shutil

import pytest

from epicrisis.manuscript import config
from epicrisis.paths import ProjectPaths
from epicrisis.stages.default_case import remembered_default_case


def test_it_is_read_once(small_project: ProjectPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is known, in every process."""
    first = remembered_default_case(small_project)
    monkeypatch.delattr(config, "default_case")

    assert remembered_default_case(small_project) == first == "tiny"


def test_settings_and_another_case_have_it_read_again(small_project: ProjectPaths) -> None:
    """Of two cases none is the project's own, unless `_quarto.yml` says which."""
    assert remembered_default_case(small_project) == "tiny"

    shutil.copytree(small_project.case_data("tiny"), small_project.case_data("other"))
    assert remembered_default_case(small_project) is None

    with small_project.quarto_config.open("a", encoding="utf-8") as settings:
        settings.write("\nepicrisis:\n  case: other\n")
    assert remembered_default_case(small_project) == "other"
