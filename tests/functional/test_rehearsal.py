"""A changed sentence is rendered beside its check, and nothing comes of it that the check has not passed.

Each build is a process of its own, as it is for people: the one that runs the tests has threads and is not forked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from epicrisis.digests import digest_file
from epicrisis.notebooks.environment import KERNEL_VARIABLE
from epicrisis.paths import ProjectPaths
from epicrisis.tracing.last_build import read_last_build
from small_case import CASE_ID

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="companions are forked, on Linux alone")

BUILD = """
import os, sys
from pathlib import Path
from epicrisis.stages import articles, check
render, told = articles._render, check._told

def watched(*arguments):
    with open("renderers.txt", "a") as log:
        print(os.getpid(), file=log)
    render(*arguments)

def saved_again(*arguments):
    manuscript = Path("report/tiny.qmd")
    manuscript.write_text(manuscript.read_text("utf-8").replace("First words.", "Second words."), "utf-8")
    return told(*arguments)

articles._render = watched
if "save again" in sys.argv:
    check._told = saved_again
from epicrisis.cli import main
print(os.getpid())
sys.exit(main(["build", "--engine", "embedded"]))
"""


@dataclass(frozen=True)
class Done:
    """What a build did.

    Args:
        code: Its exit code.
        errors: What it told.
        is_beside: Whether another process than the build's has rendered.
        is_within: Whether the build's own process has rendered.
    """

    code: int
    errors: str
    is_beside: bool
    is_within: bool


def rebuild(project: ProjectPaths, *words: str, **variables: str) -> Done:
    """Build in a process of its own."""
    log = project.root / "renderers.txt"
    log.unlink(missing_ok=True)
    command, environment = [sys.executable, "-c", BUILD, *words], {**os.environ, **variables}
    done = subprocess.run(
        command, cwd=project.root, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    renderers = set(log.read_text().split()) if log.is_file() else set()
    own = {done.stdout.split("\n")[0]}
    return Done(done.returncode, done.stderr, bool(renderers - own), bool(renderers & own))


def write(project: ProjectPaths, sentence: str) -> None:
    """Write a sentence into the manuscript."""
    manuscript = project.manuscript(CASE_ID)
    text = manuscript.read_text(encoding="utf-8")
    manuscript.write_text(text.replace("## Colophon", f"{sentence}\n\n## Colophon"), encoding="utf-8")


def page(project: ProjectPaths) -> str:
    """Return the report."""
    return (project.case_build(CASE_ID) / f"{CASE_ID}.html").read_text(encoding="utf-8")


def digests(folder: Path) -> dict[str, str]:
    """Return the digests of the files in a folder, by name."""
    return {path.name: digest_file(path) for path in sorted(folder.iterdir()) if path.is_file()}


def test_a_sentence_is_rendered_beside_its_check(project: ProjectPaths) -> None:
    """The build says what was done, whoever did it, and its outputs hold the sentence."""
    write(project, "New words.")

    done = rebuild(project)

    assert done.code == 0, done.errors
    assert done.is_beside
    assert not done.is_within
    assert "New words." in page(project)
    assert "(fresh)" not in done.errors.partition("values ")[2]
    assert {"values", "render html", "render pdf"} <= read_last_build(project.last_build(CASE_ID)).steps.keys()


def test_without_another_process_the_outputs_are_the_same(project: ProjectPaths) -> None:
    """Where nothing can be forked, the build's own process renders."""
    write(project, "New words.")
    assert rebuild(project).is_beside
    before = digests(project.case_build(CASE_ID))
    project.cache.rename(project.cache.with_name("old-cache"))

    done = rebuild(project, **{KERNEL_VARIABLE: "spawn"})

    assert done.code == 0, done.errors
    assert done.is_within
    assert not done.is_beside
    assert digests(project.case_build(CASE_ID)) == before


def test_a_finding_stops_the_build_whatever_was_rendered(project: ProjectPaths) -> None:
    """The outputs stay as they were; once the finding is mended, the build goes on, and nothing is left over."""
    before = digests(project.case_build(CASE_ID))
    write(project, "See [there](#nowhere).")

    done = rebuild(project)

    assert done.code == 1
    assert "the link to #nowhere leads nowhere" in done.errors
    assert digests(project.case_build(CASE_ID)) == before
    manuscript = project.manuscript(CASE_ID)
    manuscript.write_text(manuscript.read_text("utf-8").replace("[there](#nowhere)", "there"), encoding="utf-8")
    assert rebuild(project).code == 0
    assert "See there." in page(project)
    assert list(project.cache.glob(".rendering-*")) == []


def test_a_text_that_changes_meanwhile_is_rendered_as_it_was_checked(project: ProjectPaths) -> None:
    """What was rendered of the text before is not what is published."""
    write(project, "First words.")

    done = rebuild(project, "save again")

    assert done.code == 0, done.errors
    assert "Second words." in page(project)
    assert "First words." not in page(project)


def test_a_file_that_the_text_begins_to_read_is_part_of_the_recipe(project: ProjectPaths) -> None:
    """The rehearsal expects the inputs of the last build; with others another digest is to be printed."""
    (project.root / "parts").mkdir()
    (project.root / "parts" / "more.md").write_text("More words.\n", encoding="utf-8")
    write(project, "{{< include ../parts/more.md >}}")

    done = rebuild(project)

    recipe = read_last_build(project.last_build(CASE_ID)).recipe
    assert done.code == 0, done.errors
    assert "parts/more.md" in recipe["inputs"]
    assert "More words." in page(project)
    assert done.is_within  # what was rendered beside it printed the digest without that file
