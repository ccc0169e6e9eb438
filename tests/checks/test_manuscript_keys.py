"""Settings that one engine acts on and the other does not are refused where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from epicrisis.checks.manuscript_keys import key_problems
from epicrisis.manuscript.config import read_config
from epicrisis.manuscript.source import read_source


def problems_of(root: Path, front_matter: str = "title: T", project: str = "project: {}") -> list[str]:
    """Return the problems of a front matter and of `_quarto.yml`."""
    (root / "_quarto.yml").write_text(project + "\n", "utf-8")
    path = root / "doc.qmd"
    path.write_text(f"---\n{front_matter}\n---\n\nText.\n", "utf-8")
    source = read_source(path, root)
    return [str(problem) for problem in key_problems(source, read_config(source, path, root), root)]


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        (
            "lang: en\nfilters: [report/theme/row-groups.lua, a.lua]",
            "line 3: the setting filters is not supported. Leave it out.",
        ),
        (
            "format:\n  html:\n    include-in-header: x.html",
            "line 4: the setting include-in-header is not supported. Leave it out.",
        ),
        ("abstract-title: Summary", "line 2: the setting abstract-title is not supported. Leave it out."),
        ("lang: en\ndescription: Words", "line 3: the setting description is not supported. Leave it out."),
        ("from: markdown+emoji", "line 2: the setting from is not supported. Leave it out."),
        (
            "lang: en\ncrossref: {chapters: true}",
            "line 3: the setting chapters of crossref is not supported. Leave it out.",
        ),
        (
            "crossref:\n  fig-labels: alpha a",
            "line 3: the setting fig-labels of crossref is not supported. Leave it out.",
        ),
        (
            "crossref:\n  custom:\n    - {key: v, kind: float}",
            "line 3: an entry of crossref: custom has no reference-prefix. It needs key, kind, reference-prefix.",
        ),
        (
            "crossref:\n  custom: video",
            "line 3: an entry of crossref: custom has no key and no kind and no reference-prefix. "
            "It needs key, kind, reference-prefix.",
        ),
        (
            "crossref:\n  custom: [{key: v, kind: Block, reference-prefix: V}]",
            "line 3: the kind Block is not supported. Use kind: float.",
        ),
    ],
)
def test_each_is_refused(tmp_path: Path, settings: str, problem: str) -> None:
    """In the front matter, one line down from the fence, and in `_quarto.yml`."""
    line, _, message = problem.removeprefix("line ").partition(": ")

    assert problems_of(tmp_path, front_matter=settings) == [f"doc.qmd, line {line}: {message}"]
    assert problems_of(tmp_path, project=settings) == [f"_quarto.yml, line {int(line) - 1}: {message}"]


def test_a_value_in_the_projects_settings_is_refused(tmp_path: Path) -> None:
    """Only the front matter is filled in; a comment may show one."""
    project = "subtitle: of {{< var x >}} # a comment\nother: x # {{< var y >}}"

    assert problems_of(tmp_path, project=project) == [
        "_quarto.yml, line 1: {{< var x >}} stands in the settings of the project. "
        "Use it in the front matter of a document."
    ]


def test_keys_of_ones_own_pass(tmp_path: Path) -> None:
    """Quarto lets any key through, as metadata; what is off is off."""
    own = "short-title: T\nepicrisis: {case: x}\ncode-fold: false\ncrossref: {chapters: false, nte-title: Remark}"

    assert problems_of(tmp_path, own, own) == []
