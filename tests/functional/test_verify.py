"""`epicrisis verify`: the same bytes elsewhere, and what is said where they are not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from epicrisis.paths import ProjectPaths
from functional.conftest import Command
from repository import commit_all

IGNORED = "/_build/\n/.cache/\n/_variables.yml\n/report/_tables/\n/report/_notebooks/\n"


@pytest.fixture(autouse=True)
def committed(project: ProjectPaths) -> None:
    """The built project is the commit of a repository."""
    (project.root / ".gitignore").write_text(IGNORED, encoding="utf-8")
    commit_all(project.root)


def test_the_second_build_is_identical(epicrisis: Command, project: ProjectPaths) -> None:
    """In another folder, for another user, in another zone and locale, on one core, without a cache."""
    assert 0 == epicrisis("build", "--engine", "embedded").code  # of the commit that is there now
    before = {path: path.read_bytes() for path in project.build.rglob("*") if path.is_file()}

    outcome = epicrisis("verify", "--format", "json")

    told = json.loads(outcome.output)
    names = {artefact["artefact"] for artefact in told["artefacts"]}
    assert (0, True, []) == (outcome.code, told["identical"], told["changed_inputs"])
    assert [] == [artefact for artefact in told["artefacts"] if artefact["likeness"] != "identical"]
    assert {
        "tiny.html",
        "tiny.pdf",
        "tiny.docx",
        "_variables.yml",
        "manifest.json",
        "figures/tiny/mrd.svg",
        "figures/tiny/mrd.pdf",
        "figures/tiny/mrd.png",
        "notebooks/mrd.ipynb",
        "notebooks/mrd.html",
    } <= names
    assert before == {path: path.read_bytes() for path in project.build.rglob("*") if path.is_file()}


def test_a_changed_byte_and_a_changed_number_are_found(epicrisis: Command, project: ProjectPaths) -> None:
    """Each artefact is told apart, and an input that was edited after the build is named."""
    page = project.case_build("tiny") / "notebooks" / "timeline.html"
    page.write_bytes(page.read_bytes().replace(b"</body>", b"<!-- edited --></body>"))
    table = project.case_data("tiny") / "mrd.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("=,0.5,0.01", "=,0.6,0.01"), encoding="utf-8")

    outcome = epicrisis("verify")

    lines = outcome.output.replace("\u00a0", " ").splitlines()
    assert 1 == outcome.code
    assert "changed   data/tiny/mrd.csv: edited after the first build; run make report" in lines
    assert "different                     tiny.html" in lines
    assert any("'0.5%' → '0.6%'" in line for line in lines)
    at = lines.index("same values, different bytes  notebooks/timeline.html")
    assert "html/body[1]/comment[1]: 'comment edited' → nothing" == lines[at + 1].strip()
    assert "identical                     notebooks/timeline.ipynb" in lines


def test_a_manifest_does_not_hang_on_earlier_builds(project: ProjectPaths) -> None:
    """Steps that were taken from the cache are told as those of a build that starts from nothing."""
    command = [sys.executable, "-c", "from epicrisis.cli import main; main(['build', '--engine', 'embedded'])"]
    with (project.report / "theme" / "article.css").open("a", encoding="utf-8") as stream:
        stream.write("/* edited */\n")
    manifest = project.case_build("tiny") / "manifest.json"
    subprocess.run(command, cwd=project.root, check=True, capture_output=True)
    before = json.loads(manifest.read_text(encoding="utf-8"))
    shutil.rmtree(project.cache)

    subprocess.run(command, cwd=project.root, check=True, capture_output=True)

    assert before == json.loads(manifest.read_text(encoding="utf-8"))


def test_a_case_that_was_never_built_cannot_be_verified(epicrisis: Command, project: ProjectPaths) -> None:
    """The message says what to do first."""
    (project.case_build("tiny") / "manifest.json").unlink()

    outcome = epicrisis("verify")

    assert 2 == outcome.code
    assert "Run make report CASE=tiny first." in outcome.errors
