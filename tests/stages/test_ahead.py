"""What the later stages need is got ready while others are at work."""

from __future__ import annotations

import subprocess
import sys

import pytest

from epicrisis.manuscript import tree
from epicrisis.manuscript.source import read_source
from epicrisis.paths import ProjectPaths
from epicrisis.stages.ahead import MODULES, read_for_build, reading_ahead
from epicrisis.tracing.memory import forget, remembering
from epicrisis.tracing.store import Store

READY = """
import sys
from epicrisis.stages.ahead import get_ready
get_ready([])
print(*sys.modules)
"""


def test_every_module_is_there_afterwards() -> None:
    """A name that is no module any more would end the getting ready silently."""
    printed = subprocess.run([sys.executable, "-c", READY], capture_output=True, text=True, check=True).stdout

    assert {*MODULES, "jinja2"} <= set(printed.split())


@pytest.fixture
def asked(small_project: ProjectPaths, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What pandoc was asked to read, in a project whose manuscript nobody has read yet."""
    texts: list[str] = []
    monkeypatch.setattr(tree, "_read", lambda text: (texts.append(text), ("{}", "", True))[1])
    tree._read_once.cache_clear()
    forget()
    small_project.report.mkdir(exist_ok=True)
    small_project.manuscript("tiny").write_text("Text that nobody has read before.\n", encoding="utf-8")
    return texts


def test_the_tree_of_a_manuscript_is_there_when_it_is_asked_for(
    small_project: ProjectPaths, asked: list[str]
) -> None:
    """Pandoc has read it once, although several ask."""
    with reading_ahead(small_project, "tiny"):
        answer = tree.read_tree(read_source(small_project.manuscript("tiny"), small_project.root).text)

    assert answer == ("{}", "", True)
    assert len(asked) == 1


def test_what_goes_wrong_ahead_is_left_to_who_asks(small_project: ProjectPaths) -> None:
    """A manuscript that is not there stops nobody here."""
    with reading_ahead(small_project, "tiny"):
        reached = True

    assert reached


def test_what_was_read_early_is_there_for_the_build(small_project: ProjectPaths, asked: list[str]) -> None:
    """Whoever asks then asks pandoc no second time, in whatever process, as often as the build needs it."""
    text = read_source(small_project.manuscript("tiny"), small_project.root).text
    done = read_for_build(small_project, "tiny")
    answers = []
    for _ in range(2):
        tree._read_once.cache_clear()  # another process
        with remembering(Store(small_project.store)):
            answers.append(tree.read_tree(text))

    assert (done, answers, len(asked)) == (True, [("{}", "", True)] * 2, 1)


def test_what_cannot_be_read_early_is_left_to_the_build(small_project: ProjectPaths) -> None:
    """A manuscript that is gone again stops nobody here."""
    assert read_for_build(small_project, "tiny")
